import { expect, test } from 'vitest';
import { makeDeliveryJobs } from '../../../bench/delivery/jobs.ts';
import { readDeliveryOptions } from '../../../bench/delivery/options.ts';

test('2,000 jobs of a fixed seed, unless told otherwise', () => {
  expect(readDeliveryOptions([])).toEqual({ jobs: 2_000, seed: 'delivery', ratePerSecond: 8 });
  const argv = ['--jobs', '50', '--seed', 'a', '--rate', '2.5'];
  expect(readDeliveryOptions(argv)).toEqual({ jobs: 50, seed: 'a', ratePerSecond: 2.5 });
});

test.each([
  ['--jobs', '0'],
  ['--jobs', 'many'],
  ['--rate', '0.0'],
  ['--rate', '-1'],
  ['--seed', ''],
  ['--job', '1'],
])('%s %s is refused', (...argv) => {
  expect(() => readDeliveryOptions(argv)).toThrow(/^.+$/m);
});

test('some jobs fail, and only those that a list can find are not announced', () => {
  for (const vendor of ['hume', 'hive'] as const) {
    const jobs = makeDeliveryJobs(vendor, 1_000, 'a');
    expect(jobs.filter(({ expected }) => expected === 'failed').length).toBeGreaterThan(15);
    const unannounced = jobs.filter(({ isAnnounced }) => !isAnnounced);
    expect(unannounced.length > 100).toBe(vendor === 'hume');
    expect(unannounced.every(({ ref }) => ref === undefined)).toBe(true);
  }
});
