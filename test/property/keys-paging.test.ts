import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeShards, type ShardQuery } from '../../lib/platform/merge-shards.ts';
import { readPages } from '../support/read-pages.ts';

type Item = { shard: string; id: number; score: number };

/**
 * A shard as DynamoDB answers one: by its own order, never more than asked, and sometimes saying that there is more
 * when there is not.
 */
function queryOf(items: readonly Item[], overpromises: boolean): ShardQuery<Item> {
  return async (after, limit) => {
    const start = after === undefined ? 0 : items.findIndex(({ id }) => id === after.id) + 1;
    const isExactEnd = start + limit === items.length;
    return {
      values: items.slice(start, start + limit),
      hasMore: start + limit < items.length || (overpromises && isExactEnd),
    };
  };
}

test('however a list is spread and paged, every item comes once, in order, and it ends', async () => {
  const scores = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(scores, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 15 }),
      fc.boolean(),
      async (shards, limit, overpromises) => {
        let id = 0;
        const spread = shards.map((of, shard) =>
          of.toSorted((a, b) => b - a).map((score): Item => ({ shard: String(shard), id: ++id, score })),
        );
        const list = {
          list: 'test',
          shards: new Map(spread.map((items, shard) => [String(shard), queryOf(items, overpromises)])),
          positionOf: ({ id: position }: Item) => ({ id: position }),
          compare: (a: Item, b: Item) => b.score - a.score,
        };
        const pages = await readPages((page) => mergeShards(list, page), limit);
        const all = pages.flat();
        expect(all.map((item) => item.id).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: id }, (_, at) => at + 1),
        );
        expect(all.map(({ score }) => score)).toEqual(shards.flat().toSorted((a, b) => b - a));
        // Only the last page may be short: a client that asks for ten gets ten while there are ten.
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
