/** The scheduled retry: whatever died, wherever, its job is due, and due jobs are nudged. */
import type { Log } from '../platform/log.ts';
import type { Count } from '../platform/metrics.ts';
import type { JobStore } from './job-store.ts';
import type { Nudge } from './nudge.ts';

/**
 * More than the workers take in a minute. What is beyond it is due for no shorter, and its turn comes when those before
 * it are worked off.
 */
const MAX_NUDGES_PER_SWEEP = 5_000;

export function makeSweepJobs(deps: {
  store: Pick<JobStore, 'due'>;
  nudge: Nudge;
  now: () => Date;
  log: Log;
  count: Count;
}) {
  const { store, nudge, now, log, count } = deps;
  return async (): Promise<void> => {
    const due = await store.due(now(), MAX_NUDGES_PER_SWEEP);
    await nudge(due);
    count('JobsDue', due.length);
    log.info('jobs_swept', { due: due.length });
  };
}
