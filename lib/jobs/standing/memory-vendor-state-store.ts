/** Vendors' states in memory: the store that tests of everything above it run on. Passes the same suite as DynamoDB's. */
import type { VendorState, VendorStateStore } from './vendor-state.ts';

export function makeMemoryVendorStateStore(): VendorStateStore {
  const states = new Map<string, VendorState>();
  return {
    read: async (vendor) => structuredClone(states.get(vendor)),
    write: async (state, ifRevision) => {
      if ((states.get(state.vendor)?.revision ?? null) !== ifRevision) return 'conflict';
      states.set(state.vendor, structuredClone({ ...state, revision: (ifRevision ?? 0) + 1 }));
      return 'written';
    },
    list: async () => structuredClone([...states.values()]),
  };
}
