/** Waits until nothing more is to come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import type { makeProgress } from '../../local/terminal.ts';
import { listJobs } from './ask.ts';
import type { SubmittedJob } from './drive.ts';

const LOOK_EVERY_MS = 2_000;
/** Several tries with their pauses (at most 15 s, 30, 60 …), or the lease of a worker that was killed, and a try. */
const PATIENCE_MS = 240_000;

/** Returns when nothing is owed any more and every job is known, or patience ends: what is missing then is lost. */
export async function waitUntilSettled(
  verdex: LocalVerdex,
  submitted: readonly SubmittedJob[],
  progress: ReturnType<typeof makeProgress>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const isIdle = () => verdex.hume.simulator?.isIdle() === true && verdex.hive.simulator?.isIdle() === true;
  for (;;) {
    // Asked before looking: what came in between is seen.
    const isQuiet = isIdle();
    const known = new Set<string>();
    const counts: string[] = [];
    let owed = 0;
    for (const status of JOB_STATUSES) {
      // The settled ones are many, and of interest only when nothing else is left.
      if (isSettled(status) && (owed > 0 || !isQuiet)) continue;
      const jobs = await listJobs(verdex, status);
      for (const job of jobs) known.add(job.job);
      if (!isSettled(status)) owed += jobs.length;
      if (jobs.length > 0) counts.push(`${jobs.length} ${status}`);
    }
    const unheard = submitted.filter((job) => !known.has(jobKeyOf(job))).length;
    const isDone = isQuiet && owed === 0 && unheard === 0;
    if (isQuiet && owed === 0 && unheard > 0) counts.push(`${unheard} not heard of`);
    if (isDone || Date.now() > deadline) return progress.done(`Settled: ${counts.join(', ')}`);
    progress.show(`Waiting: ${counts.join(', ') || 'for the vendors'}`);
    await sleep(LOOK_EVERY_MS);
  }
}
