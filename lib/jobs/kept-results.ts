/** Results of a job that were kept before: what there is when the vendor has nothing (more) to give. */
import { callbackKey, resultKey } from '../raw/keys.ts';
import type { RawStreams } from '../raw/raw-store.ts';
import type { RawRef } from '../summaries/file-summary.ts';
import type { KeptResult } from './index-result.ts';
import type { Job } from './job.ts';

export type KeptResults = {
  /** Whatever may hold the job's result: what the vendor said last first. A callback may be no more than a bell. */
  all(job: Job): AsyncIterable<KeptResult>;
  /** What came before its last callback: earlier ones, if `callbacks` may be results, and what is indexed. */
  before(job: Job, callbacks: boolean): AsyncIterable<KeptResult>;
};

export function makeKeptResults({ find }: Pick<RawStreams, 'find'>): KeptResults {
  async function* all(job: Job): AsyncGenerator<KeptResult> {
    if (job.callback !== null) yield uncertain(rawOfCallback(job.callback));
    yield* before(job, true);
    // A worker may have died, or been superseded, between putting a result there and writing it down.
    const found = await find(resultKey(job.vendor, job.jobId));
    if (found !== undefined) yield uncertain(found);
  }

  async function* before(job: Job, callbacks: boolean): AsyncGenerator<KeptResult> {
    for (const sha256 of callbacks ? job.pastCallbacks.toReversed() : []) {
      const found = await find(callbackKey(job.vendor, job.jobId, { sha256 }));
      if (found !== undefined) yield uncertain(found);
    }
    if (job.indexed === null) return;
    const { raw, coverage } = job.indexed;
    yield { raw, expected: { predictions: coverage.expectedPredictions ?? undefined } };
  }

  return { all, before };
}

export function rawOfCallback({ key, versionId, sha256, bytes }: RawRef): RawRef {
  return { key, versionId, sha256, bytes };
}

function uncertain(raw: RawRef): KeptResult {
  return { raw, expected: {}, isUncertain: true };
}
