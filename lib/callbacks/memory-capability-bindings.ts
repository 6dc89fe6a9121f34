/** Bindings in memory, for the tests of everything above them. Pass the same suite as DynamoDB's. */
import type { CapabilityBindings } from './capability-bindings.ts';

export function makeMemoryCapabilityBindings(): CapabilityBindings {
  const owners = new Map<string, string>();
  return {
    bind: async (capabilityId, jobId) => {
      const owner = owners.get(capabilityId) ?? jobId;
      owners.set(capabilityId, owner);
      return owner;
    },
  };
}
