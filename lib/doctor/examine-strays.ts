/** Every row of the index against the ledger: it belongs to a result of a job, and its file has a summary. */
import { isNewer, jobOfRow, type StoredRow, type StoredRows } from '../index/stored-rows.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import { type ExamineStrayFileDeps, makeExamineStrayFile } from './examine-stray-file.ts';
import type { Finding } from './finding.ts';
import { type KnownJob, makeReadKnownJob } from './known-job.ts';
import { whyStray } from './why-stray.ts';

/** Jobs whose record is remembered: rows of a file stand together, those of a job often do. */
const REMEMBERED_JOBS = 10_000;

export type ExamineStraysDeps = Omit<ExamineStrayFileDeps, 'rows'> & {
  rows: ExamineStrayFileDeps['rows'] & Pick<StoredRows, 'all'>;
  onRows: (count: number) => void;
  /** Rows of a newer version of Verdex: they are left alone. */
  onNewerRows: (count: number) => void;
};

export async function* examineStrays(deps: ExamineStraysDeps): AsyncGenerator<Finding> {
  const { rows, onRows, onNewerRows } = deps;
  const readKnownJob = makeReadKnownJob(deps);
  const examineStrayFile = makeExamineStrayFile(deps);
  const remembered = new Map<string, KnownJob>();
  /** Jobs that are to be recorded again: told of once, whatever rows they have. */
  const told = new Set<string>();
  /** Of jobs that the ledger lacks, what they cannot be made again from: rows that come later may tell more. */
  const waiting = new Map<string, [Finding, ...Finding[]]>();

  for await (const page of rows.all()) {
    onRows(page.length);
    onNewerRows(page.filter(isNewer).length);
    const groups = Map.groupBy(page, (row) => `${row.fileKey} ${jobPartOf(row)}`);
    for (const group of groups.values()) yield* examineGroup(group);
  }
  for (const [key, findings] of waiting) {
    if (!told.has(key)) yield findings[0];
    else for (const { job, fileKey = '' } of findings) yield* examineSince(job, fileKey);
  }

  async function* examineGroup(group: readonly StoredRow[]): AsyncGenerator<Finding> {
    const [{ fileKey } = { fileKey: '' }] = group;
    const name = group[0] && jobOfRow(group[0]);
    if (name === undefined) {
      if (!group.some(isNewer)) yield nobodys(fileKey, group.length);
      return;
    }
    if (!(await mayBeStray(name, fileKey, group))) return;
    const stray = await examineStrayFile(name, fileKey, group);
    if (stray === undefined) return;
    if (!stray.isOfLostJob) yield stray.finding;
    else yield* tellOnce(jobKeyOf(name), stray.finding);
  }

  function* tellOnce(key: string, finding: Finding): Generator<Finding> {
    if (finding.repair === undefined) {
      const [first, ...more] = [...(waiting.get(key) ?? []), finding];
      waiting.set(key, [first ?? finding, ...more]);
    } else if (!told.has(key)) {
      told.add(key);
      yield finding;
    }
  }

  /** Its job was told of, and may have been made again since: then it is known what becomes of the other rows. */
  async function* examineSince(job: JobName, fileKey: string): AsyncGenerator<Finding> {
    const stray = await examineStrayFile(job, fileKey, []);
    if (stray !== undefined && !stray.isOfLostJob) yield stray.finding;
  }

  /** What is remembered may be long past: upon it rows are passed over, never found to be stray. */
  async function mayBeStray(name: JobName, fileKey: string, group: readonly StoredRow[]): Promise<boolean> {
    const key = jobKeyOf(name);
    const job = remembered.get(key) ?? (await readKnownJob(name));
    if (job === 'none') return true;
    if (remembered.size >= REMEMBERED_JOBS) remembered.clear();
    remembered.set(key, job);
    return job !== 'unreadable' && whyStray(job, fileKey, group) !== undefined;
  }
}

function nobodys(fileKey: string, count: number): Finding {
  const detail = `file ${fileKey}, ${count} rows: their keys name no job`;
  return { kind: 'stray rows', job: { vendor: '?', jobId: '?' }, fileKey, detail, repair: undefined };
}

function jobPartOf(row: StoredRow): string {
  const name = jobOfRow(row);
  return name === undefined ? row.item : jobKeyOf(name);
}
