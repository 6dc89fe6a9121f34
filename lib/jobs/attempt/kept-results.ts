/** Results of a job that were kept before: what there is when the vendor has nothing (more) to give. */
import { callbackKey, resultKey } from '../../raw/keys.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { RawRef } from '../../summaries/file-summary.ts';
import type { Job, KeptCallback } from '../job.ts';
import type { KeptResult } from './index-result.ts';

export type KeptResults = {
  /** Whatever may hold the job's result: what the vendor said last first. A callback may be no more than a bell. */
  all(job: Job, signal: AbortSignal): AsyncIterable<KeptResult>;
  /** What came before its last callback: earlier callbacks, where they may be results, and what is indexed. */
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
    for (const sha256 of areCallbacksResults ? job.pastCallbacks.toReversed() : []) {
      const found = await find(callbackKey(job.vendor, job.jobId, { sha256 }), signal);
      // It came at some time since: a file must not look newer than it is.
      if (found !== undefined) yield { raw: found, expected: {}, at: job.createdAt, isUncertain: true };
    }
    if (job.indexed === null) return;
    const { raw, coverage, at } = job.indexed;
    yield { raw, expected: { predictions: coverage.expectedPredictions ?? undefined }, at };
  }

  return { all, before };
}

export function resultOfCallback({ key, versionId, sha256, bytes, receivedAt }: KeptCallback): KeptResult {
  const raw: RawRef = { key, versionId, sha256, bytes };
  return { raw, expected: {}, at: receivedAt };
}
