import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSelected, type ShardQuery } from '../../lib/platform/merge-shards.ts';
import { readPages } from '../support/read-pages.ts';

type Item = { id: number; score: number; isWanted: boolean };

/** A shard that answers at most `most` at once, whatever it is asked for, and may promise more where there is none. */
function queryOf(items: readonly Item[], most: number, overpromises: boolean): ShardQuery<Item> {
  return async (after, limit) => {
    const start = after === undefined ? 0 : items.findIndex(({ id }) => id === after.id) + 1;
    const end = start + Math.min(limit, most);
    return { values: items.slice(start, end), hasMore: end < items.length || (overpromises && end === items.length) };
  };
}

test('whatever is passed over and wherever pages end, what is wanted comes once, in order, and it ends', async () => {
  const shard = fc.array(fc.record({ score: fc.integer({ min: 0, max: 5 }), isWanted: fc.boolean() }), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(shard, { minLength: 1, maxLength: 5 }),
      fc.record({
        limit: fc.integer({ min: 1, max: 12 }),
        mostExamined: fc.integer({ min: 1, max: 30 }),
        most: fc.constantFrom(1, 2, 7, 1000),
        overpromises: fc.boolean(),
      }),
      async (shards, { limit, mostExamined, most, overpromises }) => {
        let id = 0;
        const spread = shards.map((of) =>
          of.toSorted((a, b) => b.score - a.score).map((item): Item => ({ ...item, id: ++id })),
        );
        let examined = 0;
        const list = {
          list: 'test',
          shards: new Map(spread.map((items, at) => [String(at), queryOf(items, most, overpromises)])),
          positionOf: ({ id: position }: Item) => ({ id: position }),
          compare: (a: Item, b: Item) => b.score - a.score,
        };
        const select = (item: Item) => {
          examined += 1;
          return item.isWanted ? item : undefined;
        };
        const ends: { found: number; examined: number }[] = [];
        const pages = await readPages(async (request) => {
          examined = 0;
          const page = await mergeSelected(list, { select, mostExamined }, request);
          expect(examined).toBeLessThanOrEqual(mostExamined);
          if (page.cursor !== undefined) ends.push({ found: page.items.length, examined });
          return page;
        }, limit);
        const wanted = spread.flat().filter(({ isWanted }) => isWanted);
        const all = pages.flat();
        expect(all.map((item) => item.id).toSorted((a, b) => a - b)).toEqual(wanted.map((item) => item.id));
        expect(all.map(({ score }) => score)).toEqual(wanted.map(({ score }) => score).toSorted((a, b) => b - a));
        // A page with one behind it is full, or went through all that it may: how a client knows that it stopped early.
        for (const end of ends) expect(end.found === limit || end.examined === mostExamined).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
