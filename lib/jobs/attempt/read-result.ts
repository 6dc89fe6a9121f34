/** Reading a kept result: what it comes to as a whole first, then its files, each with what is known of all of them. */
import { allOf } from '../../platform/all-of.ts';
import { Malformed, Retryable } from '../../platform/errors.ts';
import { digesting } from '../../raw/digest.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { FileSummary } from '../../summaries/file-summary.ts';
import type { RawRef } from '../../summaries/raw-ref.ts';
import type { ExpectedCoverage, ResultReport, Vendor } from '../../vendors/vendor.ts';
import type { JobCoverage } from '../job.ts';
import { contextOf, type JobOfResult, type SeenResult, seeResult } from './seen-result.ts';

export type KeptResult = {
  raw: RawRef;
  /** As the vendor's API says it of the job. */
  expected: ExpectedCoverage;
  /** When it came. */
  at: string;
  /** The vendor did not say that this is the result: without any file it is none. */
  isUncertain?: boolean;
  /** What all of these very bytes came to when they were kept, or were read before: they are not read again for it. */
  seen?: SeenResult;
};

export type ReadResult = {
  report: ResultReport;
  coverage: JobCoverage;
  /** Hands on each file, in the result's order, as `Vendor.summarise` does; reads it once more where they were too many to hold. */
  files(onFile: (summary: FileSummary) => Promise<void>): Promise<void>;
};

/**
 * All of it has been read when this answers, and is what was kept: now, or when it was. Throws Malformed when the bytes are
 * no result of the vendor's, and Retryable when time is up.
 */
export async function readResult(
  rawStore: Pick<RawStreams, 'read'>,
  job: JobOfResult,
  vendor: Vendor,
  { raw, expected, isUncertain = false, seen }: KeptResult,
  signal: AbortSignal,
): Promise<ReadResult> {
  const read = async () => inTime(await rawStore.read(raw), signal);
  const { report, files } = seen ?? (await seeWhatWasKept());
  if (isUncertain && report.failure === undefined && report.files === 0) throw new Malformed('there is no file in it');
  const coverage = coverageOf(report, expected);
  return {
    report,
    coverage,
    files: async (onFile) => {
      const handOn = (summary: FileSummary) => onFile({ ...ofJob(summary, coverage), raw });
      if (files !== undefined) await handOnAtOnce(files, handOn);
      else await vendor.summarise(await read(), contextOf(job), handOn);
    },
  };

  async function seeWhatWasKept(): Promise<SeenResult> {
    const checked = digesting(await read(), Number.POSITIVE_INFINITY);
    const seen = await seeResult(vendor, job, checked.stream);
    if (checked.digest().sha256 !== raw.sha256) throw new Retryable('the raw result is no longer what was kept');
    return seen;
  }
}

/** A file that is told of twice waits for what was said of it first. */
async function handOnAtOnce(files: readonly FileSummary[], handOn: (summary: FileSummary) => Promise<void>) {
  const underWay = new Map<string, Promise<void>>();
  for (const summary of files) {
    if (underWay.has(summary.fileKey)) {
      await allOf([...underWay.values()]);
      underWay.clear();
    }
    underWay.set(summary.fileKey, handOn(summary));
  }
  await allOf([...underWay.values()]);
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
