/** Results of a job that were kept before: what there is when the vendor has nothing (more) to give. */
import { callbackKey, importKey, resultKey } from '../../raw/keys.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { RawRef } from '../../summaries/raw-ref.ts';
import type { ImportedResult, IndexedResult, Job, JobCoverage, KeptCallback } from '../job.ts';
import type { KeptResult } from './read-result.ts';

export type KeptResults = {
  /** Whatever may hold the job's result: what the vendor said last first. A callback may be no more than a bell. */
  all(job: Job, signal: AbortSignal): AsyncIterable<KeptResult>;
  /** What came before the last: earlier callbacks, where they may be results, imports, and what is indexed. */
  before(job: Job, areCallbacksResults: boolean, signal: AbortSignal): AsyncIterable<KeptResult>;
};

export function makeKeptResults({ find }: Pick<RawStreams, 'find'>): KeptResults {
  async function* all(job: Job, signal: AbortSignal): AsyncGenerator<KeptResult> {
    if (job.callback !== null) yield { ...resultOfCallback(job.callback), isUncertain: true };
    yield* before(job, true, signal);
    // A worker may have died, or been superseded, between putting a result there and writing it down.
    const found = await find(resultKey(job.vendor, job.jobId), signal);
    if (found !== undefined) yield { raw: found, expected: {}, at: job.createdAt, isUncertain: true };
  }

  async function* before(job: Job, areCallbacksResults: boolean, signal: AbortSignal): AsyncGenerator<KeptResult> {
    // They came at some time since: a file must not look newer than it is.
    const at = job.createdAt;
    for (const sha256 of job.pastCallbacks.toReversed()) {
      const key = callbackKey(job.vendor, job.jobId, { sha256 });
      const called = areCallbacksResults ? await find(key, signal) : undefined;
      if (called !== undefined) yield { raw: called, expected: {}, at, isUncertain: true };
      const imported = await find(importKey(job.vendor, job.jobId, { sha256 }), signal);
      if (imported !== undefined) yield { raw: imported, expected: {}, at };
    }
    if (job.indexed !== null) yield resultOfIndexed(job.indexed);
  }

  return { all, before };
}

export function resultOfCallback({ key, versionId, sha256, bytes, receivedAt }: KeptCallback): KeptResult {
  const raw: RawRef = { key, versionId, sha256, bytes };
  return { raw, expected: {}, at: receivedAt };
}

export function resultOfImport({ at, ...raw }: ImportedResult): KeptResult {
  return { raw, expected: {}, at };
}

/** With what the vendor said of it then, since it is not asked again. */
export function resultOfIndexed({ raw, coverage, at, indexVersion }: IndexedResult): KeptResult {
  const { expectedPredictions, expectedBy } = coverage;
  const expectedErrors = coverage.expectedErrors ?? errorsOfVersion1(coverage, indexVersion);
  // A result says itself how many there should be, each time it is read.
  const predictions = expectedBy === 'result' ? null : expectedPredictions;
  return { raw, expected: { predictions: predictions ?? undefined, errors: expectedErrors ?? undefined }, at };
}

/** Then it was not kept who told of an error; where the result does not, the vendor's API did. */
function errorsOfVersion1({ errors }: JobCoverage, indexVersion: number): number | null {
  return indexVersion === 1 && errors > 0 ? errors : null;
}
