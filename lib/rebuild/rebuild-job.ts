/** One job's rows, made again as a worker makes them, from what they are of. */
import { WRITTEN_BY_NEWER } from '../jobs/attempt/index-result.ts';
import type { Job } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Ledger } from '../jobs/ledger.ts';
import { INDEX_VERSION } from '../summaries/index-version.ts';
import type { JobName } from '../summaries/job-name.ts';

export type Rebuilt =
  /** `not needed`: they were written since then. */
  | { outcome: 'rebuilt' | 'not needed' | 'nothing indexed' }
  /** `busy`: it is being worked on anyway. `left`: to the deployment, which goes on with it. `failed`: its rows are what they were. */
  | { outcome: 'busy' | 'left' | 'failed'; reason: string };

export type RebuildJobDeps = {
  jobs: Pick<JobStore, 'read'>;
  ledger: Pick<Ledger, 'rebuild'>;
  /** As a worker does it, under a lease. */
  processJob: (name: JobName, signal: AbortSignal) => Promise<unknown>;
};

export type RebuildJob = (name: JobName, unlessSince: string | undefined, signal: AbortSignal) => Promise<Rebuilt>;

/** `unlessSince`: rows written then or later are not made again. Throws when the ledger cannot be reached. */
export function makeRebuildJob({ jobs, ledger, processJob }: RebuildJobDeps): RebuildJob {
  return async (name, unlessSince, signal) => {
    const before = await jobs.read(name);
    const writtenAt = before?.indexed?.writtenAt ?? null;
    if (unlessSince !== undefined && writtenAt !== null && writtenAt >= unlessSince) return { outcome: 'not needed' };
    const ordered = await ledger.rebuild(name);
    if (ordered === 'unknown') return { outcome: 'failed', reason: 'there is no such job' };
    if (ordered === 'nothing indexed') return { outcome: ordered };
    if (ordered === 'busy') return { outcome: 'busy', reason: `it is ${before?.status ?? 'owed'}` };
    await processJob(name, signal);
    return rebuiltOf(await jobs.read(name), writtenAt);
  };
}

function rebuiltOf(job: Job | undefined, writtenBefore: string | null): Rebuilt {
  if (job?.status === 'running') return { outcome: 'left', reason: 'a worker of the deployment has it' };
  if (job === undefined || job.dueAt !== null) return { outcome: 'left', reason: job?.reason ?? 'it is owed' };
  if (job.indexed?.writtenAt !== writtenBefore) return { outcome: 'rebuilt' };
  // Of a job that failed or was parked, the reason is its own.
  const isToldOf = job.status === 'indexed' && job.reason !== null;
  if (isToldOf) return { outcome: 'failed', reason: job.reason ?? '' };
  const isOfNewer = (job.indexed?.indexVersion ?? 0) > INDEX_VERSION;
  return { outcome: 'failed', reason: isOfNewer ? WRITTEN_BY_NEWER : 'its rows could not be made again' };
}
