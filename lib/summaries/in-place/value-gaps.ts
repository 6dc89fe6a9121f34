/** Finds the gaps of a value: what may be another in the next that is like it. */
import { BACKSLASH, endsScalar, QUOTE } from '../reader/json-bytes.ts';
import { type Kernel, MAX_SCORES } from './kernel.ts';
import { digitOf, isDigit, MINUS } from './number-bytes.ts';

/**
 * Puts the gaps of a value of JSON that the window holds from `begin` to `end` into the kernel's, behind `count` others, and
 * answers how many there are then; no more than MAX_SCORES. All numbers are gaps. Of strings only one that is all of the value
 * is: within others they are names and kinds, which come again.
 */
export type FindGaps = (begin: number, end: number, count: number) => number;

export function makeFindGaps({ window, gaps }: Kernel): FindGaps {
  /** The index after the string's last quote. */
  function stringEnd(begin: number): number {
    let at = begin + 1;
    while (window[at] !== QUOTE) at += window[at] === BACKSLASH ? 2 : 1;
    return at + 1;
  }

  function numberEnd(begin: number, end: number): number {
    let at = begin;
    while (at < end && !endsScalar(window[at] ?? 0)) at += 1;
    return at;
  }

  return (begin, end, countBefore) => {
    let count = countBefore;
    const add = (gapBegin: number, gapEnd: number) => {
      gaps[2 * count] = gapBegin;
      gaps[2 * count + 1] = gapEnd;
      count += 1;
    };
    if (window[begin] === QUOTE) {
      if (count < MAX_SCORES) add(begin + 1, end - 1);
      return count;
    }
    for (let at = begin; at < end && count < MAX_SCORES; ) {
      const byte = window[at] ?? 0;
      const isNumber = byte === MINUS || isDigit(digitOf(byte));
      const after = isNumber ? numberEnd(at, end) : byte === QUOTE ? stringEnd(at) : at + 1;
      if (isNumber) add(at, after);
      at = after;
    }
    return count;
  };
}
