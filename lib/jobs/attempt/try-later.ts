/** A job that could not be brought to its end this time: when to try again, and when to stop trying. */

import type { Job } from '../job.ts';
import type { Settlement } from '../leases.ts';
import { backoffMs, GIVE_UP_AFTER_MS } from './backoff.ts';

export type TryLater = (
  job: Job,
  reason: string,
  retryAfterMs?: number,
) => Extract<Settlement, { status: 'waiting'; dueAt: Date }>;

/**
 * After three days the job is given up, by the next worker at once: this one may have no time left to put the job's rows in
 * order. `random` is uniform in [0, 1).
 */
export function makeTryLater({ now, random }: { now: () => Date; random: () => number }): TryLater {
  return (job, reason, retryAfterMs) => {
    const at = now();
    if (at.getTime() - Date.parse(job.owedSince) > GIVE_UP_AFTER_MS) {
      return { status: 'waiting', reason: `given up after 3 days: ${reason}`, dueAt: at, isGivenUp: true };
    }
    const delayMs = backoffMs(job.attempt, random(), retryAfterMs);
    return { status: 'waiting', reason, dueAt: new Date(at.getTime() + delayMs) };
  };
}

/** Why the attempt before this one failed. */
export function lastReasonOf({ history }: Job): string {
  return history.findLast(({ status }) => status === 'waiting')?.reason ?? 'given up after 3 days';
}
