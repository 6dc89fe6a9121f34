import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, bucketsFrom } from '../../../lib/index/probability-buckets.ts';

test.each([
  [0, undefined],
  [0.099_999, undefined],
  [0.1, 0.1],
  [0.249, 0.1],
  [0.9, 0.9],
  [0.95, 0.95],
  [1, 0.99],
  [1.000_000_5, 0.99],
])('%d lies in the bucket of %s', (probability, bucket) => {
  expect(bucketOf(probability)).toBe(bucket);
});

test.each([
  [0.1, [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99]],
  [0.9, [0.9, 0.95, 0.99]],
  [0.91, [0.9, 0.95, 0.99]],
  [1, [0.99]],
])('from %d on are those from its own', (probability, buckets) => {
  expect(bucketsFrom(probability)).toEqual(buckets);
});

test('what reaches a probability lies in a bucket that is read for it', () => {
  const probability = fc.double({ min: 0.1, max: 1, noNaN: true });
  fc.assert(
    fc.property(probability, probability, (one, other) => {
      expect(bucketsFrom(Math.min(one, other))).toContain(bucketOf(Math.max(one, other)));
    }),
  );
});
