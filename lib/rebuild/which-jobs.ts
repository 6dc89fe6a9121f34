/** Which jobs' rows are made again: those named, or all that were indexed in a time. */
import { type Job, jobSchema } from '../jobs/job.ts';
import type { JobRecords } from '../jobs/job-records.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { jobNameOf } from '../jobs/keys.ts';
import type { JobName } from '../summaries/job-name.ts';

export type Selection =
  | { names: readonly JobName[] }
  /** When the result came, both inclusive, ISO-8601 UTC; of every vendor without a name. */
  | { from?: string | undefined; to?: string | undefined; vendor?: string | undefined };

/** `job` undefined: there is no such job, or its record cannot be read. */
export type SelectedJob = { name: JobName; job: Job | undefined };

export type WhichJobsDeps = { jobs: Pick<JobStore, 'read'>; records: Pick<JobRecords, 'all'> };

/** All jobs' records are read for those of a time: no index has when a result came. A name is given once. */
export function makeWhichJobs({ jobs, records }: WhichJobsDeps) {
  return (selection: Selection): AsyncGenerator<SelectedJob> =>
    'names' in selection ? named(selection.names) : indexedIn(selection);

  async function* named(names: readonly JobName[]): AsyncGenerator<SelectedJob> {
    for (const name of names) yield { name, job: await jobs.read(name) };
  }

  async function* indexedIn({ from = '', to = '~', vendor }: Exclude<Selection, { names: unknown }>) {
    for await (const page of records.all()) {
      for (const record of page) {
        const name = jobNameOf(record.job);
        if (vendor !== undefined && name.vendor !== vendor) continue;
        const { data: job } = jobSchema.safeParse(record);
        if (job === undefined) yield { name, job };
        else if (job.indexed !== null && job.indexed.at >= from && job.indexed.at <= to) yield { name, job };
      }
    }
  }
}
