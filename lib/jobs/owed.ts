/** A job as it is first owed, and as it is owed anew. Pure. */
import type { JobName } from '../summaries/job-name.ts';
import { type Job, moved } from './job.ts';

export function newJob(
  name: JobName,
  at: Date,
  { status, dueAt, reason }: { status: 'received' | 'expected'; dueAt: Date; reason: string | null },
): Job {
  const createdAt = at.toISOString();
  return {
    vendor: name.vendor,
    jobId: name.jobId,
    status,
    revision: 0,
    dueAt: dueAt.toISOString(),
    // What is expected later is not owed before; what was expected earlier has all of its time still.
    owedSince: (dueAt > at ? dueAt : at).toISOString(),
    attempt: 0,
    leaseId: null,
    awaitsVendor: false,
    ref: null,
    announcement: null,
    callback: null,
    imported: null,
    pastCallbacks: [],
    raw: null,
    claimedFrom: null,
    coverage: null,
    indexed: null,
    rebuilds: null,
    progress: null,
    refusals: 0,
    isGivenUp: false,
    reason,
    createdAt,
    updatedAt: createdAt,
    history: [{ at: createdAt, status, reason }],
  };
}

/** Due now, with all of the time that retrying may take before it. */
export function owedAnew(job: Job, at: Date, reason: string | null): Job {
  return moved(job, {
    status: 'received',
    at,
    dueAt: at,
    reason,
    attempt: 0,
    owedSince: at.toISOString(),
    refusals: 0,
    rebuilds: null,
  });
}

/** Due now, because of something new about it. While a worker runs, it finishes first; no job is merely rebuilt then. */
export function owedBecause(job: Job, at: Date, reason: string | null): Job {
  if (job.status !== 'running' && job.status !== 'received') return owedAnew(job, at, reason);
  return job.rebuilds === null ? job : { ...job, rebuilds: null, reason };
}
