/** Where jobs are kept: the port that the ledger is built on. */
import type { Page, PageRequest } from '../platform/pages.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { Job } from './job.ts';
import type { JobStatus } from './statuses.ts';

/** Both inclusive, ISO-8601 UTC. */
export type TimeSpan = { from?: string | undefined; to?: string | undefined };

/** Names a list of jobs, so that a cursor of one is not taken for another's. */
export function nameOfList(status: JobStatus, { from = '', to = '' }: TimeSpan): string {
  return `jobs/${status}/${from}/${to}`;
}

export type JobStore = {
  /** The latest written state, never an older one. */
  read(name: JobName): Promise<Job | undefined>;
  /**
   * Writes the job if the kept one is still at `ifRevision` (null: if there is none), with the next revision. One
   * atomic condition is all that the ledger asks of a database. Answers whether it was written.
   */
  write(job: Job, ifRevision: number | null): Promise<'written' | 'conflict'>;
  /**
   * Jobs whose `dueAt` has passed, at most `limit`, the longest due first: those that await the vendor `awaiting`, or,
   * without it, those that await none. May lag behind writes.
   */
  due(at: Date, limit: number, awaiting?: string): Promise<JobName[]>;
  /** Jobs in a state, last changed within the span, latest change first. May lag behind writes. */
  list(status: JobStatus, page: PageRequest, changed?: TimeSpan): Promise<Page<Job>>;
};
