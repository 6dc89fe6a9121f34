import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Malformed, Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { mergeShards, type ShardedList } from '../../../lib/platform/merge-shards.ts';
import type { Position } from '../../../lib/platform/shard-cursor.ts';
import { readPages } from '../../support/read-pages.ts';

type Options = { list?: string; shardPage?: number };

/** Shards of ordered numbers, each answering at most `shardPage` of what it is asked for, as DynamoDB may. */
function listOf(shards: Record<string, number[]>, { list = 'numbers', shardPage = Infinity }: Options = {}) {
  const asked: (Position | undefined)[] = [];
  const sharded: ShardedList<number> = {
    list,
    shards: new Map(
      Object.entries(shards).map(([name, values]) => [
        name,
        async (after, limit) => {
          asked.push(after);
          const start = after === undefined ? 0 : values.indexOf(Number(after.n)) + 1;
          const end = start + Math.min(limit, shardPage);
          return { values: values.slice(start, end), hasMore: end < values.length };
        },
      ]),
    ),
    positionOf: (n) => ({ n }),
    compare: (a, b) => a - b,
  };
  return { sharded, asked };
}

const three = { a: [1, 2, 3, 10], b: [4, 5, 13], c: [], d: [6, 7, 8, 9, 11, 12] };
const all = Array.from({ length: 13 }, (_, index) => index + 1);

describe.each([1, 2, 3, 5, 13, 100])('pages of %i', (limit) => {
  test('hold everything once, in order, each page full but the last', async () => {
    const { sharded } = listOf(three);
    const pages = await readPages((page) => mergeShards(sharded, page), limit);
    expect(pages.flat()).toEqual(all);
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
    expect(pages).toHaveLength(Math.ceil(all.length / limit));
  });

  test.each([1, 2, 3])('hold everything once, in order, where a shard answers no more than %i', async (shardPage) => {
    const { sharded } = listOf(three, { shardPage });
    const pages = await readPages((page) => mergeShards(sharded, page), limit);
    expect(pages.flat()).toEqual(all);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
  });
});

test('equal values of several shards are all answered', async () => {
  const { sharded } = listOf({ a: [1, 2, 3], b: [1, 2, 3], c: [2] });
  const pages = await readPages((page) => mergeShards(sharded, page), 2);
  expect(pages.flat()).toEqual([1, 1, 2, 2, 2, 3, 3]);
});

test('nothing is one empty page, the last', async () => {
  const { sharded } = listOf({ a: [], b: [] });
  expect(await mergeShards(sharded, { limit: 5 })).toEqual({ items: [], cursor: undefined });
});

test('a page that ends with the list has no cursor', async () => {
  const { sharded } = listOf({ a: [1, 3], b: [2] });
  expect(await mergeShards(sharded, { limit: 3 })).toEqual({ items: [1, 2, 3], cursor: undefined });
});

test('a shard that came to its end is not asked again', async () => {
  const { sharded, asked } = listOf({ a: [1], b: [2, 3, 4] });
  const { cursor } = await mergeShards(sharded, { limit: 2 });
  expect(asked.splice(0)).toEqual([undefined, undefined]);
  await mergeShards(sharded, { limit: 2, cursor });
  expect(asked).toEqual([{ n: 2 }]);
});

test('what is added behind the cursor meanwhile is found, what is read is not read again', async () => {
  const values = { a: [1, 3], b: [2, 8] };
  const { sharded } = listOf(values);
  const first = await mergeShards(sharded, { limit: 2 });
  values.a.push(9);
  const second = await mergeShards(sharded, { limit: 10, cursor: first.cursor });
  expect([first.items, second.items]).toEqual([
    [1, 2],
    [3, 8, 9],
  ]);
});

describe('a cursor that is not this list’s', () => {
  const encoded = (value: unknown) => deflateRawSync(JSON.stringify(value)).toString('base64url');

  test('of another list is refused', async () => {
    const { cursor } = await mergeShards(listOf(three, { list: 'others' }).sharded, { limit: 2 });
    expect(cursor).toEqual(expect.any(String));
    await expect(mergeShards(listOf(three).sharded, { limit: 2, cursor })).rejects.toThrow(Malformed);
  });

  test.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['nothing compressed', Buffer.from('{"list":"numbers","shards":{}}').toString('base64url')],
    ['no JSON', deflateRawSync('cursor').toString('base64url')],
    [
      'far more than any cursor',
      deflateRawSync(`{"list":"numbers","shards":{}${' '.repeat(10_000_000)}}`).toString('base64url'),
    ],
    ['null', encoded(null)],
    ['no shards', encoded({ list: 'numbers' })],
    ['shards as a list', encoded({ list: 'numbers', shards: [] })],
    ['a position that is no key', encoded({ list: 'numbers', shards: { a: 'start' } })],
    ['a position with more than keys', encoded({ list: 'numbers', shards: { a: { n: { S: '1' } } } })],
    ['something more', encoded({ list: 'numbers', shards: {}, limit: 1e9 })],
  ])('%s', async (_, cursor) => {
    const { sharded, asked } = listOf(three);
    await expect(mergeShards(sharded, { limit: 2, cursor })).rejects.toThrow(Malformed);
    expect(asked).toEqual([]);
  });

  test('cut short anywhere is refused or ends, and never breaks', async () => {
    const { sharded } = listOf(three);
    const { cursor = '' } = await mergeShards(sharded, { limit: 4 });
    for (let length = 0; length < cursor.length - 1; length += 1) {
      const cut = mergeShards(sharded, { limit: 2, cursor: cursor.slice(0, length) });
      await expect(cut, `${length}`).rejects.toThrow(Malformed);
    }
  });

  test('keys that the database refuses are the cursor’s fault, and only with a cursor', async () => {
    const refusing = (error: Error): ShardedList<number> => ({
      ...listOf({}).sharded,
      shards: new Map([
        [
          'a',
          async () => {
            throw error;
          },
        ],
      ]),
    });
    const cursor = encoded({ list: 'numbers', shards: { a: { nonsense: 1 } } });
    const permanent = new Permanent('ValidationException');
    await expect(mergeShards(refusing(permanent), { limit: 2, cursor })).rejects.toThrow(Malformed);
    await expect(mergeShards(refusing(permanent), { limit: 2 })).rejects.toBe(permanent);
    const refusal = Object.assign(new Error('The provided starting key is invalid'), {
      name: 'ValidationException',
      $fault: 'client',
    });
    await expect(mergeShards(refusing(refusal), { limit: 2, cursor })).rejects.toThrow(Malformed);
    await expect(mergeShards(refusing(refusal), { limit: 2 })).rejects.toThrow(Permanent);
    const passing = new Retryable('throttled');
    await expect(mergeShards(refusing(passing), { limit: 2, cursor })).rejects.toBe(passing);
  });

  test('shards that are no longer there are passed over', async () => {
    const { sharded } = listOf({ a: [1, 2] });
    const cursor = encoded({ list: 'numbers', shards: { a: { n: 1 }, gone: { n: 1 } } });
    expect(await mergeShards(sharded, { limit: 2, cursor })).toEqual({ items: [2], cursor: undefined });
  });
});
