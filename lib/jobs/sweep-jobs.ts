/** The scheduled retry: whatever died, wherever, its job is due, and due jobs are nudged; so are vendors' lists. */
import { allOf } from '../platform/all-of.ts';
import type { Log } from '../platform/log.ts';
import type { Count } from '../platform/metrics.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { JobStore } from './job-store.ts';
import type { Nudge } from './nudge.ts';
import { isListDue } from './standing/vendor-lists.ts';
import type { VendorStateStore } from './standing/vendor-state.ts';

/**
 * More than the workers take in a minute. What is beyond it is due for no shorter, and its turn comes when those before
 * it are worked off.
 */
const MAX_NUDGES_PER_SWEEP = 5_000;

/** Of so many held-back jobs one finds out whether their vendor answers again. */
const PROBE_CANDIDATES = 100;

export type SweepJobsDeps = {
  store: Pick<JobStore, 'due'>;
  states: Pick<VendorStateStore, 'list'>;
  /** Vendors whose own list is read regularly. */
  listedVendors: readonly string[];
  nudge: Nudge;
  now: () => Date;
  /** Uniform in [0, 1). */
  random: () => number;
  log: Log;
  count: Count;
};

export function makeSweepJobs({ store, states, listedVendors, nudge, now, random, log, count }: SweepJobsDeps) {
  return async (): Promise<void> => {
    const at = now();
    const due = await store.due(at, MAX_NUDGES_PER_SWEEP);
    await nudge(due);

    const vendors = await states.list();
    const heldBack = await allOf(
      vendors.map(async ({ vendor, pause }) => {
        const jobs = await store.due(at, pause === null ? MAX_NUDGES_PER_SWEEP : PROBE_CANDIDATES, vendor);
        return { vendor, pause, jobs };
      }),
    );
    const resumed = heldBack.flatMap(({ pause, jobs }) => (pause === null ? jobs : probeOf(jobs, pause.probeAt, at)));
    const stateOf = new Map(vendors.map((state) => [state.vendor, state]));
    const lists = listedVendors.filter((vendor) => isListDue(stateOf.get(vendor), at)).map((vendor) => ({ vendor }));
    await nudge([...resumed, ...lists]);

    // A pause that holds nothing back is nobody's concern.
    const paused = heldBack.filter(({ pause, jobs }) => pause !== null && jobs.length > 0);
    count('JobsDue', due.length);
    count('VendorsPaused', paused.length);
    log.info('jobs_swept', {
      due: due.length,
      resumed: resumed.length,
      paused: paused.map(({ vendor }) => vendor).join(','),
      lists: lists.length,
    });
  };

  /** Any of them: one that is refused for a reason of its own must not be the one that asks every time. */
  function probeOf(jobs: readonly JobName[], probeAt: string, at: Date): JobName[] {
    const chosen = jobs[Math.floor(random() * jobs.length)];
    return probeAt > at.toISOString() || chosen === undefined ? [] : [chosen];
  }
}
