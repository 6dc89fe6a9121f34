/** Reads the number of a score exactly as `JSON.parse` does: here its digits, in decimal-value.ts what they are worth. */
import { decimalValue } from './decimal-value';
import { leadingDigits, shiftOfDigits, valueOfDigits, valueOfLeadingDigits } from './eight-digits';
import { isDigit, LETTER_CASE, MINUS, PLUS, POINT, SMALL_E, ZERO } from './json-bytes';
import { MAX_NUMBER, SCORES_AT } from './memory';
import { byteAt, DECLINED, stuckAt } from './window-bytes';

/** Without the zeros that a number begins with. So many always fit into 64 bits. */
const MAX_DIGITS: i32 = 19;
/** Exponents are counted up to here; all beyond are too large alike. */
const LARGE_EXPONENT: i32 = 100_000;

/** Reads the number into a slot of the scores. Answers the index after its last byte, OUT_OF_BYTES or DECLINED. */
export function readScore(begin: i32, slot: i32): i32 {
  let at = begin;
  const isNegative = byteAt(at) === MINUS;
  if (isNegative) at += 1;

  // The digits as one whole number, as if there were no point. Where it runs over 64 bits there are too many, see below.
  const integerAt = at;
  let digits: u64 = 0;
  if (!isDigit(byteAt(at))) return stuckAt(at);
  if (byteAt(at) === ZERO) {
    at += 1;
  } else {
    while (isDigit(byteAt(at))) {
      digits = digits * 10 + (byteAt(at) - ZERO);
      at += 1;
    }
  }
  let digitCount = at - integerAt;
  let exponent = 0;
  if (byteAt(at) === POINT) {
    const fractionAt = at + 1;
    at = fractionAt;
    let bytes = load<u64>(at);
    let count = leadingDigits(bytes);
    if (count === 0) return stuckAt(at);
    while (count === 8) {
      digits = digits * 100_000_000 + valueOfDigits(bytes);
      at += 8;
      bytes = load<u64>(at);
      count = leadingDigits(bytes);
    }
    digits = digits * shiftOfDigits(count) + valueOfLeadingDigits(bytes, count);
    at += count;
    exponent = fractionAt - at;
    digitCount -= exponent;
  }
  if ((byteAt(at) | LETTER_CASE) === SMALL_E) {
    at = readExponent(at + 1);
    if (at < 0) return at;
    exponent += writtenExponent;
  }
  // Where the window ends after it, what follows may be more of it.
  if (byteAt(at) === 0) return stuckAt(at);
  if (digitCount > MAX_DIGITS && digitCount - leadingZeros(integerAt) > MAX_DIGITS) return DECLINED;
  const value = decimalValue(digits, exponent);
  // Neither is one that is not certain, which is NaN.
  if (!(value <= MAX_NUMBER)) return DECLINED;
  store<f64>(SCORES_AT + 8 * slot, isNegative ? -value : value);
  return at;
}

let writtenExponent: i32 = 0;

/** What stands after the `e`; its value is then in `writtenExponent`. */
function readExponent(begin: i32): i32 {
  const isDown = byteAt(begin) === MINUS;
  let at = isDown || byteAt(begin) === PLUS ? begin + 1 : begin;
  if (!isDigit(byteAt(at))) return stuckAt(at);
  let value = 0;
  for (; isDigit(byteAt(at)); at += 1) {
    if (value < LARGE_EXPONENT) value = value * 10 + (byteAt(at) - ZERO);
  }
  writtenExponent = isDown ? -value : value;
  return at;
}

/** Zeros before the first other digit. In front of a number they are none of its digits: 0.00107 has three. */
function leadingZeros(from: i32): i32 {
  let at = from;
  let zeros = 0;
  while (byteAt(at) === ZERO || byteAt(at) === POINT) {
    if (byteAt(at) === ZERO) zeros += 1;
    at += 1;
  }
  return zeros;
}
