/** Which keys elements of one kind have, in which order: one is looked for first where the element before had it. */
import { BACKSLASH, QUOTE } from '../reader/json-bytes.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from './kernel.ts';
import { type RememberedLists, rememberNoLists } from './remembered-lists.ts';
import type { WindowText } from './window-text.ts';

/** An element with more members is read the old way. Vendors' have about ten. */
export const MAX_MEMBERS = 64;

export type Slot = {
  readonly key: string;
  /** The key as it is written, with its quotes. */
  readonly bytes: Uint8Array;
  readonly lists: RememberedLists;
  /** The number of the element that had the key last. */
  seenIn: number;
};

/** What is remembered of one kind of element, for instance one model's predictions, by one reader. */
export type Shape = { readonly slots: Slot[] };

export function makeShape(): Shape {
  return { slots: [] };
}

/**
 * The index of the slot of the key at `at`, looked for from `expected` on. OUT_OF_BYTES or DECLINED where it has none: keys
 * with escapes, and what is said in two ways or means something to JavaScript.
 */
export type FindSlot = (shape: Shape, expected: number, at: number, end: number) => number;

export function makeFindSlot(kernel: Kernel, text: WindowText): FindSlot {
  const { window } = kernel;

  function isAt(bytes: Uint8Array, at: number, end: number): boolean {
    if (at + bytes.length > end) return false;
    for (let index = 0; index < bytes.length; index += 1) {
      if (bytes[index] !== window[at + index]) return false;
    }
    return true;
  }

  function addSlot({ slots }: Shape, at: number, end: number): number {
    if (at >= end) return OUT_OF_BYTES;
    if (window[at] !== QUOTE) return DECLINED;
    const after = kernel.skipValue(at, end, 0);
    if (after < 0) return after;
    const bytes = window.slice(at, after);
    const key = internalized(text.inQuotes(at, after));
    if (bytes.includes(BACKSLASH) || key === '__proto__' || slots.some((slot) => slot.key === key)) return DECLINED;
    if (slots.length === MAX_MEMBERS) {
      // Full of keys of which many do not come again: those that do are soon back.
      slots.length = 0;
      return DECLINED;
    }
    slots.push({ key, bytes, lists: rememberNoLists(), seenIn: -1 });
    return slots.length - 1;
  }

  return (shape, expected, at, end) => {
    const { slots } = shape;
    const likely = slots[expected];
    if (likely !== undefined && isAt(likely.bytes, at, end)) return expected;
    // No closure here, which would be made anew for each key that is found at once.
    for (const [index, slot] of slots.entries()) if (isAt(slot.bytes, at, end)) return index;
    return addSlot(shape, at, end);
  };
}

/** The same text as JavaScript holds property names: compared with a literal by their addresses alone. */
function internalized(key: string): string {
  return Object.keys({ [key]: true })[0] ?? key;
}
