import { expect, test } from 'vitest';
import { expectationOf } from '../../../bench/delivery/expectation.ts';
import { emotionRowsOf, judgeRows, type Row, severityRowsOf } from '../../../bench/delivery/judge-rows.ts';
import { searchRows } from '../../../lib/index/rows.ts';
import { deliveredHive, deliveredHume } from './delivered.ts';

const row = (key: string, value = {}): Row => ({ job: `hume#${key}`, key, value });
const kindsOf = (expected: Row[], found: Row[]) => judgeRows(expected, found).map(({ kind, job }) => [kind, job]);

test('rows that are all there, in whatever order, are held against nobody', () => {
  expect(kindsOf([row('a', { mean: 1 }), row('b')], [row('b'), row('a', { mean: 1 })])).toEqual([]);
});

test('a row that is missing is lost, one that comes twice or that nobody asked for a duplicate, another value wrong', () => {
  expect(kindsOf([row('a'), row('b')], [row('b')])).toEqual([['lost', 'hume#a']]);
  expect(kindsOf([row('a')], [row('a'), row('a')])).toEqual([['duplicated', 'hume#a']]);
  expect(kindsOf([], [row('a')])).toEqual([['duplicated', 'hume#a']]);
  expect(kindsOf([row('a', { mean: 1 })], [row('a', { mean: 2 })])).toEqual([['wrong', 'hume#a']]);
});

test.each([
  ['Hume', deliveredHume, emotionRowsOf],
  ['Hive', deliveredHive, severityRowsOf],
])('%s: as many rows are owed as the index writes', async (_, make, rowsOf) => {
  const { job, found } = await make();
  const rows = rowsOf(job, expectationOf(job, found.rawBytes ?? new Uint8Array()));
  const written = found.summaries.flatMap((summary) => searchRows(summary, '2026-01-02T03:04:05.678Z'));
  expect(written.length).toBeGreaterThan(0);
  expect(rows).toHaveLength(written.length);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});
