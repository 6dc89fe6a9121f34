import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { AtLeast } from '../../lib/index/file-index.ts';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import { type Policy, problemOfSearch } from '../../lib/summaries/policy.ts';
import { asking, type Index, identities, LAG, MANY, startIndexes, write } from '../support/file-indexes.ts';
import { type ClassAbout, likely, makeFileSummary, POLICY } from '../support/index-summaries.ts';
import { classNames, findings, leastProbability, policies } from '../support/random-moderation.ts';
import { readPages } from '../support/read-pages.ts';

const { adapters, openDynamodbIndex, stop } = await startIndexes();
afterAll(stop);

const hourOf = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour)).toISOString();
const NEUTRAL = { polarity: 'neutral' } as const;
const SAFE = { polarity: 'safe' } as const;

describe.each(adapters)('the index $adapter', ({ openIndex }) => {
  let index: Index;
  beforeEach(async () => {
    index = await openIndex();
  });
  const asked = asking(() => index);

  /** One file a job, an hour apart. */
  async function writeFiles(files: Record<string, Record<string, number | ClassAbout>>) {
    for (const [position, [ref, classes]] of Object.entries(files).entries()) {
      const job = { vendor: 'hive', jobId: `task-${position}` };
      await write(index, [makeFileSummary({ ...job, ref, classes })], { job, at: hourOf(position) });
    }
    const count = Object.keys(files).length;
    for (const position of Array.from({ length: count }, (_, at) => at)) {
      await expect.poll(() => asked.filesOf({ vendor: 'hive', jobId: `task-${position}` }), LAG).toHaveLength(1);
    }
  }
  const refsFor = async (atLeast: AtLeast, className = 'any') => {
    const { items } = await index.mostSevere({ class: className, atLeast }, MANY);
    return items.map(({ identity }) => identity.slice('ref:'.length));
  };
  const levels = (probabilityLevels: Policy['probabilityLevels'], classes: Policy['classes'] = {}): Policy => ({
    ...POLICY,
    name: 'other',
    probabilityLevels,
    classes,
  });

  test('what a probability comes to is for the policy that asks to say, with nothing written again', async () => {
    await writeFiles({
      low: { yes_gun: likely(0.3) },
      middle: { yes_gun: likely(0.92) },
      high: { yes_gun: likely(0.995) },
    });
    await expect.poll(() => refsFor({ severity: 1, policy: POLICY }), LAG).toEqual(['high', 'middle']);
    expect(await refsFor({ severity: 3, policy: POLICY })).toEqual(['high']);
    expect(await refsFor({ severity: 3, policy: levels([0.1, 0.2, 0.25]) })).toEqual(['high', 'middle', 'low']);
    expect(await refsFor({ severity: 1, policy: levels([0.999, 1, 1]) })).toEqual([]);
    expect(await refsFor({ severity: 1, policy: levels([0.5, 0.9, 0.99], { yes_gun: 'ignore' }) })).toEqual([]);
    expect(await refsFor({ severity: 1, policy: levels([0.999, 1, 1], { yes_gun: [0.3, 0.4, 0.5] }) })).toEqual([
      'high',
      'middle',
      'low',
    ]);
    for (const className of ['any', 'yes_gun']) {
      const { items } = await index.mostSevere({ class: className, atLeast: { severity: 2, policy: POLICY } }, MANY);
      expect(items).toMatchObject([
        { class: className, severity: 3, severityClass: 'yes_gun', probability: 0.995, derived: true },
        { class: className, severity: 2, severityClass: 'yes_gun', probability: 0.92, derived: true },
      ]);
    }
  });

  test('a file with levels and probabilities comes once, under what is worst by the policy', async () => {
    await writeFiles({
      spoken: { hate: 3, yes_gun: likely(0.6) },
      shown: { hate: 1, yes_gun: likely(0.995) },
      promoted: { spam: 3, yes_gun: likely(0.92) },
      both: { hate: 2, yes_gun: likely(0.92) },
    });
    await expect.poll(() => refsFor({ severity: 1, policy: POLICY }), LAG).toHaveLength(4);
    const { items } = await index.mostSevere({ class: 'any', atLeast: { severity: 2, policy: POLICY } }, MANY);
    const found = items.map(({ identity, severity, severityClass, derived }) => [
      identity,
      severity,
      severityClass,
      derived,
    ]);
    expect(found).toEqual([
      ['ref:both', 2, 'hate', false],
      ['ref:promoted', 2, 'yes_gun', true],
      ['ref:shown', 3, 'yes_gun', true],
      ['ref:spoken', 3, 'hate', false],
    ]);
    const counting = { ...POLICY, severityClasses: ['spam'] };
    expect(await refsFor({ severity: 3, policy: counting })).toEqual(['promoted', 'shown']);
  });

  test('what is no violation counts for nothing until a policy says so', async () => {
    await writeFiles({
      photograph: { natural: likely(0.99, NEUTRAL), no_gun: likely(1, SAFE), yes_gun: likely(0.05) },
      drawing: { animated: likely(0.97, NEUTRAL), yes_gun: likely(0.2) },
      renamed: { no_such_thing: likely(0.97, { ...SAFE, isKnown: false }) },
    });
    const counting = levels([0.5, 0.9, 0.99], { natural: [0.5, 0.6, 0.7], no_such_thing: [0.9, 0.95, 1] });
    await expect.poll(() => refsFor({ severity: 2, policy: counting }), LAG).toEqual(['renamed', 'photograph']);
    expect(await refsFor({ severity: 3, policy: counting })).toEqual(['photograph']);
    expect(await refsFor({ severity: 1, policy: POLICY })).toEqual([]);
    expect(await refsFor({ probability: 0.5 })).toEqual([]);
    expect(await refsFor({ probability: 0.15 })).toEqual(['drawing']);
    // Asked for by its name, it is what is wanted.
    expect(await refsFor({ severity: 2, policy: POLICY }, 'animated')).toEqual(['drawing']);
    expect(await refsFor({ probability: 0.98 }, 'natural')).toEqual(['photograph']);
    expect(await refsFor({ probability: 0.5 }, 'no_gun')).toEqual([]);
  });

  test('a class that nobody knows is found, by its name and as the headline', async () => {
    await writeFiles({
      renamed: { hatred: { max: 3, isKnown: false } },
      new: { yes_x: likely(0.95, { isKnown: false }) },
    });
    await expect.poll(() => refsFor({ severity: 2, policy: POLICY }), LAG).toEqual(['new', 'renamed']);
    expect(await refsFor({ severity: 3, policy: POLICY }, 'hatred')).toEqual(['renamed']);
  });

  test.each([
    [0.1, [0.1, 0.11, 0.25, 0.5, 0.89, 0.9, 0.949, 0.95, 0.99, 1, 1.000_000_5]],
    [0.105, [0.11, 0.25, 0.5, 0.89, 0.9, 0.949, 0.95, 0.99, 1, 1.000_000_5]],
    [0.9, [0.9, 0.949, 0.95, 0.99, 1, 1.000_000_5]],
    [0.91, [0.949, 0.95, 0.99, 1, 1.000_000_5]],
    [1, [1, 1.000_000_5]],
  ])('from a probability of %d on, inclusive', async (least, wanted) => {
    const all = [0, 0.099, 0.1, 0.11, 0.25, 0.5, 0.89, 0.9, 0.949, 0.95, 0.99, 1, 1.000_000_5];
    await writeFiles(Object.fromEntries(all.map((max) => [`at ${max}`, { yes_gun: likely(max) }])));
    await expect.poll(() => asked.likely('yes_gun', 0.1), LAG).toHaveLength(all.length - 2);
    for (const className of ['any', 'yes_gun']) {
      const found = await asked.likely(className, least);
      expect(found.map(({ probability }) => probability)).toEqual(wanted.toReversed());
      expect(found.every(({ severity, derived }) => severity === null && !derived)).toBe(true);
    }
  });

  test.each([1, 3, 100])(
    'between many that a policy passes over, each comes once, newest first, %i a page',
    async (limit) => {
      const files = Object.fromEntries(
        Array.from({ length: 30 }, (_, position) => {
          const isWanted = position % 7 === 0;
          return [`${position}`, { spam: 3, hate: isWanted ? 2 : 0, yes_gun: likely(isWanted ? 0.95 : 0.4) }];
        }),
      );
      await writeFiles(files);
      const wanted = [28, 21, 14, 7, 0].map(String);
      await expect.poll(() => refsFor({ severity: 2, policy: POLICY }), LAG).toEqual(wanted);
      const query = { class: 'any', atLeast: { severity: 2, policy: POLICY } };
      const pages = await readPages((page) => index.mostSevere(query, page), limit);
      expect(pages.flat().map(({ identity }) => identity)).toEqual(wanted.map((ref) => `ref:${ref}`));
      expect(pages.every((page) => page.length <= limit)).toBe(true);
    },
  );
});

test('whatever is found and asked, the table in DynamoDB answers as the summaries themselves do', async () => {
  const atLeast = fc.oneof(
    { weight: 3, arbitrary: fc.record({ severity: fc.constantFrom(1, 2, 3), policy: policies }) },
    { weight: 1, arbitrary: fc.record({ probability: leastProbability }) },
  );
  const question = fc.record({ class: fc.oneof(fc.constant('any'), classNames), atLeast });
  await fc.assert(
    fc.asyncProperty(
      fc.array(findings, { minLength: 10, maxLength: 20 }),
      fc.array(question, { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 5, max: 30 }),
      async (files, questions, limit) => {
        const stored = await openDynamodbIndex();
        const plain = makeMemoryIndex();
        for (const [position, { ['__proto__']: _, ...classes }] of files.entries()) {
          const job = { vendor: 'hive', jobId: `task-${position}` };
          const summary = makeFileSummary({ ...job, ref: `${position}`, classes });
          for (const index of [stored, plain]) await write(index, [summary], { job, at: hourOf(position) });
        }
        for (const asked of questions.filter((one) => isSearchable(one.atLeast, files))) {
          const inOrder = async (index: Pick<Index, 'mostSevere'>) =>
            (await readPages((page) => index.mostSevere(asked, page), limit)).flat();
          const wanted = await inOrder(plain);
          await expect.poll(() => inOrder(stored), LAG).toEqual(wanted);
          expect(new Set(identities(wanted)).size).toBe(wanted.length);
        }
      },
    ),
    { numRuns: 3, endOnFailure: true },
  );
});

function isSearchable(atLeast: AtLeast, files: readonly Record<string, ClassAbout>[]): boolean {
  const isSafe = (name: string) =>
    files.some((file) => file[name]?.polarity === 'safe' && file[name].isKnown !== false);
  return 'probability' in atLeast || problemOfSearch(atLeast.policy, isSafe) === undefined;
}
