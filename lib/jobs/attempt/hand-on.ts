/** A job whose rows are not all written yet, and what a worker does to which one before came so far with. */
import { Malformed, messageOf, Permanent, Retryable } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { jobKeyOf } from '../../summaries/job-name.ts';
import type { Vendor } from '../../vendors/vendor.ts';
import type { Job } from '../job.ts';
import type { Settlement } from '../leases.ts';
import { isFurther, type Progress } from '../progress.ts';
import { type IndexResult, type Work, WRITTEN_BY_NEWER } from './index-result.ts';
import type { KeptResult } from './read-result.ts';
import type { TryLater } from './try-later.ts';
import type { Unfinished } from './write-files.ts';

export type HandOn = (job: Job, unfinished: Unfinished, signal: AbortSignal) => Settlement;

/**
 * The next worker goes on at once where this one merely ran out of time. What failed is tried later, from the place that was
 * reached; so is what got no further in all of a worker's time, or it would be handed on for ever. Of a job that was given up,
 * neither is tried again.
 */
export function makeHandOn({ now, tryLater }: { now: () => Date; tryLater: TryLater }): HandOn {
  return (job, { progress, failure }, signal) => {
    const { files, report, ends } = progress;
    if (signal.aborted && isFurther(progress, job.progress)) {
      const [done, all] = [files, report.files].map((count) => count.toLocaleString('en'));
      return { status: 'waiting', reason: `goes on after ${done} of ${all} files`, dueAt: now(), progress };
    }
    return givenUp(ends) ?? { ...tryLater(job, failure.message, failure.retryAfterMs), progress };
  };
}

/** What a job that was given up comes to, though its rows could not be put in order. */
function givenUp(ends: Progress['ends']): Settlement | undefined {
  return ends?.isGivenUp === true ? { ...ends, raw: ends.raw ?? undefined } : undefined;
}

/**
 * The result that an earlier worker began with. No vendor is asked, and a version of an object that was checked then is not
 * checked again; where the bucket keeps no versions, other bytes may lie under the key by now.
 */
export function resultOfProgress({ raw, at, expected, report }: Progress): KeptResult {
  const seen = { report: { ...report, failure: undefined, unknownClasses: [], changedHeads: [] } };
  return { raw, at, expected, ...(raw.versionId !== null && { seen }) };
}

export type GoOn = (job: Job, vendor: Vendor, progress: Progress, work: Work) => Promise<Settlement>;

export type GoOnDeps = { now: () => Date; log: Log; indexResult: IndexResult; handOn: HandOn; tryLater: TryLater };

/**
 * Never throws. As long as the record says how far the rows of this result came, nobody writes rows of another: a job that
 * cannot go on is given up, and the next worker puts its rows in order.
 */
export function makeGoOn({ now, log, indexResult, handOn, tryLater }: GoOnDeps): GoOn {
  return async (job, vendor, progress, work) => {
    const { ends } = progress;
    const giveUp = (reason: string): Settlement =>
      givenUp(ends) ?? { status: 'waiting', reason, dueAt: now(), isGivenUp: true };
    const later = (reason: string, retryAfterMs?: number): Settlement =>
      givenUp(ends) ?? { ...tryLater(job, reason, retryAfterMs), progress };
    try {
      const made = await indexResult(job, vendor, resultOfProgress(progress), work, progress);
      switch (made.status) {
        case 'indexed':
          return ends === null ? made : { ...ends, raw: ends.raw ?? undefined, indexed: made.indexed };
        case 'unfinished':
          return handOn(job, { ...made, progress: { ...made.progress, ends } }, work.signal);
        case 'newer':
          return later(WRITTEN_BY_NEWER);
        default:
          return giveUp(made.reason);
      }
    } catch (error) {
      if (error instanceof Malformed || error instanceof Permanent) return giveUp(error.message);
      log.error('attempt_failed', error, { job: jobKeyOf(job) });
      return later(messageOf(error), error instanceof Retryable ? error.retryAfterMs : undefined);
    }
  };
}
