import { expect, test } from 'vitest';
import { makeRandom } from '../../../local/simulators/random.ts';

const sample = (...seed: (string | number)[]) => {
  const random = makeRandom(...seed);
  return Array.from({ length: 50 }, () => random.next());
};

test('the same seed gives the same numbers, another seed others', () => {
  expect(sample('a', 1)).toEqual(sample('a', 1));
  expect(sample('a', 1)).not.toEqual(sample('a', 2));
  // Parts are kept apart: joining them must not make two seeds one.
  expect(sample('a', 'b')).not.toEqual(sample('ab'));
});

test('numbers fill their range and stay within it', () => {
  const random = makeRandom('range');
  const drawn = Array.from({ length: 2000 }, () => random.integer(1, 4));
  expect([...new Set(drawn)].sort()).toEqual([1, 2, 3, 4]);
  for (let count = 0; count < 2000; count += 1) {
    const value = random.between(-2, 3);
    expect(value >= -2 && value < 3).toBe(true);
  }
});

test('a UUID has the form of version 4, and an empty list nothing to pick', () => {
  const random = makeRandom('uuid');
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(() => random.pick([])).toThrow(RangeError);
});
