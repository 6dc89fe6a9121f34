/**
 * A job's rows, made again from the raw result they are of, as they would be made today. No vendor is asked, and nothing else
 * becomes of the job, even if that fails: what rows there are stay.
 */
import { Malformed, messageOf, Permanent, Retryable } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { jobKeyOf } from '../../summaries/job-name.ts';
import type { Vendor } from '../../vendors/vendor.ts';
import type { IndexedResult, Job } from '../job.ts';
import type { Settlement } from '../leases.ts';
import { asItWas } from '../rebuilds.ts';
import { type HandOn, resultOfProgress } from './hand-on.ts';
import { type IndexResult, type Work, WRITTEN_BY_NEWER } from './index-result.ts';
import { resultOfIndexed } from './kept-results.ts';
import { lastReasonOf, type TryLater } from './try-later.ts';

/** `rebuilds`: what the job was, and will be. */
type Rebuild = { vendor: Vendor | undefined; rebuilds: NonNullable<Job['rebuilds']>; indexed: IndexedResult };

export type RebuildRows = (job: Job, rebuild: Rebuild, work: Work) => Promise<Settlement>;

/** Never throws; what may pass is tried again later. */
export function makeRebuildRows(deps: {
  log: Log;
  indexResult: IndexResult;
  handOn: HandOn;
  tryLater: TryLater;
}): RebuildRows {
  const { log, indexResult, handOn, tryLater } = deps;
  return async (job, { vendor, rebuilds, indexed }, work) => {
    const endWithout = (problem: string): Settlement => {
      log.warn('rows_not_rebuilt', { job: jobKeyOf(job), reason: problem });
      return asItWas(rebuilds, indexed, problem);
    };
    if (job.isGivenUp) return endWithout(lastReasonOf(job));
    if (vendor === undefined) return endWithout(`no vendor is called ${job.vendor}`);
    const progress = job.progress ?? undefined;
    const kept = progress === undefined ? resultOfIndexed(indexed) : resultOfProgress(progress);
    try {
      const made = await indexResult(job, vendor, kept, work, progress);
      switch (made.status) {
        case 'indexed':
          return asItWas(rebuilds, made.indexed);
        case 'unfinished':
          return handOn(job, made, work.signal);
        case 'newer':
          return endWithout(WRITTEN_BY_NEWER);
        default:
          // In the vendor's words it could quote what it is about.
          return endWithout('the result says that the job failed');
      }
    } catch (error) {
      if (error instanceof Malformed || error instanceof Permanent) return endWithout(error.message);
      log.error('attempt_failed', error, { job: jobKeyOf(job) });
      const later = tryLater(job, messageOf(error), error instanceof Retryable ? error.retryAfterMs : undefined);
      return { ...later, ...(progress !== undefined && { progress }) };
    }
  };
}
