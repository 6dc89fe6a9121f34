/** One job: what its vendor made of it beside what the query API says. Pure. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { JobCoverage } from '../../lib/jobs/job.ts';
import type { Coverage, FileSummary } from '../../lib/summaries/file-summary.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import type { Digest } from '../../local/simulators/callback.ts';
import {
  completenessOf,
  type Expectation,
  type ExpectedCoverage,
  type ExpectedFile,
  expectationOf,
  type NamedJob,
} from './expectation.ts';
import type { Finding, FindingKind } from './findings.ts';

/** What the vendor knows of it. */
export type TrueJob = NamedJob & {
  expected: 'indexed' | 'failed';
  result: Digest | undefined;
  /** How many predictions and errors the vendor's API says there are; undefined where it does not say. */
  said: { predictions: number; errors: number } | undefined;
};

/** What was found of it from outside. */
export type FoundJob = {
  status: string;
  reason: string | null;
  raw: Digest | null;
  /** The bytes the raw redirect led to. */
  rawBytes: Uint8Array | undefined;
  coverage: JobCoverage | null;
  /** As the job lists them. */
  fileKeys: string[];
  /** This job's summaries, of each of these files. */
  summaries: FileSummary[];
};

export type Judgement = { findings: Finding[]; expectation: Expectation | undefined };

/** Without an expectation the job owes no rows: it failed, or its bytes are not there to be read. */
export function judgeJob(job: TrueJob, found: FoundJob): Judgement {
  const findings: Finding[] = [];
  const hold = (kind: FindingKind, what: string) => findings.push({ kind, job: jobKeyOf(job), what });

  if (found.status !== job.expected) {
    hold('lost', `${found.status}, not ${job.expected}${found.reason === null ? '' : `: ${found.reason}`}`);
    return { findings, expectation: undefined };
  }
  for (const fileKey of repeated(found.fileKeys)) hold('duplicated', `file ${fileKey} is listed twice`);
  if (job.expected === 'failed') {
    if (found.fileKeys.length > 0) hold('wrong', 'it failed, and has files');
    return { findings, expectation: undefined };
  }
  const { rawBytes } = found;
  if (rawBytes === undefined) {
    hold('lost', 'its raw result cannot be had');
    return { findings, expectation: undefined };
  }
  const sha256 = createHash('sha256').update(rawBytes).digest('hex');
  if (sha256 !== job.result?.sha256) {
    hold('wrong', `its raw result (${rawBytes.byteLength} bytes) is not the vendor’s (${job.result?.bytes} bytes)`);
    return { findings, expectation: undefined };
  }
  if (found.raw?.sha256 !== sha256 || found.raw.bytes !== rawBytes.byteLength) hold('wrong', 'its raw digest');

  const expectation = expectationOf(job, rawBytes);
  const { files } = expectation;
  const coverage = coverageOf(expectation, job.said);
  if (!isDeepStrictEqual(found.coverage, coverage)) {
    hold('wrong', `coverage ${JSON.stringify(found.coverage)}, not ${JSON.stringify(coverage)}`);
  }
  const owed = new Set(files.map(({ fileKey }) => fileKey));
  for (const fileKey of found.fileKeys) if (!owed.has(fileKey)) hold('duplicated', `file ${fileKey} is not the job’s`);
  for (const file of files) judgeFile(file, coverage, found, sha256, hold);
  return { findings, expectation };
}

function coverageOf(
  { files, predictions, expectedPredictions, errors }: Expectation,
  said: TrueJob['said'],
): JobCoverage {
  const expected = said?.predictions ?? expectedPredictions;
  return {
    files: files.length,
    predictions,
    errors,
    expectedPredictions: expected,
    expectedErrors: said?.errors ?? null,
    expectedBy: said !== undefined ? 'api' : expected !== null ? 'result' : null,
    complete: completenessOf(predictions, expected, errors),
  };
}

function judgeFile(
  file: ExpectedFile,
  jobCoverage: JobCoverage,
  { fileKeys, summaries }: FoundJob,
  sha256: string,
  hold: (kind: FindingKind, what: string) => void,
): void {
  const ofFile = summaries.filter(({ fileKey }) => fileKey === file.fileKey);
  const [summary] = ofFile;
  if (summary === undefined || !fileKeys.includes(file.fileKey)) {
    hold('lost', `${file.identity}: no summary`);
    return;
  }
  if (ofFile.length > 1) hold('duplicated', `${file.identity}: ${ofFile.length} summaries`);
  if (summary.identity !== file.identity) hold('wrong', `${file.identity}: is called ${summary.identity}`);
  if (summary.raw?.sha256 !== sha256) hold('wrong', `${file.identity}: made from other bytes`);
  if (!isDeepStrictEqual(withoutBytes(summary.emotions), file.emotions)) hold('wrong', `${file.identity}: emotions`);
  if (!isDeepStrictEqual(withoutBytes(summary.moderation), file.moderation)) {
    hold('wrong', `${file.identity}: moderation`);
  }
  if (!isCovered(summary.coverage, file.coverage, jobCoverage)) {
    hold('wrong', `${file.identity}: coverage ${JSON.stringify(summary.coverage)}`);
  }
}

/** Where nothing is missing of the job, nothing is missing of the file. */
function isCovered(found: Coverage, expected: ExpectedCoverage, job: JobCoverage): boolean {
  const { unit, indexed, expected: stated, complete } = found;
  return isDeepStrictEqual(
    { unit, indexed, expected: stated, complete, job: found.job },
    {
      ...expected,
      complete: expected.complete ?? (job.complete === true ? true : null),
      job: {
        indexed: job.predictions,
        expected: job.expectedPredictions,
        complete: job.complete,
        errors: job.errors,
      },
    },
  );
}

/** Without the bytes that prove each maximum: whoever parses a result as a whole does not know where its elements stand. */
function withoutBytes<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, each) => (key === 'bytes' ? undefined : each)));
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
