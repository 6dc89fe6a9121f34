/** Which keys elements of one kind have, in which order: one is looked for first where the element before had it. */
import { BACKSLASH, QUOTE } from '../reader/json-bytes.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from './kernel.ts';
import type { LearnedElement } from './learned-element.ts';
import { type Remembered, rememberNothing } from './learning.ts';
import type { RememberedLists } from './remembered-lists.ts';
import type { WindowText } from './window-text.ts';

/** An element with more members is read the old way. Vendors' have about ten. */
export const MAX_MEMBERS = 64;
/** With its quotes. An element with a longer key is read the old way: keys are kept. Vendors' have about 20 bytes. */
const MAX_KEY_BYTES = 256;
/** Where a shape was full again before so many elements were read, its keys do not come again and it rests, see below. */
const ELEMENTS_WORTH_KEYS = 8;
const LONGEST_PAUSE = 64;

export type Slot = {
  readonly key: string;
  /** The key as it is written, with its quotes. */
  readonly bytes: Uint8Array;
  readonly lists: RememberedLists;
  /** The number of the element that had the key last. */
  seenIn: number;
};

/** What is remembered of one kind of element, for instance one model's predictions, by one reader. */
export type Shape = {
  readonly slots: Slot[];
  readonly learned: Remembered<LearnedElement>;
  /** Elements that were read whole since it was full. */
  elements: number;
  /** So many elements with a new key are declined at once, and more after that: keys are kept in vain. */
  rest: number;
  pause: number;
};

export function makeShape(): Shape {
  return { slots: [], learned: rememberNothing(), elements: 0, rest: 0, pause: 0 };
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

  function addSlot(shape: Shape, at: number, end: number): number {
    const { slots } = shape;
    if (at >= end) return OUT_OF_BYTES;
    if (window[at] !== QUOTE) return DECLINED;
    if (shape.rest > 0) {
      shape.rest -= 1;
      return DECLINED;
    }
    const after = kernel.skipValue(at, end, 0);
    if (after < 0) return after;
    if (after - at > MAX_KEY_BYTES) return DECLINED;
    const bytes = window.slice(at, after);
    const key = internalized(text.inQuotes(at, after));
    if (bytes.includes(BACKSLASH) || key === '__proto__' || slots.some((slot) => slot.key === key)) return DECLINED;
    if (slots.length === MAX_MEMBERS) {
      forgetSlots(shape);
      return DECLINED;
    }
    slots.push({ key, bytes, lists: rememberNothing(), seenIn: -1 });
    return slots.length - 1;
  }

  /** It is full of keys of which many do not come again: those that do are soon back. */
  function forgetSlots(shape: Shape): void {
    shape.slots.length = 0;
    if (shape.elements >= ELEMENTS_WORTH_KEYS) shape.pause = 0;
    shape.rest = shape.pause;
    shape.pause = Math.min(2 * shape.pause + 1, LONGEST_PAUSE);
    shape.elements = 0;
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
