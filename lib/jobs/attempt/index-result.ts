/** From raw bytes to rows: the one way for a result that was fetched, called back, imported, or is done again. */
import type { FileIndex } from '../../index/file-index.ts';
import type { Log } from '../../platform/log.ts';
import type { Count } from '../../platform/metrics.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import { INDEX_VERSION } from '../../summaries/file-summary.ts';
import { type JobName, jobKeyOf } from '../../summaries/job-name.ts';
import type { ResultReport, Vendor } from '../../vendors/vendor.ts';
import { type IndexedResult, type Job, MAX_FILE_KEYS } from '../job.ts';
import type { Settlement } from '../leases.ts';
import { type KeptResult, readResult } from './read-result.ts';

/** What a worker's doings have in common, from its claim to its settlement. */
export type Work = {
  /** Says when to stop. */
  signal: AbortSignal;
  isStillOurs: () => Promise<boolean>;
  /** Keys of the files it wrote rows of. */
  writtenFiles: Set<string>;
};

/** `indexed`, or `failed` where the result itself says so. `newer`: some row is of a newer Verdex, to whose workers it is left. */
export type Indexed =
  | { status: 'indexed'; indexed: IndexedResult }
  | { status: 'newer' }
  | Extract<Settlement, { status: 'failed' | 'parked' }>;
export type IndexResult = (job: Job, vendor: Vendor, kept: KeptResult, work: Work) => Promise<Indexed>;

export type IndexResultDeps = {
  rawStore: Pick<RawStreams, 'read'>;
  index: FileIndex;
  now: () => Date;
  log: Log;
  count: Count;
};

export const WRITTEN_BY_NEWER = 'a newer version of Verdex wrote its rows';

/** Names are the vendor's, and of any number. */
const MAX_LOGGED_NAMES = 20;

/**
 * Reads the result twice: rows are touched only once all of it has been read, is what was kept, and says no failure.
 * Otherwise a result broken off in its middle would leave the index half of it and half of the one before. Throws
 * Malformed when the bytes are no result of the vendor's, and Retryable when time is up.
 */
export function makeIndexResult({ rawStore, index, now, log, count }: IndexResultDeps): IndexResult {
  return async (job, vendor, kept, { signal, writtenFiles }) => {
    if ((job.indexed?.indexVersion ?? 0) > INDEX_VERSION) return { status: 'newer' };
    const { raw, at } = kept;
    const { report, coverage, files } = await readResult(rawStore, job, vendor, kept, signal);
    warnOf(job, report);
    if (report.failure !== undefined) return { status: 'failed', reason: report.failure, raw };

    const writing = index.replaceJob(job, at, [...writtenFiles, ...(job.indexed?.fileKeys ?? [])]);
    const fileKeys = new Set<string>();
    let isNewer = false;
    await files(async (summary) => {
      if (isNewer) return;
      fileKeys.add(summary.fileKey);
      writtenFiles.add(summary.fileKey);
      isNewer = (await writing.put(summary)) === 'newer';
    });
    if (isNewer || (await writing.finish()) === 'newer') return { status: 'newer' };
    const written = { writtenAt: now().toISOString(), indexVersion: INDEX_VERSION };
    const keptFileKeys = fileKeys.size <= MAX_FILE_KEYS ? [...fileKeys] : [];
    return { status: 'indexed', indexed: { raw, coverage, at, fileKeys: keptFileKeys, ...written } };
  };

  /** What the registry of classes does not know, or finds changed: the next name may be of a violation. */
  function warnOf(job: JobName, { unknownClasses, changedHeads }: ResultReport): void {
    if (unknownClasses.length > 0) {
      count('ClassUnknown', unknownClasses.length);
      log.warn('unknown_classes', { job: jobKeyOf(job), classes: someOf(unknownClasses) });
    }
    if (changedHeads.length > 0) {
      count('HeadChanged', changedHeads.length);
      log.warn('changed_heads', { job: jobKeyOf(job), heads: someOf(changedHeads) });
    }
  }
}

function someOf(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LOGGED_NAMES).join(',');
  return names.length > MAX_LOGGED_NAMES ? `${listed},… (${names.length} in all)` : listed;
}
