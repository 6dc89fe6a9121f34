/** Having a vendor's own list read on demand: the next sweep finds it due. */
import { changeKept } from '../../platform/compare-and-set.ts';
import { askForReading } from './vendor-lists.ts';
import type { VendorState, VendorStateStore } from './vendor-state.ts';

/** `since`: from then on, where it lies before what is to be read anyway. Answers how the vendor then stands. */
export type AskForList = (vendor: string, since: Date | undefined) => Promise<VendorState>;

/** What is asked for throws Retryable when the vendor's state keeps changing. */
export function makeAskForList({
  states,
  now,
}: {
  states: Pick<VendorStateStore, 'read' | 'write'>;
  now: () => Date;
}): AskForList {
  return (vendor, since) =>
    changeKept(states, vendor, (kept) => {
      const value = askForReading(kept, { vendor, since }, now());
      return { value, answer: value };
    });
}
