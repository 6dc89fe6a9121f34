import { expect, test } from 'vitest';
import { DOUBLES_PER_POWER, MAX_EXPONENT, powersOfTen } from '../../../../lib/summaries/in-place/powers-of-ten.ts';

/** A double as a whole number of 2^-600. */
const SCALE = 600n;
function exactly(value: number): bigint {
  return BigInt(value * 2 ** 400) << (SCALE - 400n);
}

const powers = powersOfTen();
const exponents = Array.from({ length: 2 * MAX_EXPONENT + 1 }, (_, index) => index - MAX_EXPONENT);

test('head and tail are the power of ten but for 2^-106 of it', () => {
  expect(powers).toHaveLength(exponents.length * DOUBLES_PER_POWER);
  for (const [index, exponent] of exponents.entries()) {
    const [head = 0, tail = 0] = powers.subarray(index * DOUBLES_PER_POWER);
    // All times 10^64, so that it is a whole number.
    const power = (10n ** BigInt(exponent + MAX_EXPONENT)) << SCALE;
    const found = (exactly(head) + exactly(tail)) * 10n ** BigInt(MAX_EXPONENT);
    const off = found > power ? found - power : power - found;
    expect(off << 106n <= power, `10^${exponent}`).toBe(true);
    expect(head).toBe(Number(`1e${exponent}`));
  }
});

test('the halves are the head, and have at most 26 bits each', () => {
  for (const index of exponents.keys()) {
    const [head = 0, , upper = 0, lower = 0] = powers.subarray(index * DOUBLES_PER_POWER);
    expect(upper + lower).toBe(head);
    for (const half of [upper, lower]) {
      let digits = exactly(Math.abs(half));
      while (digits > 0n && digits % 2n === 0n) digits >>= 1n;
      expect(digits.toString(2).length).toBeLessThanOrEqual(26);
    }
  }
});
