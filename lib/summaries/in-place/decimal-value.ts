/**
 * The double nearest to a decimal number: what `JSON.parse` gives, for numbers such as scores are.
 *
 * A double holds 53 bits and vendors write 17 digits, which are 57. So everything is kept as the sum of two doubles, the
 * `head` and what the head lacks, the `tail`: 106 bits. That is not exact either, but how far it may be off is known, and
 * wherever that could matter the answer is NaN.
 */
import { DOUBLES_PER_POWER, MAX_EXPONENT, powersOfTen, SPLITTER } from './powers-of-ten.ts';

/** 10^22 is the largest power of ten that is a double. */
const MAX_EXACT_EXPONENT = 22;
/** As a part of the product, at least four times what {@link makeDecimalValue}'s `timesPower` may be off. */
const SLACK = 2 ** -100;

/**
 * (high × 10^lowDigits + low) × 10^exponent, rounded once, to even between two: or NaN where that is not certain. `high` has
 * at most eight digits, and together with `lowDigits` at most 19; at least five where `lowDigits` is more than three; and
 * is 0 only where there are no more than three.
 */
type DecimalValue = (high: number, low: number, lowDigits: number, exponent: number) => number;

export function makeDecimalValue(): DecimalValue {
  const powers = powersOfTen();

  function decimalValue(high: number, low: number, lowDigits: number, exponent: number): number {
    // Exact: at most 10^8 × 5^11, which is less than 2^53, and a power of two.
    const shifted = high * powerOf(lowDigits);
    const head = shifted + low;
    // What that sum was rounded by, exactly: for shifted is 0 or the larger (Dekker's fast two-sum).
    const tail = low - (head - shifted);
    if (head === 0) return 0;
    // Two doubles, and one operation: IEEE 754 rounds it as it should be (Clinger's fast path).
    if (tail === 0 && exponent <= 0 && exponent >= -MAX_EXACT_EXPONENT) return head / powerOf(-exponent);
    if (exponent < -MAX_EXPONENT || exponent > MAX_EXPONENT) return Number.NaN;
    return timesPower(head, tail, (exponent + MAX_EXPONENT) * DOUBLES_PER_POWER);
  }

  /**
   * (head + tail) × (powerHead + powerTail): the product of the heads, a double, and all else in `rest`. With u = 2^-53, each
   * tail is at most u of its head, and in parts of the product this is off by at most
   *   1 u² for the power itself, which is rounded to 106 bits
   * + 1 u² for tail × powerTail, which is left out
   * + 2 u² for rounding the other two products, + 2 u² for rounding their sum
   * + 3 u² for rounding `rest`, + 3 u² for rounding rest ± slack,
   * 12 u² in all, while the slack is 64 u². So the number lies between product + (rest - slack) and product + (rest + slack);
   * and as a larger number is never rounded to a smaller double, it rounds to what these two round to, when that is the same.
   * It is not when the number is halfway between two doubles, or nearer to that than one in 10^14 are.
   */
  function timesPower(head: number, tail: number, power: number): number {
    const powerHead = powers[power] ?? 0;
    const powerTail = powers[power + 1] ?? 0;
    const product = head * powerHead;
    const rest = lostIn(product, head, power) + (head * powerTail + tail * powerHead);
    const slack = product * SLACK;
    const value = product + (rest - slack);
    return value === product + (rest + slack) ? value : Number.NaN;
  }

  /**
   * What product = head × powerHead was rounded by, exactly (Dekker): the halves of both have 26 bits, so that their four
   * products are exact, and taken from the product in this order, largest first, so is every sum.
   */
  function lostIn(product: number, head: number, power: number): number {
    const powerUpper = powers[power + 2] ?? 0;
    const powerLower = powers[power + 3] ?? 0;
    const spread = head * SPLITTER;
    const upper = spread - (spread - head);
    const lower = head - upper;
    return upper * powerUpper - product + upper * powerLower + lower * powerUpper + lower * powerLower;
  }

  /** Exact from 10^0 to 10^22. */
  function powerOf(exponent: number): number {
    return powers[(exponent + MAX_EXPONENT) * DOUBLES_PER_POWER] ?? 0;
  }

  return decimalValue;
}
