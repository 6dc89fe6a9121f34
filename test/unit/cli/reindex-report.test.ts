import { expect, test } from 'vitest';
import { changesLines, progressOf, reportOf, totalLines } from '../../../cli/reindex-report.ts';
import type { Changes } from '../../../lib/rebuild/compare-job.ts';
import type { Difference } from '../../../lib/rebuild/row-differences.ts';

const NOTHING: Changes = { added: 0, removed: 0, changed: 0, differences: new Map() };
const number = (largest: number, times = 1): Difference => ({ what: 'number', largest, times });

test('what became of the jobs is told, and nothing of what became of none', () => {
  const outcomes = new Map([
    ['failed', 1],
    ['rebuilt', 1234],
  ] as const);
  expect(reportOf({ jobs: 1235, outcomes })).toEqual([
    'Jobs looked at: 1,235',
    '      1,234  rebuilt',
    '          1  not done: their rows are what they were',
  ]);
  expect(progressOf({ jobs: 1235, outcomes })).toBe('jobs looked at: 1,235, 1 failed');
});

test('a job that would stay as it is is not told of', () => {
  expect(changesLines('hive/task-1', NOTHING)).toEqual([]);
  expect(totalLines(NOTHING, 0)).toEqual(['Nothing would change.']);
});

test('of what would change, the largest difference comes first', () => {
  const differences = new Map<string, Difference>([
    ['coverage.job: new', { what: 'new', largest: undefined, times: 3 }],
    ['emotions.face.all.*.mean', number(0.0021, 48)],
    ['indexVersion', number(1)],
    ['emotion rows.score', number(0.1 + 0.2)],
  ]);
  expect(changesLines('hive/task-1', { added: 3, removed: 1, changed: 12, differences })).toEqual([
    'hive/task-1: rows: 3 added, 1 removed, 12 changed',
    '    indexVersion 1',
    '    emotion rows.score 0.3',
    '    emotions.face.all.*.mean 0.0021 (48 times)',
    '    coverage.job: new (3 times)',
  ]);
});

test('of a job that changes everywhere some fields are told, and how many there are', () => {
  const differences = new Map(Array.from({ length: 30 }, (_, index) => [`field ${index}`, number(index)]));
  const lines = changesLines('hive/task-1', { ...NOTHING, changed: 1, differences });
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('    … and 10 fields more');
  expect(totalLines({ ...NOTHING, changed: 1, differences }, 1)).toHaveLength(31);
});

test('what a vendor calls something moves no cursor', () => {
  const differences = new Map([['emotions.\u001b[2J.mean', number(1)]]);
  expect(changesLines('hive/task-1', { ...NOTHING, changed: 1, differences }).join('')).not.toContain('\u001b');
});
