/** Watches jobs until nothing more is to be expected of them, or patience ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, JOB_STATUSES, type JobStatus } from '../lib/jobs/statuses.ts';
import type { JobView } from './demo-report.ts';
import { makeProgress } from './terminal.ts';

export type Wait = {
  look: () => Promise<JobView[]>;
  /** Whether a settled job may still change. */
  isMoreToCome?: () => boolean;
  patienceMs: number;
  intervalMs: number;
  progress: string;
  /** Of what is counted in the end. */
  noun: string;
};

export async function waitUntilSettled(wait: Wait): Promise<JobView[]> {
  const { look, isMoreToCome = () => false, patienceMs, intervalMs, noun } = wait;
  const progress = makeProgress();
  const deadline = Date.now() + patienceMs;
  for (;;) {
    // Asked before looking: what came in between is seen.
    const isMore = isMoreToCome();
    const jobs = await look();
    const areSettled = jobs.every(({ status }) => status !== 'unheard' && isSettled(status));
    if ((areSettled && !isMore) || Date.now() > deadline) {
      progress.done(`${jobs.length} ${noun}: ${countsOf(jobs)}.`);
      return jobs;
    }
    progress.show(`${wait.progress}: ${countsOf(jobs)}`);
    await sleep(intervalMs);
  }
}

export function countsOf(jobs: readonly JobView[]): string {
  const counts = (['unheard', ...JOB_STATUSES] satisfies (JobStatus | 'unheard')[]).map(
    (status) => [jobs.filter((job) => job.status === status).length, status] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${count} ${status}`)
    .join(', ');
}
