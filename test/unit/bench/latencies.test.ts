import { expect, test } from 'vitest';
import { percentilesOf, type TimedJob, timingOf } from '../../../bench/delivery/latencies.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const delivery = (second: number, status: number | 'broken off' = 202) => ({
  at: at(second),
  status: status === 'broken off' ? undefined : status,
  error: undefined,
});
const indexed = (second: number) => ({ at: at(second), status: 'indexed' });

function timed(changes: Partial<TimedJob>, listReadings: number[] = []) {
  const job = {
    vendor: 'hume',
    expected: 'indexed' as const,
    faults: [],
    deliveries: [],
    expectByMs: undefined,
    history: [],
  };
  const readings = listReadings.map((second) => Date.parse(at(second)));
  return timingOf({ ...job, ...changes }, readings);
}

test('from the first callback that was taken, to the first time it was indexed after it', () => {
  const deliveries = [delivery(1, 500), delivery(2, 'broken off'), delivery(3), delivery(9)];
  expect(timed({ deliveries, history: [indexed(5), indexed(10)] })).toEqual({ from: 'callback', ms: 2_000 });
});

test('for Hive, from the callback that held the result', () => {
  const deliveries = [delivery(1), delivery(2)];
  const revised = { vendor: 'hive', faults: ['revised' as const], deliveries };
  expect(timed({ ...revised, history: [indexed(5)] })).toEqual({ from: 'callback', ms: 3_000 });
});

test('without a callback, from when it was to be asked for, or from the reading of the list before', () => {
  const refused = { deliveries: [delivery(1, 413)], history: [indexed(9)] };
  expect(timed({ ...refused, expectByMs: Date.parse(at(7)) })).toEqual({ from: 'expectBy', ms: 2_000 });
  expect(timed(refused, [4, 8, 10])).toEqual({ from: 'list', ms: 1_000 });
});

test('found in a list that the sweep read unasked, a job has no latency', () => {
  expect(timed({ deliveries: [delivery(1, 413)], history: [indexed(9)] }, [10])).toEqual({ from: 'sweep' });
});

test('what was queryable before its callback, or before it was to be asked for, has no latency', () => {
  expect(timed({ deliveries: [delivery(6)], history: [indexed(5), indexed(7)] })).toEqual({ from: 'before' });
  expect(timed({ expectByMs: Date.parse(at(7)), history: [indexed(5)] })).toEqual({ from: 'before' });
});

test('a job that was never what it should be has none either', () => {
  expect(timed({ deliveries: [delivery(1)], history: [{ at: at(2), status: 'parked' }] })).toEqual({ from: 'never' });
});

test('percentiles are values that were measured, by the nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentilesOf(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
  expect(percentilesOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  expect(percentilesOf([])).toBeUndefined();
});
