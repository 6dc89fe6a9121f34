/** One job's rows of one file, and whether they are from a result of the job: all of it as it is now. */
import { indexedSummarySchema } from '../index/file-index.ts';
import { isInFormOf, isNewer, isSummary, type StoredRow, type StoredRows } from '../index/stored-rows.ts';
import type { IndexedResult } from '../jobs/job.ts';
import type { JobRecords } from '../jobs/job-records.ts';
import { fileKeyOf, refOfIdentity } from '../summaries/identity.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { ExamineRaw } from './examine-raw.ts';
import type { Finding, Repair } from './finding.ts';
import { isUnchanged, makeReadKnownJob } from './known-job.ts';
import { whyStray } from './why-stray.ts';

export type ExamineStrayFileDeps = {
  rows: Pick<StoredRows, 'filesOf' | 'ofFile'>;
  records: Pick<JobRecords, 'of'>;
  examineRaw: Pick<ExamineRaw, 'problemOf'>;
};

/** `isOfLostJob`: the ledger has no such job. */
export type StrayFile = { finding: Finding; isOfLostJob: boolean };

/** Undefined for rows that are not stray, are a newer version's, or are in somebody's hands. */
export type ExamineStrayFile = (
  name: JobName,
  fileKey: string,
  seen: readonly StoredRow[],
) => Promise<StrayFile | undefined>;

export function makeExamineStrayFile({ rows, records, examineRaw }: ExamineStrayFileDeps): ExamineStrayFile {
  const readKnownJob = makeReadKnownJob({ records });

  return async (name, fileKey, seen) => {
    const job = await readKnownJob(name);
    if (job === 'unreadable') return undefined;
    const stored = await rows.ofFile(name, fileKey);
    const all = [...stored, ...seen.filter((row) => !isInFormOf(row, name))];
    if (all.length === 0 || all.some(isNewer)) return undefined;
    const why = job === 'none' ? 'the ledger has no such job' : whyStray(job, fileKey, all);
    if (why === undefined) return undefined;
    // Rows that were read before a worker wrote them, or after, are not those that the record speaks of.
    if (!isUnchanged(job, await readKnownJob(name))) return undefined;
    const found = (detail: string, repair: Repair | undefined): Finding => {
      return {
        kind: 'stray rows',
        job: name,
        fileKey,
        detail: `file ${fileKey}, ${all.length} rows: ${detail}`,
        repair,
      };
    };
    if (job === 'none') return { finding: await foundOfLost(name, all, found), isOfLostJob: true };
    const mayBeOfResult = job.indexed !== null && (await lacksFiles(name, job.indexed));
    const repair: Repair = mayBeOfResult
      ? { by: 'rebuilding the rows', job: name }
      : { by: 'removing the rows', job: name, fileKey, rows: all, revision: job.revision };
    return { finding: found(why, repair), isOfLostJob: false };
  };

  /** Of a job with too many files to name them, any file without a summary may be one that lost it. */
  async function lacksFiles(name: JobName, { fileKeys, coverage }: IndexedResult): Promise<boolean> {
    if (fileKeys.length >= coverage.files) return false;
    const found = new Set(await Array.fromAsync(rows.filesOf(name)));
    return found.size < coverage.files;
  }

  /** A summary says what raw result it is of: from that the job can be made again. */
  async function foundOfLost(
    name: JobName,
    all: readonly StoredRow[],
    found: (detail: string, repair: Repair | undefined) => Finding,
  ): Promise<Finding> {
    const { data: summary } = indexedSummarySchema.safeParse(all.find(isSummary));
    const isWhole = summary?.raw != null && summary.fileKey === fileKeyOf(summary.identity);
    if (!isWhole || summary.raw === null) return found('the ledger has no such job', undefined);
    const { raw, at } = summary;
    // A job whose result cannot be read ends without rows: these are then all there is of it.
    const problem = await examineRaw.problemOf(raw);
    if (problem !== undefined) return found(`the ledger has no such job, and ${problem.detail}`, undefined);
    const ref = refOfIdentity(summary);
    return found('the ledger has no such job', { by: 'indexing the raw result', job: name, raw, ref, at });
  }
}
