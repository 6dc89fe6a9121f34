/** Asks Hume how a job stands and, once it is completed, for its predictions. */
import { Permanent, Retryable } from '../../platform/errors.ts';
import { urlBelow } from '../../platform/url-below.ts';
import { requestVendor } from '../request.ts';
import type { ByteStream, FetchedResult } from '../vendor.ts';
import { humeJobSchema } from './schemas.ts';

export type FetchHumeResultDeps = { baseUrl: string; apiKey: string | undefined; fetch: typeof fetch };

/** Seen from `/predictions` of jobs that were not ready, though their state said otherwise; v0 defines none of them. */
const PREDICTIONS_NOT_YET = [400, 404, 409];

/**
 * Whether a job is finished is read from its `state.status`, never from the status code of `/predictions`, which the
 * v0 reference does not define for unfinished jobs. Throws Retryable and Permanent as {@link requestVendor} does.
 */
export function makeFetchHumeResult({ baseUrl, apiKey, fetch }: FetchHumeResultDeps) {
  return async (jobId: string, signal: AbortSignal): Promise<FetchedResult> => {
    if (apiKey === undefined) throw new Permanent('Hume cannot be asked: HUME_API_KEY is not configured');
    const url = urlBelow(baseUrl, `/v0/batch/jobs/${encodeURIComponent(jobId)}`);
    const request = { vendorTitle: 'Hume', headers: { 'X-Hume-Api-Key': apiKey }, signal };

    const job = humeJobSchema.safeParse(await jsonOf(await requestVendor(fetch, { ...request, url })));
    if (job.data === undefined) throw new Retryable('Hume answered job details that cannot be read');
    const { status, message, num_predictions, num_errors } = job.data.state;
    if (status === 'FAILED') return { state: 'failed', message: message ?? 'Hume says that the job failed' };
    if (status !== 'COMPLETED') return { state: 'unfinished' };

    const predictions = { ...request, url: `${url}/predictions`, notYet: PREDICTIONS_NOT_YET };
    const { body } = await requestVendor(fetch, predictions);
    if (body === null) throw new Retryable('Hume answered no predictions');
    const expected = { predictions: num_predictions ?? undefined, errors: num_errors ?? undefined };
    return { state: 'completed', body: retryablyBroken(body), expected };
  };
}

/** The body unchanged. One that breaks off is a cut connection, and may come whole the next time. */
async function* retryablyBroken(body: ByteStream): ByteStream {
  try {
    yield* body;
  } catch (cause) {
    throw new Retryable('Hume broke off in the middle of the predictions', { cause });
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new Retryable('Hume answered job details that are not JSON', { cause });
  }
}
