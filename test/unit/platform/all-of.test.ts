import { expect, test } from 'vitest';
import { makeQueue } from '../../../lib/platform/all-of.ts';

test('a queue does what it is given in its order, so much at the same time, and goes on after a failure', async () => {
  const inQueue = makeQueue(2);
  const begun: number[] = [];
  const holds = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const works = holds.map(({ promise }, at) =>
    inQueue(async () => {
      begun.push(at);
      await promise;
      if (at === 1) throw new Error('no');
      return at;
    }),
  );
  const outcomes = Promise.allSettled(works);
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1]);
  holds[1]?.resolve();
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of holds) resolve();
  const ended = (await outcomes).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)));
  expect(ended).toEqual([0, 'Error: no', 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
