/** How far the vendors' own lists of jobs were read, and when they are read next. Pure decisions. */
import { type ListReading, newVendorState, type VendorState } from './vendor-state.ts';

const HOUR_MS = 3600_000;
export const LIST_EVERY_MS = 4 * HOUR_MS;

/** A reader that is not heard of for so long is dead: no worker lives longer than its function's timeout, 5 minutes. */
const READER_LEASE_MS = 6 * 60_000;

/** Where reading begins when nothing was read yet: as long as a lost callback is likely to be missed by someone. */
const FIRST_LOOK_BACK_MS = 72 * HOUR_MS;

/** A list that so many readers in a row did not come back from kills them: it is left alone until the next time. */
const MAX_LOST_READERS = 5;

export type Begun = { state: VendorState; isRead: boolean; isAfterLost: boolean };

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
  return { state: withList(state, reading, at), isRead, isAfterLost: isBeingRead };
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
  return withList(state, { dueAt: at.toISOString(), readTo, place: null, isBeingRead: false, lostReaders: 0 }, at);
}

export function isListDue(state: VendorState | undefined, at: Date): boolean {
  const list = state?.list ?? null;
  return list === null || list.dueAt <= at.toISOString();
}

export function withList(state: VendorState, list: ListReading, at: Date): VendorState {
  return { ...state, list, updatedAt: at.toISOString() };
}

export function after(at: Date, ms: number): string {
  return new Date(at.getTime() + ms).toISOString();
}

function firstReadTo(at: Date): string {
  return after(at, -FIRST_LOOK_BACK_MS);
}

export function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

export function later(a: string, b: string): string {
  return a > b ? a : b;
}
