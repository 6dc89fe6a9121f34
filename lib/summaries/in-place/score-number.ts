/** Reads the number of a score exactly as `JSON.parse` does: here its digits, in decimal-value.ts what they are worth. */
import { makeDecimalValue } from './decimal-value.ts';
import { areFourDigits, valueOfFourDigits } from './four-digits.ts';
import { DECLINED, MAX_NUMBER } from './kernel.ts';
import { digitOf, isDigit, LETTER_CASE, MINUS, PLUS, POINT, SMALL_E, ZERO } from './number-bytes.ts';
import type { WindowBytes } from './window-bytes.ts';

/** Without the zeros that a number begins with. Nobody needs more than 17, which tell any two doubles apart. */
const MAX_DIGITS = 19;
const MAX_HIGH_DIGITS = 8;
/** Exponents are counted up to here; all beyond are too large alike. */
const LARGE_EXPONENT = 100_000;

/**
 * Reads the number that begins at `at` into a slot of `scores`. Answers the index after its last byte, OUT_OF_BYTES or
 * DECLINED.
 */
export type ReadScore = (at: number, slot: number) => number;

export function makeReadScore({ windowBytes, scores }: { windowBytes: WindowBytes; scores: Float64Array }): ReadScore {
  const { bytes, view, stuckAt } = windowBytes;
  const decimalValue = makeDecimalValue();
  let writtenExponent = 0;

  /**
   * The number's digits, as if there were no point and no zeros before them, are those of `high` and then those of `low`, both
   * whole numbers in doubles. `high` has five to eight of them wherever `low` has more than three: so `low` has at most 14,
   * and neither is ever rounded.
   */
  function readScore(begin: number, slot: number): number {
    let high = 0;
    let low = 0;
    let highDigits = 0;
    let lowDigits = 0;
    let exponent = 0;
    const isNegative = bytes[begin] === MINUS;
    let at = isNegative ? begin + 1 : begin;

    let digit = digitAt(at);
    if (digit === 0) at += 1;
    else {
      if (!isDigit(digit)) return stuckAt(at);
      for (; isDigit(digit); digit = digitAt(at)) {
        at += 1;
        if (highDigits < MAX_HIGH_DIGITS) {
          high = high * 10 + digit;
          highDigits += 1;
        } else {
          low = low * 10 + digit;
          lowDigits += 1;
        }
      }
    }

    if (bytes[at] === POINT) {
      at += 1;
      const fractionBegin = at;
      if (!isDigit(digitAt(at))) return stuckAt(at);
      if (highDigits === 0) while (bytes[at] === ZERO) at += 1;
      for (let four = view.getInt32(at, true); areFourDigits(four); four = view.getInt32(at, true)) {
        at += 4;
        if (highDigits <= MAX_HIGH_DIGITS - 4) {
          high = high * 10_000 + valueOfFourDigits(four);
          highDigits += 4;
        } else {
          low = low * 10_000 + valueOfFourDigits(four);
          lowDigits += 4;
        }
      }
      for (digit = digitAt(at); isDigit(digit); digit = digitAt(at)) {
        at += 1;
        low = low * 10 + digit;
        lowDigits += 1;
      }
      exponent = fractionBegin - at;
    }

    if (((bytes[at] ?? 0) | LETTER_CASE) === SMALL_E) {
      at = readExponent(at + 1);
      if (at < 0) return at;
      exponent += writtenExponent;
    }
    // Where the window ends, what follows may be more of it.
    if (bytes[at] === 0) return stuckAt(at);
    if (highDigits + lowDigits > MAX_DIGITS) return DECLINED;
    const value = decimalValue(high, low, lowDigits, exponent);
    // Neither is one that is not certain, which is NaN.
    if (!(value <= MAX_NUMBER)) return DECLINED;
    scores[slot] = isNegative ? -value : value;
    return at;
  }

  /** What stands after the `e`; its value is then in `writtenExponent`. */
  function readExponent(begin: number): number {
    const isDown = bytes[begin] === MINUS;
    let at = isDown || bytes[begin] === PLUS ? begin + 1 : begin;
    let digit = digitAt(at);
    if (!isDigit(digit)) return stuckAt(at);
    let value = 0;
    for (; isDigit(digit); digit = digitAt(at)) {
      at += 1;
      if (value < LARGE_EXPONENT) value = value * 10 + digit;
    }
    writtenExponent = isDown ? -value : value;
    return at;
  }

  function digitAt(at: number): number {
    return digitOf(bytes[at] ?? 0);
  }

  return readScore;
}
