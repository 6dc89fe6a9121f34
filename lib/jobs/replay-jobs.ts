/** Doing many jobs again: a page of those in a state, whose reason and time are as wanted. */
import { inBatches } from '../platform/all-of.ts';
import type { PageRequest } from '../platform/pages.ts';
import type { Job } from './job.ts';
import type { JobStore, TimeSpan } from './job-store.ts';
import type { Ledger } from './ledger.ts';
import type { JobStatus } from './statuses.ts';

export type ReplayWish = {
  status: JobStatus;
  /** A part of the reason, as it is written. */
  reason?: string | undefined;
  /** When the job last changed. */
  changed: TimeSpan;
  /** Counts, and changes nothing. */
  dryRun: boolean;
};

export type ReplayedPage = {
  matched: number;
  /** At most `matched`: a job that went on by itself meanwhile is left alone. */
  replayed: number;
  /** How many of those that matched have each reason. */
  reasons: Record<string, number>;
  cursor: string | undefined;
};

/** Jobs of a page that are changed at the same time. */
const CHANGES_AT_ONCE = 16;

export type ReplayJobsDeps = { store: Pick<JobStore, 'list'>; ledger: Pick<Ledger, 'replay'> };

/** A page may match nothing and have a cursor all the same: more may be behind it. Throws Malformed for a bad cursor. */
export function makeReplayJobs({ store, ledger }: ReplayJobsDeps) {
  return async ({ status, reason, changed, dryRun }: ReplayWish, page: PageRequest): Promise<ReplayedPage> => {
    const { items, cursor } = await store.list(status, page, changed);
    const matching = items.filter((job) => hasReason(job, reason));
    const replayed = dryRun ? 0 : await replayAll(matching, status);
    return { matched: matching.length, replayed, reasons: countReasons(matching), cursor };
  };

  async function replayAll(jobs: readonly Job[], status: JobStatus): Promise<number> {
    let replayed = 0;
    await inBatches(jobs, CHANGES_AT_ONCE, async ({ vendor, jobId }) => {
      if ((await ledger.replay({ vendor, jobId }, status)) === 'replayed') replayed += 1;
    });
    return replayed;
  }
}

export function hasReason(job: Job, part: string | undefined): boolean {
  return part === undefined || (job.reason ?? '').includes(part);
}

function countReasons(jobs: readonly Job[]): Record<string, number> {
  const byReason = Map.groupBy(jobs, ({ reason }) => reason ?? 'none');
  return Object.fromEntries([...byReason].map(([reason, { length }]) => [reason, length]));
}
