/**
 * The ledger of what is owed. Every change reads a job, decides with pure code, and writes on the condition that
 * nobody wrote in between; whoever comes second decides again on what is then true.
 */
import { changeKept } from '../platform/compare-and-set.ts';
import type { JobName } from '../summaries/job-name.ts';
import {
  type Announcement,
  type CallbackArrival,
  FOUND_IN_LIST,
  isRepeat,
  jobOfAnnouncement,
  jobOfCallback,
  jobOfList,
  wasMissed,
  withAnnouncement,
  withCallback,
  withRepeat,
} from './arrivals.ts';
import { decideImport, type ImportArrival, type ImportRecorded } from './imports.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import {
  abandoned,
  claimed,
  isSuperseded,
  killsWorkers,
  type Settlement,
  settled,
  superseded,
  wasAbandoned,
} from './leases.ts';
import { owedAnew, owedBecause } from './owed.ts';
import { decideRebuild, type RebuildOrdered } from './rebuilds.ts';
import { isSettled, type JobStatus } from './statuses.ts';

export type Recorded = { outcome: 'new' | 'changed' | 'repeated'; status: JobStatus };

/** `conflict`: it was announced before with another ref, and stays as it was. */
export type Announced = { outcome: 'new' | 'known' | 'conflict'; job: Job };

/** `leaseId` proves to {@link Ledger.settle} that the settling worker is the one that claimed. */
export type Claim =
  | { outcome: 'claimed'; job: Job; leaseId: string }
  /** `abandoned`: parked just now, since it kills its workers; `abandoned before`: parked for that, and not since. */
  | { outcome: 'taken' | 'not due' | 'done' | 'unknown' | 'abandoned' | 'abandoned before' }
  /** Left as it was just now, with the rows it has: making them again kills its workers. */
  | { outcome: 'rebuild abandoned' };

export type Replayed = 'replayed' | 'already due' | 'running' | 'in another state' | 'unknown';

export type Ledger = {
  /** Bytes already called back, imported or indexed for the job change nothing but a ref that was not known. */
  recordCallback(name: JobName, arrival: CallbackArrival): Promise<Recorded>;
  /** Before, during or after its callback: the job and its file come to be the same. */
  announce(name: JobName, announcement: Announcement): Promise<Announced>;
  /** Takes on a finished job from the vendor's own list, if nothing was heard of it yet, or it was parked for that. */
  adopt(name: JobName): Promise<'adopted' | 'known'>;
  /**
   * A result that a person had, kept before. What was imported last is the job's result, unless it was indexed from other
   * bytes and these are not to replace them; whatever comes of it later goes its way.
   */
  recordImport(name: JobName, arrival: ImportArrival): Promise<ImportRecorded>;
  /** Has the rows of a settled job made again from what they are of, without its vendor; the job ends as it was. */
  rebuild(name: JobName): Promise<RebuildOrdered>;
  /** Does the job again, whatever came of it; not while a worker has it, and only in the state `onlyIf`, if given. */
  replay(name: JobName, onlyIf?: JobStatus): Promise<Replayed>;
  /** One worker at a time: the lease lasts until `leaseEnd`, then the job is due again. */
  claim(name: JobName, leaseEnd: Date): Promise<Claim>;
  /** Whether the job is still this worker's. */
  holds(name: JobName, leaseId: string): Promise<boolean>;
  settle(name: JobName, leaseId: string, settlement: Settlement): Promise<'settled' | 'superseded' | 'lease lost'>;
};

type Change<Answer> = { value?: Job; answer: Answer };

export function makeLedger(deps: { store: JobStore; now: () => Date; newLeaseId: () => string }): Ledger {
  const { store, now, newLeaseId } = deps;
  const change = <Answer>(name: JobName, decide: (job: Job | undefined) => Change<Answer>) =>
    changeKept(store, name, decide);

  return {
    recordCallback: (name, arrival) =>
      change(name, (job): Change<Recorded> => {
        if (job === undefined) {
          const value = jobOfCallback(name, arrival, now());
          return { value, answer: { outcome: 'new', status: value.status } };
        }
        if (isRepeat(job, arrival)) {
          const value = withRepeat(job, arrival, now());
          return { ...(value !== job && { value }), answer: { outcome: 'repeated', status: value.status } };
        }
        if (job.pastCallbacks.includes(arrival.sha256)) return { answer: { outcome: 'repeated', status: job.status } };
        const value = withCallback(job, arrival, now());
        return { value, answer: { outcome: job.callback === null ? 'new' : 'changed', status: value.status } };
      }),

    announce: (name, announcement) =>
      change(name, (job): Change<Announced> => {
        if (job === undefined) {
          const value = jobOfAnnouncement(name, announcement, now());
          return { value, answer: { outcome: 'new', job: value } };
        }
        if (job.announcement === null) {
          const value = withAnnouncement(job, announcement, now());
          return { value, answer: { outcome: 'new', job: value } };
        }
        const isSame = job.announcement.ref === (announcement.ref ?? null);
        return { answer: { outcome: isSame ? 'known' : 'conflict', job } };
      }),

    adopt: (name) =>
      change(name, (job): Change<'adopted' | 'known'> => {
        if (job === undefined) return { value: jobOfList(name, now()), answer: 'adopted' };
        if (job.status !== 'expected' && !wasMissed(job)) return { answer: 'known' };
        return { value: owedAnew(job, now(), FOUND_IN_LIST), answer: 'adopted' };
      }),

    recordImport: (name, arrival) => change(name, (job) => decideImport(name, job, arrival, now())),

    rebuild: (name) => change(name, (job) => decideRebuild(job, now())),

    replay: (name, onlyIf) =>
      change(name, (job): Change<Replayed> => {
        if (job === undefined) return { answer: 'unknown' };
        if (onlyIf !== undefined && job.status !== onlyIf) return { answer: 'in another state' };
        if (job.status === 'running') return { answer: 'running' };
        // One that is merely to be rebuilt is to be done again as a whole.
        if (job.status === 'received' && job.rebuilds !== null) {
          return { value: owedBecause(job, now(), 'replayed'), answer: 'replayed' };
        }
        if (job.status === 'received') return { answer: 'already due' };
        return { value: owedAnew(job, now(), 'replayed'), answer: 'replayed' };
      }),

    claim: (name, leaseEnd) =>
      change(name, (kept): Change<Claim> => {
        if (kept === undefined) return { answer: { outcome: 'unknown' } };
        if (isSettled(kept.status)) return { answer: { outcome: wasAbandoned(kept) ? 'abandoned before' : 'done' } };
        const at = now();
        if (kept.dueAt !== null && kept.dueAt > at.toISOString()) {
          return { answer: { outcome: kept.status === 'running' ? 'taken' : 'not due' } };
        }
        const job = isSuperseded(kept) ? superseded(kept, at) : kept;
        if (killsWorkers(job)) {
          const value = abandoned(job, at);
          return { value, answer: { outcome: wasAbandoned(value) ? 'abandoned' : 'rebuild abandoned' } };
        }
        const leaseId = newLeaseId();
        const value = claimed(job, at, leaseEnd, leaseId);
        return { value, answer: { outcome: 'claimed', job: value, leaseId } };
      }),

    holds: async (name, leaseId) => isHeldBy(await store.read(name), leaseId),

    settle: (name, leaseId, settlement) =>
      change(name, (job): Change<'settled' | 'superseded' | 'lease lost'> => {
        if (job === undefined || !isHeldBy(job, leaseId)) return { answer: 'lease lost' };
        if (isSuperseded(job)) return { value: superseded(job, now(), settlement), answer: 'superseded' };
        return { value: settled(job, settlement, now()), answer: 'settled' };
      }),
  };
}

function isHeldBy(job: Job | undefined, leaseId: string): boolean {
  return job?.status === 'running' && job.leaseId === leaseId;
}
