/** Where jobs are kept: the port that the ledger is built on. */
import type { Page, PageRequest } from '../platform/pages.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { Job } from './job.ts';
import type { JobStatus } from './statuses.ts';

export type JobStore = {
  /** The latest written state, never an older one. */
  read(name: JobName): Promise<Job | undefined>;
  /**
   * Writes the job if the kept one is still at `ifRevision` (null: if there is none), with the next revision. One
   * atomic condition is all that the ledger asks of a database. Answers whether it was written.
   */
  write(job: Job, ifRevision: number | null): Promise<'written' | 'conflict'>;
  /** Jobs whose `dueAt` has passed, at most `limit`, the longest due first. May lag behind writes. */
  due(at: Date, limit: number): Promise<JobName[]>;
  /** Jobs in a state, latest change first. May lag behind writes. */
  list(status: JobStatus, page: PageRequest): Promise<Page<Job>>;
};
