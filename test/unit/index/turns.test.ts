import { expect, test } from 'vitest';
import { makeTurns } from '../../../lib/index/turns.ts';

test('work on the same is done one after the other, in its order, whatever fails; other work goes on meanwhile', async () => {
  const inTurn = makeTurns();
  const done: string[] = [];
  const hold = Promise.withResolvers<void>();
  const first = inTurn('a', async () => {
    await hold.promise;
    done.push('first');
    throw new Error('no');
  });
  const second = inTurn('a', async () => {
    done.push('second');
    return 2;
  });
  await inTurn('b', async () => {
    done.push('other');
  });
  expect(done).toEqual(['other']);
  hold.resolve();
  await expect(first).rejects.toThrow('no');
  expect(await second).toBe(2);
  expect(await inTurn('a', async () => 3)).toBe(3);
  expect(done).toEqual(['other', 'first', 'second']);
});
