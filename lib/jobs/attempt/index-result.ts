/** From raw bytes to rows: the one way for a result that was fetched, called back, or is done again. */
import type { FileIndex } from '../../index/file-index.ts';
import { Malformed, Retryable } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { digesting } from '../../raw/digest.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { RawRef } from '../../summaries/file-summary.ts';
import { jobKeyOf } from '../../summaries/job-name.ts';
import type { ExpectedCoverage, ResultReport, Vendor } from '../../vendors/vendor.ts';
import { type Job, type JobCoverage, MAX_FILE_KEYS } from '../job.ts';
import type { Settlement } from '../leases.ts';

export type KeptResult = {
  raw: RawRef;
  expected: ExpectedCoverage;
  /** When it came. */
  at: string;
  /** The vendor did not say that this is the result: without any file it is none. */
  isUncertain?: boolean;
};

/** What a worker's doings have in common, from its claim to its settlement. */
export type Work = {
  /** Says when to stop. */
  signal: AbortSignal;
  isStillOurs: () => Promise<boolean>;
  /** Keys of the files it wrote rows of. */
  writtenFiles: Set<string>;
};

/** `indexed`, or `failed` where the result itself says so. */
export type IndexResult = (job: Job, vendor: Vendor, kept: KeptResult, work: Work) => Promise<Settlement>;

/**
 * Reads the result twice: rows are touched only once all of it has been read, is what was kept, and says no failure.
 * Otherwise a result broken off in its middle would leave the index half of it and half of the one before. Throws
 * Malformed when the bytes are no result of the vendor's, and Retryable when time is up.
 */
export function makeIndexResult(deps: { rawStore: Pick<RawStreams, 'read'>; index: FileIndex; log: Log }): IndexResult {
  const { rawStore, index, log } = deps;
  return async (job, vendor, { raw, expected, at, isUncertain = false }, { signal, writtenFiles }) => {
    const context = { jobId: job.jobId, ref: job.ref ?? undefined };
    const read = async () => inTime(await rawStore.read(raw), signal);
    const checked = digesting(await read(), Number.POSITIVE_INFINITY);
    const report = await vendor.summarise(checked.stream, context, async () => {});
    if (checked.digest().sha256 !== raw.sha256) throw new Retryable('the raw result is no longer what was kept');
    if (report.unknownClasses.length > 0) {
      log.warn('unknown_classes', { job: jobKeyOf(job), classes: report.unknownClasses.join(',') });
    }
    if (report.failure !== undefined) return { status: 'failed', reason: report.failure, raw };
    if (isUncertain && report.files === 0) throw new Malformed('there is no file in it');

    const writing = index.replaceJob(job, at, [...writtenFiles, ...(job.indexed?.fileKeys ?? [])]);
    const fileKeys = new Set<string>();
    await vendor.summarise(await read(), context, async (summary) => {
      fileKeys.add(summary.fileKey);
      writtenFiles.add(summary.fileKey);
      await writing.put({ ...summary, raw });
    });
    await writing.finish();
    const coverage = coverageOf(report, expected);
    const indexed = { raw, coverage, at, fileKeys: fileKeys.size <= MAX_FILE_KEYS ? [...fileKeys] : [] };
    return { status: 'indexed', indexed };
  };
}

/** The stream, until time is up. */
async function* inTime(stream: AsyncIterable<Uint8Array>, signal: AbortSignal) {
  for await (const chunk of stream) {
    if (signal.aborted) throw new Retryable('the worker ran out of time while indexing');
    yield chunk;
  }
}

function coverageOf(report: ResultReport, expected: ExpectedCoverage): JobCoverage {
  const errors = Math.max(report.errorCount, expected.errors ?? 0);
  return {
    files: report.files,
    predictions: report.predictions,
    errors,
    expectedPredictions: expected.predictions ?? null,
    complete:
      errors > 0 ? false : expected.predictions === undefined ? null : report.predictions === expected.predictions,
  };
}
