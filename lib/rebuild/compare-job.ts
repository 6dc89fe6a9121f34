/** What making a job's rows again would change, without writing anything. */
import { type Row, searchRows, summaryRow } from '../index/rows.ts';
import { storable } from '../index/storable.ts';
import { isNewer, type StoredRow, type StoredRows } from '../index/stored-rows.ts';
import { resultOfIndexed } from '../jobs/attempt/kept-results.ts';
import { readResult } from '../jobs/attempt/read-result.ts';
import type { Job } from '../jobs/job.ts';
import { isSettled } from '../jobs/statuses.ts';
import { Malformed, Permanent, Retryable } from '../platform/errors.ts';
import type { RawStreams } from '../raw/raw-store.ts';
import type { FileSummary } from '../summaries/file-summary.ts';
import type { VendorRegistry } from '../vendors/registry.ts';
import { addDifferences, type Differences, differencesOf } from './row-differences.ts';

export type Compared =
  | ({ outcome: 'compared' } & Changes)
  | { outcome: 'nothing indexed' }
  | { outcome: 'busy' | 'failed'; reason: string };

/** Rows: how many would be added, removed, and changed; and what in them. */
export type Changes = { added: number; removed: number; changed: number; differences: Differences };

export type CompareJobDeps = {
  vendors: VendorRegistry;
  rawStore: Pick<RawStreams, 'read'>;
  rows: Pick<StoredRows, 'filesOf' | 'ofFile'>;
};

/** Rows that a newer Verdex wrote would stay as they are. Throws when the index or the raw store cannot be reached. */
export function makeCompareJob({ vendors, rawStore, rows }: CompareJobDeps) {
  return async (job: Job, signal: AbortSignal): Promise<Compared> => {
    if (job.indexed === null) return { outcome: 'nothing indexed' };
    if (!isSettled(job.status)) return { outcome: 'busy', reason: `it is ${job.status}` };
    const vendor = vendors.get(job.vendor);
    if (vendor === undefined) return { outcome: 'failed', reason: `no vendor is called ${job.vendor}` };
    const kept = resultOfIndexed(job.indexed);
    try {
      const { report, files } = await readResult(rawStore, job, vendor, kept, signal);
      if (report.failure !== undefined) return { outcome: 'failed', reason: report.failure };
      const ofFiles = new Map<string, Changes | undefined>();
      await files(async (summary) => {
        // A file that comes twice is what it is at last.
        ofFiles.set(summary.fileKey, await changesOfFile(summary, kept.at));
      });
      return { outcome: 'compared', ...(await withGoneFiles(job, ofFiles)) };
    } catch (error) {
      const isOfResult = error instanceof Malformed || error instanceof Permanent;
      // What AWS failed at has a cause; without one it is the result that is not what it was.
      if (isOfResult || (error instanceof Retryable && error.cause === undefined))
        return { outcome: 'failed', reason: error.message };
      throw error;
    }
  };

  /** Undefined for a file that would stay as it is: most do. */
  async function changesOfFile(summary: FileSummary, at: string): Promise<Changes | undefined> {
    const stored = await rows.ofFile(summary, summary.fileKey);
    if (stored.some(isNewer)) return undefined;
    const changes = changesOf(stored, [summaryRow(summary, at), ...searchRows(summary, at)]);
    return changes.added + changes.removed + changes.changed === 0 ? undefined : changes;
  }

  async function withGoneFiles(job: Job, ofFiles: ReadonlyMap<string, Changes | undefined>): Promise<Changes> {
    const all: Changes = { added: 0, removed: 0, changed: 0, differences: new Map() };
    for (const changes of ofFiles.values()) {
      if (changes === undefined) continue;
      all.added += changes.added;
      all.removed += changes.removed;
      all.changed += changes.changed;
      addDifferences(all.differences, changes.differences);
    }
    for await (const fileKey of rows.filesOf(job)) {
      if (ofFiles.has(fileKey)) continue;
      const stored = await rows.ofFile(job, fileKey);
      if (!stored.some(isNewer)) all.removed += stored.length;
    }
    return all;
  }
}

function changesOf(stored: readonly StoredRow[], made: readonly Row[]): Changes {
  const before = new Map(stored.map((row) => [row.item, row]));
  const changes: Changes = { added: 0, removed: 0, changed: 0, differences: new Map() };
  for (const row of made) {
    const was = before.get(row.item);
    before.delete(row.item);
    if (was === undefined) {
      changes.added += 1;
      continue;
    }
    const kind = row.item.slice(0, row.item.indexOf('#'));
    const differences = differencesOf(asKept(was), asKept(row), kind === 'summary' ? '' : `${kind} rows`);
    if (differences.size > 0) changes.changed += 1;
    addDifferences(changes.differences, differences);
  }
  return { ...changes, removed: before.size };
}

/** As it comes back from the table, in JSON's values: without what is undefined, and 0 for -0. */
function asKept(row: object): unknown {
  return JSON.parse(JSON.stringify(storable(row)));
}
