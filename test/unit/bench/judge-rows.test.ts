import { expect, test } from 'vitest';
import { expectationOf } from '../../../bench/delivery/expectation.ts';
import {
  emotionRowsOf,
  judgeRows,
  type Row,
  SEVERITY_QUESTIONS,
  severityRow,
  severityRowsOf,
} from '../../../bench/delivery/judge-rows.ts';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { searchRows } from '../../../lib/index/rows.ts';
import { isSafeClass } from '../../../lib/vendors/hive/classes/class-registry.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { deliveredHive, deliveredHume, deliveredVideo } from './delivered.ts';

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
  ['Hive, a video', deliveredVideo, probabilityRowsOf],
])('%s: as many rows are owed as the index writes', async (_, make, rowsOf) => {
  const { job, found } = await make();
  const rows = rowsOf(job, expectationOf(job, found.rawBytes ?? new Uint8Array()));
  const written = found.summaries.flatMap((summary) => searchRows(summary, '2026-01-02T03:04:05.678Z'));
  expect(written.length).toBeGreaterThan(0);
  expect(rows).toHaveLength(written.length);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});

/** Each row of a probability is an answer to the one question, and perhaps to the other too. */
function probabilityRowsOf(...of: Parameters<typeof severityRowsOf>): Row[] {
  return severityRowsOf(...of).filter(({ key }) => key.endsWith('minProbability=0.1'));
}

test.each([
  ['a call', deliveredHive],
  ['a video', deliveredVideo],
])('%s: it is owed exactly the answers that the index gives', async (_, make) => {
  const { job, found } = await make();
  const expectation = expectationOf(job, found.rawBytes ?? new Uint8Array());
  const index = makeMemoryIndex();
  const writing = index.replaceJob(job, '2026-01-02T03:04:05.678Z');
  for (const summary of found.summaries) await writing.put(summary);
  await writing.finish();
  const names = expectation.files.flatMap(({ moderation }) => Object.keys(moderation?.classes ?? {}));
  const answers: Row[] = [];
  for (const name of [...names.filter((each) => !isSafeClass(each)), 'any']) {
    for (const by of SEVERITY_QUESTIONS) {
      const atLeast = by === 'minSeverity=1' ? { severity: 1, policy: DEFAULT_POLICY } : { probability: 0.1 };
      const { items } = await index.mostSevere({ class: name, atLeast }, { limit: 100 });
      answers.push(...items.map((hit) => severityRow(hit, by)));
    }
  }
  expect(answers.length).toBeGreaterThan(0);
  expect(judgeRows(severityRowsOf(job, expectation), answers)).toEqual([]);
});
