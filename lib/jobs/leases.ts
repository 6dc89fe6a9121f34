/** One worker at a time: what a claim and a settlement make of a job. Pure decisions. */
import type { RawRef } from '../summaries/raw-ref.ts';
import { HISTORY_LENGTH, type IndexedResult, type Job, moved } from './job.ts';
import { isFurther, isOfThisVersion, type Progress } from './progress.ts';
import { asItWas } from './rebuilds.ts';

export type Settlement =
  /** `reason`: why its rows could not be made again, and are what they were. */
  | { status: 'indexed'; indexed: IndexedResult; reason?: string }
  /**
   * `raw`: what was fetched, if anything was; without it the job keeps naming what it had. `indexed`: what its rows are from
   * now, if that was looked after.
   */
  | { status: 'failed' | 'parked'; reason: string; raw?: RawRef | undefined; indexed?: Job['indexed'] }
  /**
   * `isGivenUp`: it was tried for long enough; the next worker, with all of its time, parks it and leaves its rows in order.
   * `progress`: otherwise the next goes on there.
   */
  | { status: 'waiting'; reason: string; dueAt: Date; isGivenUp?: boolean; progress?: Progress }
  /** Held back until the vendor answers us again. */
  | { status: 'waiting'; reason: string; awaitsVendor: true; refusals: number };

/** A job that so many workers in a row did not come back from kills them; it must not take the next one. */
const MAX_LOST_LEASES = 5;
const SUPERSEDED_LOST = 'another callback came, or an import, or a ref, and the worker of this one did not come back';
const ABANDONED = `given up: ${MAX_LOST_LEASES} workers in a row did not come back from it`;

export function claimed(job: Job, at: Date, leaseEnd: Date, leaseId: string): Job {
  const claimedFrom = newestOf(job);
  const { isGivenUp } = job;
  const progress = mayGoOn(job) ? job.progress : null;
  const lease = { status: 'running' as const, at, dueAt: leaseEnd, leaseId, claimedFrom, isGivenUp, progress };
  // While its vendor answered nobody it was not to blame: neither the tries nor the time count.
  if (job.awaitsVendor) return moved(job, { ...lease, attempt: 1, owedSince: at.toISOString() });
  return moved(job, { ...lease, attempt: job.attempt + 1 });
}

/** Whether so many workers in a row claimed the job and were not heard of again. */
export function killsWorkers({ status, history }: Job): boolean {
  if (status !== 'running') return false;
  const lostLeases = history.length - 1 - history.findLastIndex((entry) => entry.status !== 'running');
  return lostLeases >= MAX_LOST_LEASES;
}

/** Whether the worker before the one that has the job was not heard of again. */
export function lostItsWorker({ history }: Job): boolean {
  const before = history.at(-2);
  return before?.status === 'running' || before?.reason === SUPERSEDED_LOST;
}

/** Whether every worker that had the job before came back from it: as far back as is kept, which is to be all. */
export function lostNoWorker({ history }: Job): boolean {
  const isLost = ({ status, reason }: Job['history'][number], at: number) =>
    reason === SUPERSEDED_LOST || (status === 'running' && history[at - 1]?.status === 'running');
  return history.length < HISTORY_LENGTH && !history.some(isLost);
}

/** One that was merely to be rebuilt is again what it was. */
export function abandoned(job: Job, at: Date): Job {
  if (job.rebuilds !== null && job.indexed !== null) {
    return settled(job, asItWas(job.rebuilds, job.indexed, ABANDONED), at);
  }
  return moved(job, { status: 'parked', at, dueAt: null, reason: ABANDONED, leaseId: null, rebuilds: null });
}

export function wasAbandoned({ status, reason }: Job): boolean {
  return status === 'parked' && reason === ABANDONED;
}

/**
 * The worker that runs, or that did not come back, worked from another callback or import, or for another file, than the
 * latest; or it merely rebuilds what is now to be done as a whole.
 */
export function isSuperseded(job: Job): boolean {
  return job.status === 'running' && !wasClaimedFromNewest(job);
}

/** What the last worker began with is still what is to be done, and as it did it. */
function mayGoOn(job: Job): boolean {
  return job.progress !== null && isOfThisVersion(job.progress) && wasClaimedFromNewest(job);
}

function wasClaimedFromNewest(job: Job): boolean {
  const { claimedFrom } = job;
  const newest = newestOf(job);
  return (
    claimedFrom?.callbackSha256 === newest.callbackSha256 &&
    claimedFrom.importSha256 === newest.importSha256 &&
    claimedFrom.ref === newest.ref &&
    claimedFrom.isRebuild === newest.isRebuild
  );
}

function newestOf({ callback, imported, ref, rebuilds }: Job) {
  const [callbackSha256, importSha256] = [callback?.sha256 ?? null, imported?.sha256 ?? null];
  return { callbackSha256, importSha256, ref, isRebuild: rebuilds !== null };
}

/** What the worker did is of the past, or it did not come back (no `settlement`); what came meanwhile is processed next. */
export function superseded(job: Job, at: Date, settlement?: Settlement): Job {
  const reason =
    settlement === undefined
      ? SUPERSEDED_LOST
      : 'another callback came, or an import, or a ref, while this one was processed';
  return moved(job, {
    status: 'waiting',
    at,
    dueAt: at,
    reason,
    leaseId: null,
    attempt: 0,
    owedSince: at.toISOString(),
    indexed: indexedBy(settlement) ?? job.indexed,
    rebuilds: null,
  });
}

function indexedBy(settlement: Settlement | undefined): Job['indexed'] | undefined {
  return settlement !== undefined && 'indexed' in settlement ? settlement.indexed : undefined;
}

export function settled(job: Job, settlement: Settlement, at: Date): Job {
  const { status } = settlement;
  const end = { at, leaseId: null, refusals: 0 };
  const done = { ...end, dueAt: null, rebuilds: null };
  switch (status) {
    case 'waiting': {
      const { reason } = settlement;
      if ('awaitsVendor' in settlement) {
        const { awaitsVendor, refusals } = settlement;
        // Long due at once: those that came first go first, once the vendor answers.
        const dueAt = new Date(job.createdAt);
        return moved(job, { ...end, status, dueAt, reason, awaitsVendor, refusals });
      }
      const { dueAt, isGivenUp = false } = settlement;
      const progress = isGivenUp ? null : (settlement.progress ?? null);
      // What gets further is not failing, however many workers it takes.
      const anew = progress !== null && isFurther(progress, job.progress);
      return moved(job, {
        ...{ ...end, status, dueAt, reason, isGivenUp, progress },
        // What it worked on is named when it is given up: someone will want to look at it.
        ...(isGivenUp && { raw: rawOfProgress(job) ?? job.raw }),
        ...(anew && { attempt: 0, owedSince: at.toISOString() }),
      });
    }
    case 'indexed': {
      const { indexed, reason = null } = settlement;
      const { raw, coverage } = indexed;
      return moved(job, { ...done, status, reason, raw, coverage, indexed });
    }
    default: {
      const { reason, raw = job.raw, indexed = job.indexed } = settlement;
      return moved(job, { ...done, status, reason, raw, coverage: null, indexed });
    }
  }
}

/** A job that is merely rebuilt will be what it was. */
function rawOfProgress({ progress, rebuilds }: Job): RawRef | undefined {
  if (rebuilds !== null) return undefined;
  return (progress?.ends === null ? progress.raw : progress?.ends.raw) ?? undefined;
}
