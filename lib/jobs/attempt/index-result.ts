/** From raw bytes to rows: the one way for a result that was fetched, called back, imported, or is done again. */
import type { FileIndex } from '../../index/file-index.ts';
import { Retryable } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Count } from '../../platform/metrics.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import { INDEX_VERSION } from '../../summaries/index-version.ts';
import { type JobName, jobKeyOf } from '../../summaries/job-name.ts';
import type { ResultReport, Vendor } from '../../vendors/vendor.ts';
import { type IndexedResult, type Job, MAX_FILE_KEYS } from '../job.ts';
import { lostNoWorker, type Settlement } from '../leases.ts';
import type { Progress } from '../progress.ts';
import { type KeptResult, readResult } from './read-result.ts';
import { type Unfinished, writeFiles } from './write-files.ts';

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
  | Unfinished
  | Extract<Settlement, { status: 'failed' | 'parked' }>;

export type IndexResult = (
  job: Job,
  vendor: Vendor,
  kept: KeptResult,
  work: Work,
  /** Of the same result: what was written then is not written again. */
  from?: Progress,
) => Promise<Indexed>;

export type IndexResultDeps = {
  rawStore: Pick<RawStreams, 'read'>;
  index: FileIndex;
  now: () => Date;
  log: Log;
  count: Count;
  /** Files that are written at the same time: {@link FILES_AT_ONCE}, if not given. */
  filesAtOnce?: number;
};

/** Enough to keep DynamoDB busy, few enough to be done soon once time is up. Each may have a connection: see aws-clients.ts. */
const FILES_AT_ONCE = 128;

export const WRITTEN_BY_NEWER = 'a newer version of Verdex wrote its rows';

/** Names are the vendor's, and of any number. */
const MAX_LOGGED_NAMES = 20;

/**
 * Rows are touched only once all of the result has been read, by whoever it was, is what was kept, and says no failure.
 * Otherwise a result broken off in its middle would leave the index half of it and half of the one before. Throws
 * Malformed when the bytes are no result of the vendor's, and Retryable when time is up, or they are not what was kept.
 */
export function makeIndexResult(deps: IndexResultDeps): IndexResult {
  const { rawStore, index, now, log, count, filesAtOnce = FILES_AT_ONCE } = deps;
  return async (job, vendor, kept, { signal, writtenFiles }, from) => {
    if ((job.indexed?.indexVersion ?? 0) > INDEX_VERSION) return { status: 'newer' };
    const { raw, at } = kept;
    let result = await readResult(rawStore, job, vendor, kept, signal);
    // Whoever began with it did so.
    if (from === undefined) warnOf(job, result.report);
    if (result.report.failure !== undefined) return { status: 'failed', reason: result.report.failure, raw };

    let outcome = await write(from);
    if (outcome.status === 'other files') {
      // What it was seen to be, it is not: it is read as though nobody had.
      const { seen: _, ...unseen } = kept;
      result = await readResult(rawStore, job, vendor, unseen, signal);
      if (result.report.failure !== undefined) return { status: 'failed', reason: result.report.failure, raw };
      outcome = await write(undefined);
    }
    if (outcome.status === 'other files') throw new Retryable('the raw result is no longer what was kept');
    if (outcome.status !== 'written') return outcome;
    const { fileKeys } = outcome;
    const written = { writtenAt: now().toISOString(), indexVersion: INDEX_VERSION };
    const keptFileKeys = fileKeys.size <= MAX_FILE_KEYS ? [...fileKeys] : [];
    const indexed = { raw, coverage: result.coverage, at, fileKeys: keptFileKeys, ...written };
    return { status: 'indexed', indexed };

    function write(begunBy: Progress | undefined) {
      const recentFiles = [...writtenFiles, ...(job.indexed?.fileKeys ?? [])];
      const isFirst = writtenFiles.size === 0 && isFirstResult(job);
      const writing = index.replaceJob(job, at, { recentFiles, signal, isFirst });
      return writeFiles({ kept, result, writing, from: begunBy, writtenFiles, signal, filesAtOnce });
    }
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

/** No worker can have left rows without their summary, nor has an import brought the job back after the ledger lost it. */
function isFirstResult(job: Job): boolean {
  return job.indexed === null && job.imported === null && lostNoWorker(job);
}

function someOf(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LOGGED_NAMES).join(',');
  return names.length > MAX_LOGGED_NAMES ? `${listed},… (${names.length} in all)` : listed;
}
