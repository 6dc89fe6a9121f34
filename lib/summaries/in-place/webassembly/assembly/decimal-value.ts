/**
 * The double nearest to a decimal number. This is decimal-value.ts of the folder above, operation by operation, with the same
 * powers of ten: doubles are added and multiplied here as they are there, so that what is said there of how far it may be
 * off holds here too, and both are certain, or not, of the same numbers.
 */
import { MAX_EXPONENT, POWER_BYTES, POWERS_AT } from './memory';

/** 10^22 is the largest power of ten that is a double. */
const MAX_EXACT_EXPONENT: i32 = 22;
/** 2^27 + 1. */
const SPLITTER: f64 = 134_217_729;
/** 2^-100. */
const SLACK: f64 = 1 / f64(1 << 25) / f64(1 << 25) / f64(1 << 25) / f64(1 << 25);

/** `digits` × 10^`exponent`, rounded once, to even between two: or NaN where that is not certain. */
export function decimalValue(digits: u64, exponent: i32): f64 {
  const head = f64(digits);
  // What that was rounded by: at most 2^10, so it is a double itself.
  const tail = f64(i64(digits - u64(head)));
  if (head === 0) return 0;
  if (tail === 0 && exponent <= 0 && exponent >= -MAX_EXACT_EXPONENT) return head / load<f64>(powerAt(-exponent));
  if (exponent < -MAX_EXPONENT || exponent > MAX_EXPONENT) return NaN;
  return timesPower(head, tail, powerAt(exponent));
}

/** (head + tail) × (powerHead + powerTail): the product of the heads, a double, and all else in `rest`. */
function timesPower(head: f64, tail: f64, power: i32): f64 {
  const powerHead = load<f64>(power);
  const powerTail = load<f64>(power, 8);
  const product = head * powerHead;
  const rest = lostIn(product, head, power) + (head * powerTail + tail * powerHead);
  const slack = product * SLACK;
  const value = product + (rest - slack);
  return value === product + (rest + slack) ? value : NaN;
}

/** What product = head × powerHead was rounded by, exactly. */
function lostIn(product: f64, head: f64, power: i32): f64 {
  const powerUpper = load<f64>(power, 16);
  const powerLower = load<f64>(power, 24);
  const spread = head * SPLITTER;
  const upper = spread - (spread - head);
  const lower = head - upper;
  return upper * powerUpper - product + upper * powerLower + lower * powerUpper + lower * powerLower;
}

function powerAt(exponent: i32): i32 {
  return POWERS_AT + POWER_BYTES * (exponent + MAX_EXPONENT);
}
