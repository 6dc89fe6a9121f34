/**
 * A vendor that refuses our key refuses every job's fetch alike. It is asked by one job at a time, now and then, until
 * it answers again; the others are held back, unharmed and untried.
 */
import { changeKept } from '../../platform/compare-and-set.ts';
import type { Log } from '../../platform/log.ts';
import { after, MINUTE_MS } from './moments.ts';
import { changed, newVendorState, type VendorState, type VendorStateStore } from './vendor-state.ts';

/** How long a mended key may go unnoticed. Short beside what it takes to mend one, long beside a job. */
const PROBE_EVERY_MS = 5 * MINUTE_MS;

/** A held-back job is nudged to probe within a minute or two, wherever there is one. */
const PROBED_WITHIN_MS = 5 * MINUTE_MS;

export type VendorPauses = {
  /** Whether the vendor may be asked now; `probe`: it refuses us, and this one call finds out whether it still does. */
  mayAsk(vendor: string): Promise<'yes' | 'probe' | 'no'>;
  /** The vendor refused us: nobody asks until the next probe. */
  refused(vendor: string, reason: string): Promise<void>;
  /** The vendor answered a probe: everyone may ask again. */
  answered(vendor: string): Promise<void>;
};

export function makeVendorPauses(deps: { states: VendorStateStore; now: () => Date; log: Log }): VendorPauses {
  const { states, now, log } = deps;

  return {
    async mayAsk(vendor) {
      // Almost always there is no pause: one read, and no attempt at a change.
      if ((await states.read(vendor))?.pause == null) return 'yes';
      return changeKept(states, vendor, (state) => {
        if (state?.pause == null) return { answer: 'yes' };
        const at = now();
        if (state.pause.probeAt > at.toISOString()) return { answer: 'no' };
        const pause = { ...state.pause, probeAt: after(at, PROBE_EVERY_MS) };
        return { value: changed(state, { pause }, at), answer: 'probe' };
      });
    },

    async refused(vendor, reason) {
      const isNew = await changeKept(states, vendor, (kept) => {
        const at = now();
        const state = kept ?? newVendorState(vendor, at);
        const pause = { since: state.pause?.since ?? at.toISOString(), reason, probeAt: after(at, PROBE_EVERY_MS) };
        return { value: changed(state, { pause }, at), answer: state.pause === null };
      });
      if (isNew) log.warn('vendor_paused', { vendor, reason });
    },

    async answered(vendor) {
      const ended = await changeKept(states, vendor, (state) => {
        if (state?.pause == null) return { answer: false };
        return { value: changed(state, { pause: null }, now()), answer: true };
      });
      if (ended) log.info('vendor_resumed', { vendor });
    },
  };
}

/** Whether some job finds out when the pause is over. Held back by it none may be: all may have been imported meanwhile. */
export function isProbed(pause: VendorState['pause'], at: Date): boolean {
  return pause !== null && after(new Date(pause.probeAt), PROBED_WITHIN_MS) > at.toISOString();
}
