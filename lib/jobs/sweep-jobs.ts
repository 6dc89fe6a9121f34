/** The scheduled retry: whatever died, wherever, its job is due, and due jobs are nudged; so are vendors' lists. */
import type { Log } from '../platform/log.ts';
import type { Count } from '../platform/metrics.ts';
import type { JobStore } from './job-store.ts';
import type { Nudge } from './nudge.ts';
import { isListDue } from './vendor-lists.ts';
import type { VendorStateStore } from './vendor-state.ts';

/**
 * More than the workers take in a minute. What is beyond it is due for no shorter, and its turn comes when those before
 * it are worked off.
 */
const MAX_NUDGES_PER_SWEEP = 5_000;

export type SweepJobsDeps = {
  store: Pick<JobStore, 'due'>;
  states: Pick<VendorStateStore, 'list'>;
  /** Vendors whose own list is read regularly. */
  listedVendors: readonly string[];
  nudge: Nudge;
  now: () => Date;
  log: Log;
  count: Count;
};

export function makeSweepJobs({ store, states, listedVendors, nudge, now, log, count }: SweepJobsDeps) {
  return async (): Promise<void> => {
    const at = now();
    const due = await store.due(at, MAX_NUDGES_PER_SWEEP);
    await nudge(due);

    const vendors = await states.list();
    const mayBeAsked = vendors.filter(({ pause }) => pause === null || pause.probeAt <= at.toISOString());
    const heldBack = await Promise.all(
      // One finds out whether a vendor that refused us answers again; once it does, all that was held back goes on.
      mayBeAsked.map(({ vendor, pause }) => store.due(at, pause === null ? MAX_NUDGES_PER_SWEEP : 1, vendor)),
    );
    const lists = listedVendors
      .filter((name) =>
        isListDue(
          vendors.find(({ vendor }) => vendor === name),
          at,
        ),
      )
      .map((vendor) => ({ vendor }));
    await nudge([...heldBack.flat(), ...lists]);

    const paused = vendors.filter(({ pause }) => pause !== null);
    count('JobsDue', due.length);
    count('VendorsPaused', paused.length);
    log.info('jobs_swept', {
      due: due.length,
      resumed: heldBack.flat().length,
      paused: paused.map(({ vendor }) => vendor).join(','),
      lists: lists.length,
    });
  };
}
