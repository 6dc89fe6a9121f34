/** Ledger records to start tests from. */
import type { Job } from '../../lib/jobs/job.ts';

export const EARLY = '2026-01-01T00:00:00.000Z';

/** What the worker has that claimed the job below. */
export const CLAIMED_FROM: NonNullable<Job['claimedFrom']> = {
  callbackSha256: 'aa',
  importSha256: null,
  ref: null,
  isRebuild: false,
};

/** A job whose callback came at {@link EARLY} and nobody has looked at yet. */
export function makeJob(changes: Partial<Job> = {}): Job {
  return {
    vendor: 'hume',
    jobId: 'job-1',
    status: 'received',
    revision: 0,
    dueAt: EARLY,
    owedSince: EARLY,
    attempt: 0,
    leaseId: null,
    awaitsVendor: false,
    ref: null,
    announcement: null,
    callback: {
      key: 'callbacks/hume/job-1/aa',
      versionId: null,
      sha256: 'aa',
      bytes: 10,
      receivedAt: EARLY,
      count: 1,
    },
    imported: null,
    pastCallbacks: [],
    raw: null,
    claimedFrom: null,
    indexed: null,
    rebuilds: null,
    progress: null,
    refusals: 0,
    isGivenUp: false,
    coverage: null,
    reason: null,
    createdAt: EARLY,
    updatedAt: EARLY,
    history: [{ at: EARLY, status: 'received', reason: null }],
    ...changes,
  };
}

/** {@link EARLY} and so many seconds. */
export function secondsLater(seconds: number): Date {
  return new Date(Date.parse(EARLY) + seconds * 1000);
}
