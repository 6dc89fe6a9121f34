import { expect, test } from 'vitest';
import { isUsableNumber, rangeOf } from '../../../lib/summaries/place.ts';

test.each([0, -0, 1.303, -0.02, 5e-324, 2 ** 53 - 1, 1 - 2 ** 53])('%d can be kept', (value) => {
  expect(isUsableNumber(value)).toBe(true);
});

test.each([2 ** 53, -(2 ** 53), 1e300, Infinity, -Infinity, NaN, '1', null, undefined, true, [1], {}])(
  '%o is left out',
  (value) => {
    expect(isUsableNumber(value)).toBe(false);
  },
);

test('a range has both ends, or is none', () => {
  expect(rangeOf(1, 2.5)).toEqual({ begin: 1, end: 2.5 });
  expect(rangeOf(0, 0)).toEqual({ begin: 0, end: 0 });
  expect(rangeOf(1, undefined)).toBeUndefined();
  expect(rangeOf(null, 2)).toBeUndefined();
  expect(rangeOf(1, 1e16)).toBeUndefined();
  expect(rangeOf('1', '2')).toBeUndefined();
});
