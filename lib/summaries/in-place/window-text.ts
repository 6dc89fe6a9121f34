/** Text and values that stand in a kernel's window. */
import type { Kernel } from './kernel.ts';
import { digitOf, isDigit, MINUS } from './number-bytes.ts';

export type WindowText = {
  /** What stands between the quotes of a string without escapes; `begin` and `end` are those of the whole string. */
  inQuotes(begin: number, end: number): string;
  /**
   * A value that the kernel has read or passed over, and so is JSON; something follows it in the window. From `freeSlot` on
   * the kernel's scores are nobody's.
   */
  value(begin: number, end: number, freeSlot: number): unknown;
};

const BEFORE_BEGIN = Buffer.from('{"begin":');
const BEFORE_END = Buffer.from(',"end":');
const AFTER_END = Buffer.from('}');

/** Bad UTF-8 becomes U+FFFD, as it does the old way. */
export function makeWindowText(kernel: Kernel): WindowText {
  const { window, scores, readNumber } = kernel;
  const bytes = Buffer.from(window.buffer, window.byteOffset, window.length);

  function isAt(expected: Uint8Array, at: number): boolean {
    for (let index = 0; index < expected.length; index += 1) {
      if (bytes[at + index] !== expected[index]) return false;
    }
    return true;
  }

  /** The index after a number that is read into the slot, or after nothing. */
  function numberAt(at: number, end: number, slot: number): number {
    const first = bytes[at] ?? 0;
    return first === MINUS || isDigit(digitOf(first)) ? readNumber(at, end + 1, slot) : at;
  }

  /** A span of time as vendors' programs write it, without spaces: most places hold one. */
  function rangeAt(begin: number, end: number, slot: number): { begin: number; end: number } | undefined {
    if (!isAt(BEFORE_BEGIN, begin)) return undefined;
    const beginEnd = numberAt(begin + BEFORE_BEGIN.length, end, slot);
    if (beginEnd < 0 || !isAt(BEFORE_END, beginEnd)) return undefined;
    const endEnd = numberAt(beginEnd + BEFORE_END.length, end, slot + 1);
    if (endEnd < 0 || !isAt(AFTER_END, endEnd) || endEnd + 1 !== end) return undefined;
    return { begin: scores[slot] ?? 0, end: scores[slot + 1] ?? 0 };
  }

  return {
    inQuotes: (begin, end) => bytes.toString('utf8', begin + 1, end - 1),
    value: (begin, end, freeSlot) => {
      if (numberAt(begin, end, freeSlot) === end) return scores[freeSlot];
      return rangeAt(begin, end, freeSlot) ?? JSON.parse(bytes.toString('utf8', begin, end));
    },
  };
}
