import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isSettled, JOB_STATUSES, TRANSITIONS } from '../../../lib/jobs/statuses.ts';

const root = new URL('../../../', import.meta.url);
const operations = await readFile(new URL('docs/operations.md', root), 'utf8');

/** The cells of each row of a table, by its first. */
const rows = new Map(
  operations
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map((cells) => [cells[0] ?? '', cells] as const),
);

test.each(JOB_STATUSES)('tells where a job that is %s may go, as the code has it', (status) => {
  const [, , due = '', next = ''] = rows.get(`\`${status}\``) ?? [];
  expect(next.split(', ')).toEqual(TRANSITIONS[status].map((to) => `\`${to}\``));
  expect(due === '–').toBe(isSettled(status));
});

test('names no alarm that is not there, and every alarm there is', async () => {
  const files = (await readdir(new URL('infra/', root))).filter((file) => file.endsWith('.yml'));
  const infra = (await Promise.all(files.map((file) => readFile(new URL(`infra/${file}`, root), 'utf8')))).join('\n');
  const alarms = [...infra.matchAll(/^ {2}(\w+Alarm):$/gm)].map(([, name]) => name);
  const named = [...operations.matchAll(/`(\w+Alarm)`/g)].map(([, name]) => name);
  expect(alarms.length).toBeGreaterThan(0);
  expect(named.filter((name) => !alarms.includes(name))).toEqual([]);
  expect(alarms.filter((name) => !named.includes(name))).toEqual([]);
});
