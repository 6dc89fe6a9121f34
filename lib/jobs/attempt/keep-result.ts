/** Keeping what a vendor answers and seeing what it comes to, in one pass. */
import { resultKey } from '../../raw/keys.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { ByteStream, Vendor } from '../../vendors/vendor.ts';
import type { Job } from '../job.ts';
import { lostItsWorker } from '../leases.ts';
import { alongside } from './alongside.ts';
import type { KeptResult } from './read-result.ts';
import { seeResult } from './seen-result.ts';

export type KeepResult = (
  job: Job,
  vendor: Vendor,
  result: ByteStream,
  /** Says when to stop. */
  signal: AbortSignal,
) => Promise<Pick<KeptResult, 'raw' | 'seen'>>;

export type KeepResultDeps = { rawStore: Pick<RawStreams, 'putStream'>; maxResultBytes: number };

/**
 * It is kept whatever it is. One that cannot be read was not seen, and will say why when it is read from what was kept.
 * Throws as the store and the stream do.
 */
export function makeKeepResult({ rawStore, maxResultBytes }: KeepResultDeps): KeepResult {
  return async (job, vendor, result, signal) => {
    const key = resultKey(job.vendor, job.jobId);
    // It may be what is read that kills them: then it is at least kept, for a person to look at.
    if (lostItsWorker(job)) return { raw: await rawStore.putStream(key, result, maxResultBytes, signal) };
    const { stream, outcome } = alongside(result, (chunks) => seeResult(vendor, job, chunks));
    const raw = await rawStore.putStream(key, stream, maxResultBytes, signal);
    const seen = outcome();
    return { raw, ...(seen !== undefined && { seen }) };
  };
}
