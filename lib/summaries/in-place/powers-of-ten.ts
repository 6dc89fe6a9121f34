/** The powers of ten that a score is multiplied by, each to twice the precision of a double. */

/** Scores of 18 digits down to 10^-46 and up to 10^81: below the least single-precision number, beyond any score. */
export const MAX_EXPONENT = 64;
/** Doubles for each power, see {@link powersOfTen}. */
export const DOUBLES_PER_POWER = 4;

/** 2^27 + 1 (Veltkamp): multiplying by it and taking away again leaves the upper half of a double's digits. */
export const SPLITTER = 134_217_729;

/** All doubles that are looked at are whole multiples of 2^-300. */
const UNIT = 300;

/** Worked out when the first kernel is made, for all of the process. */
let workedOut: Float64Array<ArrayBuffer> | undefined;

/**
 * From 10^-MAX_EXPONENT to 10^MAX_EXPONENT, four doubles each: the power rounded to a double, `head`; what that lacks, `tail`,
 * again rounded, so that head + tail is the power but for at most 2^-106 of it; and the two halves of the head, which have 26
 * bits each, so that their products with other such halves are exact. For reading: all kernels have the same.
 */
export function powersOfTen(): Float64Array<ArrayBuffer> {
  workedOut ??= workOutPowers();
  return workedOut;
}

function workOutPowers(): Float64Array<ArrayBuffer> {
  const powers = new Float64Array((2 * MAX_EXPONENT + 1) * DOUBLES_PER_POWER);
  for (let exponent = -MAX_EXPONENT; exponent <= MAX_EXPONENT; exponent += 1) {
    const head = Number(`1e${exponent}`);
    const spread = head * SPLITTER;
    const upper = spread - (spread - head);
    powers.set([head, tailOf(exponent, head), upper, head - upper], (exponent + MAX_EXPONENT) * DOUBLES_PER_POWER);
  }
  return powers;
}

/** 10^exponent - head, worked out in whole numbers: of both, times 2^UNIT and 10^MAX_EXPONENT. */
function tailOf(exponent: number, head: number): number {
  const power = (10n ** BigInt(exponent + MAX_EXPONENT)) << BigInt(UNIT);
  const difference = power - BigInt(head * 2 ** UNIT) * 10n ** BigInt(MAX_EXPONENT);
  return Number(`${difference}e-${MAX_EXPONENT}`) / 2 ** UNIT;
}
