/** Every row of the index against the ledger: it belongs to a result of a job, and its file has a summary. */
import { indexedSummarySchema } from '../index/file-index.ts';
import { isSummary, jobOfRow, type StoredRow, type StoredRows } from '../index/stored-rows.ts';
import { type Job, jobSchema } from '../jobs/job.ts';
import type { JobRecords } from '../jobs/job-records.ts';
import { isSettled } from '../jobs/statuses.ts';
import { refOfIdentity } from '../summaries/identity.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import type { Finding, Repair } from './finding.ts';

/** Jobs whose record is remembered: rows of a file stand together, those of a job often do. */
const REMEMBERED_JOBS = 10_000;

export type ExamineStraysDeps = {
  rows: Pick<StoredRows, 'all' | 'ofFile'>;
  records: Pick<JobRecords, 'of'>;
  onRows: (count: number) => void;
};

type KnownJob = Pick<Job, 'status' | 'indexed'> | 'none' | 'unreadable';

export async function* examineStrays({ rows, records, onRows }: ExamineStraysDeps): AsyncGenerator<Finding> {
  const remembered = new Map<string, KnownJob>();
  /** Jobs that are to be recorded again: told of once, whatever rows they have. */
  const told = new Set<string>();

  for await (const page of rows.all()) {
    onRows(page.length);
    const groups = Map.groupBy(page, (row) => `${row.fileKey} ${jobPartOf(row)}`);
    for (const group of groups.values()) {
      const name = group[0] && jobOfRow(group[0]);
      if (name === undefined) yield strayOf({ vendor: '?', jobId: '?' }, group, 'their keys name no job', undefined);
      else yield* examineGroup(name, group);
    }
  }

  async function* examineGroup(name: JobName, group: StoredRow[]): AsyncGenerator<Finding> {
    const job = await jobOf(name);
    const isEnded = typeof job === 'object' && isSettled(job.status);
    if (job === 'none') {
      if (told.has(jobKeyOf(name))) return;
      told.add(jobKeyOf(name));
      yield strayOf(name, group, 'the ledger has no such job', await rawOf(name, group));
    } else if (isEnded && job.indexed === null) {
      yield strayOf(name, group, `the job is ${job.status}, and nothing of it was indexed`, removing(name, group));
    } else if (isEnded && !group.some(isSummary) && !job.indexed?.fileKeys.includes(fileOf(group))) {
      // The summary may stand on the page before, or the one after.
      const all = await rows.ofFile(name, fileOf(group));
      if (all.length === 0 || all.some(isSummary)) return;
      yield strayOf(name, all, 'the file has no summary of that job', removing(name, all));
    }
  }

  async function jobOf(name: JobName): Promise<KnownJob> {
    const key = jobKeyOf(name);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size >= REMEMBERED_JOBS) remembered.clear();
    const record = await records.of(name);
    const { data } = jobSchema.pick({ status: true, indexed: true }).safeParse(record);
    const job = record === undefined ? 'none' : (data ?? 'unreadable');
    remembered.set(key, job);
    return job;
  }

  /** A summary says what raw result it is of: from that the job can be made again. */
  async function rawOf(name: JobName, group: StoredRow[]): Promise<Repair | undefined> {
    const all = await rows.ofFile(name, fileOf(group));
    const { data: summary } = indexedSummarySchema.safeParse(all.find(isSummary));
    if (summary?.raw == null) return undefined;
    return { by: 'indexing the raw result', job: name, raw: summary.raw, ref: refOfIdentity(summary.identity) };
  }
}

function strayOf(job: JobName, group: readonly StoredRow[], detail: string, repair: Repair | undefined): Finding {
  return { kind: 'stray rows', job, detail: `file ${fileOf(group)}, ${group.length} rows: ${detail}`, repair };
}

function removing(job: JobName, group: readonly StoredRow[]): Repair {
  return { by: 'removing the rows', job, fileKey: fileOf(group), rows: [...group] };
}

function fileOf([row]: readonly StoredRow[]): string {
  return row?.fileKey ?? '';
}

function jobPartOf(row: StoredRow): string {
  const name = jobOfRow(row);
  return name === undefined ? row.item : jobKeyOf(name);
}
