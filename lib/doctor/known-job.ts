/** What of a job's record says whether rows are of it. */
import { type Job, jobSchema } from '../jobs/job.ts';
import type { JobRecords } from '../jobs/job-records.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';

/** `none`: the ledger has no such job. `unreadable`: its record is not one that a job can be read from. */
export type KnownJob = Pick<Job, 'status' | 'indexed' | 'revision'> | 'none' | 'unreadable';

export function makeReadKnownJob({ records }: { records: Pick<JobRecords, 'of'> }) {
  return async (name: JobName): Promise<KnownJob> => {
    const record = await records.of(name);
    if (record === undefined) return 'none';
    const { data: job } = jobSchema.safeParse(record);
    // Of a record that nobody can read whole, or that says it is another job's, nothing is concluded.
    if (job === undefined || jobKeyOf(job) !== jobKeyOf(name)) return 'unreadable';
    return { status: job.status, indexed: job.indexed, revision: job.revision };
  };
}

/** Every change of a record raises its revision. */
export function isUnchanged(before: KnownJob, now: KnownJob): boolean {
  if (typeof before === 'string' || typeof now === 'string') return before === now;
  return before.revision === now.revision;
}
