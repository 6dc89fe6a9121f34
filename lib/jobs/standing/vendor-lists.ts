/** How far the vendors' own lists of jobs were read, and when they are read next. Pure decisions. */
import { after, earlier, HOUR_MS, MINUTE_MS } from './moments.ts';
import { changed, type ListReading, newVendorState, type VendorState } from './vendor-state.ts';

export const LIST_EVERY_MS = 4 * HOUR_MS;

/** A reader that is not heard of for so long is dead: no worker lives longer than its function's timeout, 5 minutes. */
const READER_LEASE_MS = 6 * MINUTE_MS;

/** Where reading begins when nothing was read yet: as long as a lost callback is likely to be missed by someone. */
const FIRST_LOOK_BACK_MS = 72 * HOUR_MS;

/** A list that so many readers in a row did not come back from kills them: it is left alone until the next time. */
const MAX_LOST_READERS = 5;

export type Begun = { state: VendorState; reading: ListReading; isRead: boolean; isAfterLost: boolean };

/** The list is read now, by one worker: it is due again when this one's time is over. Undefined: not due. */
export function beginReading(kept: VendorState | undefined, vendor: string, at: Date): Begun | undefined {
  const state = kept ?? newVendorState(vendor, at);
  if (state.list !== null && state.list.dueAt > at.toISOString()) return undefined;
  const { readTo = firstReadTo(at), place = null, isBeingRead = false, lostReaders = 0 } = state.list ?? {};
  const lost = isBeingRead ? lostReaders + 1 : 0;
  const isRead = lost < MAX_LOST_READERS;
  const reading = isRead
    ? { dueAt: after(at, READER_LEASE_MS), readTo, place, isBeingRead: true, lostReaders: lost }
    : { dueAt: after(at, LIST_EVERY_MS), readTo, place, isBeingRead: false, lostReaders: 0 };
  return { state: changed(state, { list: reading }, at), reading, isRead, isAfterLost: isBeingRead };
}

/** Someone wants it read at once; from `since` on, if that lies before what is to be read anyway. */
export function askForReading(
  kept: VendorState | undefined,
  { vendor, since }: { vendor: string; since: Date | undefined },
  at: Date,
): VendorState {
  const state = kept ?? newVendorState(vendor, at);
  const ownReadTo = state.list?.readTo ?? firstReadTo(at);
  const readTo = since === undefined ? ownReadTo : earlier(since.toISOString(), ownReadTo);
  const list = { dueAt: at.toISOString(), readTo, place: null, isBeingRead: false, lostReaders: 0 };
  return changed(state, { list }, at);
}

export function isListDue(state: VendorState | undefined, at: Date): boolean {
  const list = state?.list ?? null;
  return list === null || list.dueAt <= at.toISOString();
}

function firstReadTo(at: Date): string {
  return after(at, -FIRST_LOOK_BACK_MS);
}
