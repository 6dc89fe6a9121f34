/** The records of jobs as they stand in the table, for what looks after the ledger itself. */

import type { JobName } from '../summaries/job-name.ts';

/** Whatever else a record holds, it says by its key which job it is of. */
export type JobRecord = { job: string } & Record<string, unknown>;

export type JobRecords = {
  /** Every job's record, a page at a time, in no order. What is written meanwhile may come or not. */
  all(): AsyncIterable<JobRecord[]>;
  of(name: JobName): Promise<JobRecord | undefined>;
};
