/** The rows of a job against what they are said to be from: all there, all of that result, adding up to its coverage. */
import { isDeepStrictEqual } from 'node:util';
import { type IndexedSummary, indexedSummarySchema } from '../index/file-index.ts';
import { searchRows } from '../index/rows.ts';
import { storable } from '../index/storable.ts';
import { isNewer, isSummary, type StoredRow, type StoredRows } from '../index/stored-rows.ts';
import type { IndexedResult, Job } from '../jobs/job.ts';
import { FILE_KEY_PATTERN, fileKeyOf } from '../summaries/identity.ts';
import { INDEX_VERSION } from '../summaries/index-version.ts';
import type { Finding, FindingKind } from './finding.ts';

type Total = { files: number; indexed: number; isPartial: boolean };

/** For jobs whose rows no worker is about to change. What a newer version of Verdex wrote is for its own doctor. */
export function makeExamineRows({ rows, onRows }: { rows: StoredRows; onRows: (count: number) => void }) {
  return async (job: Job): Promise<Finding[]> => {
    const { indexed } = job;
    const findings: Finding[] = [];
    const found = (kind: FindingKind, detail: string, about: { fileKey?: string } = {}) => {
      const name = { vendor: job.vendor, jobId: job.jobId };
      findings.push({ kind, job: name, ...about, detail, repair: { by: 'rebuilding the rows', job: name } });
    };
    if (indexed === null) {
      if (job.status === 'indexed') {
        findings.push({ kind: 'rows missing', job, detail: 'it is not said what its rows are of', repair: undefined });
      }
      return findings;
    }
    if (isOfNewerVersion(indexed)) return findings;
    const total: Total = { files: 0, indexed: 0, isPartial: false };
    for (const fileKey of await filesOf(job, indexed)) {
      if (!FILE_KEY_PATTERN.test(fileKey)) {
        // The table may refuse to be asked for it.
        found('rows wrong', 'the job has a file under a key that is none');
        continue;
      }
      const stored = await rows.ofFile(job, fileKey);
      onRows(stored.length);
      // Rebuilt by this version, the job would be in part of each.
      if (stored.some(isNewer)) return [];
      const problem = problemOfFile(stored, indexed, total);
      if (problem !== undefined) found(problem.kind, `file ${fileKey}: ${problem.detail}`, { fileKey });
    }
    // Of rows that are not right the sums are not either.
    if (findings.length === 0)
      for (const problem of problemsOfTotal(total, indexed, job)) found(problem.kind, problem.detail);
    return findings;
  };

  async function filesOf(job: Job, { fileKeys }: IndexedResult): Promise<Set<string>> {
    return new Set([...fileKeys, ...(await Array.fromAsync(rows.filesOf(job)))]);
  }
}

export function isOfNewerVersion({ indexVersion }: IndexedResult): boolean {
  return indexVersion > INDEX_VERSION;
}

type Problem = Pick<Finding, 'kind' | 'detail'>;

function problemOfFile(stored: readonly StoredRow[], { raw }: IndexedResult, total: Total): Problem | undefined {
  const [row] = stored.filter(isSummary);
  if (row === undefined) return { kind: 'rows missing', detail: 'it has no summary' };
  const { data: summary } = indexedSummarySchema.safeParse(row);
  if (summary === undefined) return { kind: 'rows wrong', detail: 'its summary cannot be read' };
  if (summary.indexVersion < INDEX_VERSION) {
    return { kind: 'rows outdated', detail: `of index version ${summary.indexVersion}` };
  }
  if (summary.raw?.sha256 !== raw.sha256 || summary.raw.key !== raw.key) {
    return { kind: 'rows wrong', detail: 'its summary is of another raw result than the job’s' };
  }
  if (summary.fileKey !== fileKeyOf(summary.identity)) {
    return { kind: 'rows wrong', detail: 'its summary is of another file than its key says' };
  }
  const { indexed, expected, complete } = summary.coverage;
  if (complete === true && expected !== null && indexed < expected) {
    return { kind: 'coverage wrong', detail: `it is said to be complete with ${indexed} of ${expected}` };
  }
  total.files += 1;
  total.indexed += summary.coverage.indexed;
  total.isPartial ||= summary.coverage.complete === false;
  return problemOfSearchRows(summary, stored);
}

function problemOfSearchRows(summary: IndexedSummary, stored: readonly StoredRow[]): Problem | undefined {
  const expected = new Map(searchRows(summary, summary.at).map((row) => [row.item, storable(row)]));
  const kept = stored.filter((row) => !isSummary(row));
  const missing = [...expected.keys()].filter((item) => !kept.some((row) => row.item === item));
  if (missing.length > 0)
    return { kind: 'rows missing', detail: `${missing.length} of its ${expected.size} search rows` };
  const wrong = kept.filter((row) => !isDeepStrictEqual({ ...row }, expected.get(row.item)));
  if (wrong.length > 0)
    return { kind: 'rows wrong', detail: `${wrong.length} search rows are not what its summary says` };
  return undefined;
}

function problemsOfTotal({ files, indexed, isPartial }: Total, { coverage }: IndexedResult, job: Job): Problem[] {
  const problems: Problem[] = [];
  if (files !== coverage.files) {
    const kind = files < coverage.files ? 'rows missing' : 'rows wrong';
    problems.push({ kind, detail: `${files} files have a summary, the job has ${coverage.files}` });
  } else if (indexed !== coverage.predictions) {
    problems.push({ kind: 'coverage wrong', detail: `its files cover ${indexed}, the job ${coverage.predictions}` });
  }
  if (isPartial && coverage.complete !== false) {
    problems.push({ kind: 'coverage wrong', detail: 'a file is covered in part only, and the job does not say so' });
  }
  if (problems.length === 0 && job.status === 'indexed' && !isDeepStrictEqual(job.coverage, coverage)) {
    problems.push({ kind: 'coverage wrong', detail: 'the job says another coverage than that of its rows' });
  }
  return problems;
}
