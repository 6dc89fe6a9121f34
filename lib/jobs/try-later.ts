/** A job that could not be brought to its end this time: when to try again, and when to stop trying. */
import type { RawRef } from '../summaries/file-summary.ts';
import { backoffMs, GIVE_UP_AFTER_MS } from './backoff.ts';
import type { Job } from './job.ts';
import type { Settlement } from './leases.ts';

type Circumstances = { raw?: RawRef | undefined; retryAfterMs?: number | undefined };

export type TryLater = (job: Job, reason: string, circumstances?: Circumstances) => Settlement;

/** `random` is uniform in [0, 1). */
export function makeTryLater({ now, random }: { now: () => Date; random: () => number }): TryLater {
  return (job, reason, { raw, retryAfterMs } = {}) => {
    const at = now().getTime();
    const owedForMs = at - Date.parse(job.owedSince);
    if (owedForMs > GIVE_UP_AFTER_MS) return { status: 'parked', reason: `given up after 3 days: ${reason}`, raw };
    return { status: 'waiting', reason, dueAt: new Date(at + backoffMs(job.attempt, random(), retryAfterMs)) };
  };
}
