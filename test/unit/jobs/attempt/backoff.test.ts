import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../../lib/jobs/attempt/backoff.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const ALMOST_ONE = 1 - Number.EPSILON;

describe('the wait after an attempt that failed', () => {
  test.each([
    [1, 15 * SECOND_MS],
    [2, 30 * SECOND_MS],
    [3, 60 * SECOND_MS],
    [10, 15 * 512 * SECOND_MS],
    [11, 15 * 1024 * SECOND_MS],
    [12, 6 * HOUR_MS],
    [13, 6 * HOUR_MS],
    [2000, 6 * HOUR_MS],
  ])('number %i is anything up to %i ms', (attempt, boundMs) => {
    expect(backoffMs(attempt, 0)).toBe(0);
    expect(backoffMs(attempt, 0.25)).toBe(boundMs / 4);
    expect(backoffMs(attempt, ALMOST_ONE)).toBe(boundMs);
  });

  test.each([
    ['longer than our own', 1, 0.5, 60 * SECOND_MS, 60 * SECOND_MS],
    ['shorter than our own', 12, 0.5, 60 * SECOND_MS, 3 * HOUR_MS],
    ['a day', 1, 0, 24 * HOUR_MS, 24 * HOUR_MS],
    ['more than a day, which is a mistake', 1, 0, 1e15, 24 * HOUR_MS],
    ['without end, which is one too', 1, 0, Number.POSITIVE_INFINITY, 24 * HOUR_MS],
    ['in the past', 1, 0.5, -5000, 7.5 * SECOND_MS],
  ])('is never shorter than the vendor asks: %s', (_, attempt, random, retryAfterMs, waitMs) => {
    expect(backoffMs(attempt, random, retryAfterMs)).toBe(waitMs);
  });

  test('is whole milliseconds', () => {
    expect(Number.isInteger(backoffMs(1, 1 / 3, 1.5))).toBe(true);
  });
});
