/** Reading a kept result: what it comes to as a whole first, then its files, each with what is known of all of them. */
import { Malformed, Retryable } from '../../platform/errors.ts';
import { digesting } from '../../raw/digest.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { FileSummary, RawRef } from '../../summaries/file-summary.ts';
import type { ExpectedCoverage, ResultReport, Vendor } from '../../vendors/vendor.ts';
import type { Job, JobCoverage } from '../job.ts';

export type KeptResult = {
  raw: RawRef;
  /** As the vendor's API says it of the job. */
  expected: ExpectedCoverage;
  /** When it came. */
  at: string;
  /** The vendor did not say that this is the result: without any file it is none. */
  isUncertain?: boolean;
};

export type ReadResult = {
  report: ResultReport;
  coverage: JobCoverage;
  /** Reads it once more, and hands on each file; as `Vendor.summarise` does it. */
  files(onFile: (summary: FileSummary) => Promise<void>): Promise<void>;
};

type JobOfResult = Pick<Job, 'jobId' | 'ref'>;

/**
 * All of it has been read when this answers, and is what was kept. Throws Malformed when the bytes are no result of the
 * vendor's, and Retryable when time is up.
 */
export async function readResult(
  rawStore: Pick<RawStreams, 'read'>,
  { jobId, ref }: JobOfResult,
  vendor: Vendor,
  { raw, expected, isUncertain = false }: KeptResult,
  signal: AbortSignal,
): Promise<ReadResult> {
  const context = { jobId, ref: ref ?? undefined };
  const read = async () => inTime(await rawStore.read(raw), signal);
  const checked = digesting(await read(), Number.POSITIVE_INFINITY);
  const report = await vendor.summarise(checked.stream, context, async () => {});
  if (checked.digest().sha256 !== raw.sha256) throw new Retryable('the raw result is no longer what was kept');
  if (isUncertain && report.failure === undefined && report.files === 0) throw new Malformed('there is no file in it');
  const coverage = coverageOf(report, expected);
  return {
    report,
    coverage,
    files: async (onFile) => {
      await vendor.summarise(await read(), context, (summary) => onFile({ ...ofJob(summary, coverage), raw }));
    },
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
  const expectedByApi = expected.predictions;
  return {
    files: report.files,
    predictions: report.predictions,
    errors,
    expectedPredictions: expectedByApi ?? report.expected,
    expectedErrors: expected.errors ?? null,
    expectedBy: expectedByApi !== undefined ? 'api' : report.expected !== null ? 'result' : null,
    complete: isComplete(report, errors, expectedByApi),
  };
}

function isComplete(report: ResultReport, errors: number, expectedByApi: number | undefined): boolean | null {
  if (errors > 0 || report.complete === false) return false;
  return expectedByApi === undefined ? report.complete : report.predictions === expectedByApi;
}

/** The file, with what is known of the job as a whole: where nothing is missing of it, nothing is missing of the file. */
function ofJob(summary: FileSummary, { predictions, expectedPredictions, complete, errors }: JobCoverage): FileSummary {
  const { coverage } = summary;
  const job = { indexed: predictions, expected: expectedPredictions, complete, errors };
  const isComplete = coverage.complete ?? (complete === true ? true : null);
  return { ...summary, coverage: { ...coverage, complete: isComplete, job } };
}
