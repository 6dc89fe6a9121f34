import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { aFewAtOnce } from '../../../lib/rebuild/a-few-at-once.ts';

async function* numbers(upTo: number) {
  for (let number = 1; number <= upTo; number += 1) yield number;
}
const NEVER = new AbortController().signal;

test('all is worked on, and no more at once than asked for', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await aFewAtOnce(numbers(20), { atOnce: 3, signal: NEVER }, async (number) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await setImmediate();
    underWay -= 1;
    done.push(number);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(await Array.fromAsync(numbers(20)));
  expect(most).toBe(3);
});

test('a failure ends it, once what is under way has ended', async () => {
  const ended: number[] = [];
  const work = aFewAtOnce(numbers(20), { atOnce: 2, signal: NEVER }, async (number) => {
    if (number === 2) throw new Error('two');
    await setImmediate();
    ended.push(number);
  });
  await expect(work).rejects.toThrow('two');
  expect(ended).toEqual([1]);
});

test('an interruption begins nothing more', async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  await aFewAtOnce(numbers(20), { atOnce: 2, signal: controller.signal }, async (number) => {
    begun.push(number);
    if (number === 3) controller.abort();
  });
  expect(begun.length).toBeLessThan(6);
});
