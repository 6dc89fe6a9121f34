/** Asks Hume how a job stands and, once it is completed, for its predictions. */
import { Permanent, Retryable } from '../../platform/errors.ts';
import { type FetchedResult, quoteVendor } from '../vendor.ts';
import { humeCallbackReader } from './callback.ts';
import type { RequestHume } from './request.ts';
import { humeJobSchema } from './schemas.ts';

/** Seen from `/predictions` of jobs that were not ready, though their state said otherwise; v0 defines neither. */
const PREDICTIONS_NOT_YET = [400, 409];

/**
 * Whether a job is finished is read from its `state.status`, never from the status code of `/predictions`, which the
 * v0 reference does not define for unfinished jobs: for that reason a 404 from there may be a "not yet", too. Throws as
 * `request` does, and Permanent for what is no job id.
 */
export function makeFetchHumeResult(request: RequestHume) {
  return async (text: string, signal: AbortSignal): Promise<FetchedResult> => {
    const jobId = humeCallbackReader.jobIdOf(text);
    if (jobId === undefined) throw new Permanent('not a job id of Hume: those are UUIDs');
    const path = `/v0/batch/jobs/${jobId}`;

    const details = await request({ path, subject: 'the job', signal });
    if (!details.isThere) return { state: 'gone', message: details.message };
    const { data } = humeJobSchema.safeParse((await details.body.document()).json);
    if (data === undefined) throw new Retryable('Hume answered job details that cannot be read');
    if (!isAbout(jobId, data.job_id)) throw new Retryable('Hume answered the details of another job');
    const { status, message, num_predictions, num_errors } = data.state;
    if (status === 'FAILED') {
      return { state: 'failed', message: quoteVendor(message ?? 'Hume says that the job failed') };
    }
    if (status !== 'COMPLETED') return { state: 'unfinished' };

    const predictions = await request({
      path: `${path}/predictions`,
      subject: 'the predictions',
      signal,
      notYet: PREDICTIONS_NOT_YET,
    });
    if (!predictions.isThere) {
      return { state: 'gone', message: predictions.message, mayStillCome: predictions.status === 404 };
    }
    const expected = { predictions: num_predictions ?? undefined, errors: num_errors ?? undefined };
    return { state: 'completed', body: predictions.body.stream(), expected };
  };
}

/** Details that do not say whose they are came from the job's own URL. */
function isAbout(jobId: string, answered: string | null | undefined): boolean {
  return answered === undefined || answered === null || humeCallbackReader.jobIdOf(answered) === jobId;
}
