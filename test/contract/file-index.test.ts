import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDynamodbFileIndex } from '../../lib/index/dynamodb-file-index.ts';
import { makeDynamodbIndexQueries } from '../../lib/index/dynamodb-index-queries.ts';
import type { FileIndex, IndexQueries } from '../../lib/index/file-index.ts';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import { Malformed } from '../../lib/platform/errors.ts';
import { type FileSummary, INDEX_VERSION } from '../../lib/summaries/file-summary.ts';
import { fileKeyOf, refIdentity } from '../../lib/summaries/identity.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { makeFileSummary } from '../support/index-summaries.ts';
import { readPages } from '../support/read-pages.ts';

type Index = FileIndex & IndexQueries;

const aws = await startAwsResources();
afterAll(() => aws.stop());

const openDynamodbIndex = async (): Promise<Index> => {
  await aws.empty(aws.filesTable, ['fileKey', 'item']);
  return {
    ...makeDynamodbFileIndex(aws.dynamodb, aws.filesTable),
    ...makeDynamodbIndexQueries(aws.dynamodb, aws.filesTable),
  };
};
const adapters = [
  { adapter: 'in memory', openIndex: async (): Promise<Index> => makeMemoryIndex() },
  { adapter: 'in DynamoDB', openIndex: openDynamodbIndex },
];

/** For what may lag behind writes. */
const LAG = { timeout: 10_000, interval: 100 };
const JOB = { vendor: 'hume', jobId: 'job-1' };
const AT = '2026-03-01T12:00:00.000Z';
const MANY = { limit: 1000 };

async function write(index: FileIndex, summaries: readonly FileSummary[], { job = JOB, at = AT } = {}): Promise<void> {
  const writing = index.replaceJob(job, at);
  for (const summary of summaries) await writing.put(summary);
  await writing.finish();
}

async function summariesIn(index: IndexQueries, fileKey: string) {
  return (await index.summariesOf(fileKey, MANY)).items;
}

describe.each(adapters)('the index $adapter', ({ openIndex }) => {
  let index: Index;
  beforeEach(async () => {
    index = await openIndex();
  });

  const summariesOf = (fileKey: string) => summariesIn(index, fileKey);
  const strongest = async (model: string, emotion: string, minScore?: number) =>
    (await index.strongest({ model, emotion, minScore }, MANY)).items;
  const severe = async (className: string, minSeverity = 1, between: { from?: string; to?: string } = {}) =>
    (await index.mostSevere({ class: className, minSeverity, ...between }, MANY)).items;
  const filesOf = async (job = JOB) => (await index.filesOf(job, MANY)).items.map(({ identity }) => identity);
  const identities = (hits: readonly { identity: string }[]) => hits.map(({ identity }) => identity).toSorted();

  describe('a file', () => {
    const summary = makeFileSummary({
      ref: 'video-1',
      emotions: {
        face: { Joy: 0.9, Sadness: 0.8, Anger: 0.7, Fear: 0.6, Awe: 0.5, Pride: 0.4 },
        prosody: { Joy: 0.1 },
      },
      classes: { hate: 2, spam: 0, violence: 3 },
    });

    test('is answered as it was summarised, with the time of its result', async () => {
      await write(index, [summary]);
      expect(await summariesOf(summary.fileKey)).toEqual([{ ...summary, at: AT }]);
    });

    test('of which nothing was scored stays so: null is not 0', async () => {
      const empty = makeFileSummary({ ref: 'silent', classes: {} });
      const bare = { ...makeFileSummary({ ref: 'bare' }), path: null, raw: null };
      await write(index, [empty, bare]);
      expect(await summariesOf(empty.fileKey)).toEqual([{ ...empty, at: AT }]);
      expect(await summariesOf(bare.fileKey)).toEqual([{ ...bare, at: AT }]);
      await expect.poll(() => filesOf(), LAG).toHaveLength(2);
      expect(await severe('any')).toEqual([]);
    });

    test('that nobody summarised has no summaries', async () => {
      expect(await summariesOf(fileKeyOf('ref:nobody'))).toEqual([]);
    });

    test('is found under its five strongest emotions of each model, with the score, the place and the rank', async () => {
      await write(index, [summary]);
      const about = { vendor: 'hume', jobId: 'job-1', fileKey: summary.fileKey, identity: 'ref:video-1' };
      await expect
        .poll(() => strongest('face', 'Awe'), LAG)
        .toEqual([
          {
            ...about,
            path: 'media/video-1',
            model: 'face',
            emotion: 'Awe',
            rank: 5,
            mean: 0.5,
            max: 0.75,
            peak: { time: { begin: 1.5, end: 2 }, group: 'unknown' },
          },
        ]);
      expect(await strongest('face', 'Pride')).toEqual([]);
      expect(await strongest('face', 'Joy')).toMatchObject([{ mean: 0.9, rank: 1 }]);
      expect(await strongest('prosody', 'Joy')).toMatchObject([{ mean: 0.1, rank: 1 }]);
      expect(await strongest('language', 'Joy')).toEqual([]);
    });

    test('is found under each class with a severity, and under its headline', async () => {
      await write(index, [summary]);
      const about = { vendor: 'hume', jobId: 'job-1', fileKey: summary.fileKey, identity: 'ref:video-1', at: AT };
      const hit = { ...about, path: 'media/video-1' };
      await expect
        .poll(() => severe('hate'), LAG)
        .toEqual([
          { ...hit, class: 'hate', severity: 2, severityClass: 'hate', place: { position: { begin: 2, end: 12 } } },
        ]);
      await expect
        .poll(() => severe('any'), LAG)
        .toEqual([
          { ...hit, class: 'any', severity: 3, severityClass: 'violence', place: { position: { begin: 3, end: 13 } } },
        ]);
      expect(await severe('spam')).toEqual([]);
    });

    test('a probability is no severity: nothing is found by it', async () => {
      const likely = makeFileSummary({ ref: 'likely', classes: { hate: 1, yes_nudity: 1 } });
      if (likely.moderation?.classes.yes_nudity) likely.moderation.classes.yes_nudity.scale = 'probability';
      await write(index, [likely]);
      await expect.poll(() => severe('hate'), LAG).toHaveLength(1);
      expect(await severe('yes_nudity')).toEqual([]);
    });

    test('with a class that is called as the headline is still kept, and the headline is the headline', async () => {
      const odd = makeFileSummary({ ref: 'odd', classes: { any: 1, hate: 3 } });
      await write(index, [odd]);
      expect(await summariesOf(odd.fileKey)).toEqual([{ ...odd, at: AT }]);
      await expect.poll(() => severe('any'), LAG).toMatchObject([{ severity: 3, severityClass: 'hate' }]);
    });

    test('that two vendors looked at is one file', async () => {
      const mine = makeFileSummary({ ref: 'shared', emotions: { face: { Joy: 0.5 } } });
      const theirs = makeFileSummary({ ref: 'shared', vendor: 'hive', jobId: 'task-1', classes: { hate: 1 } });
      await write(index, [mine]);
      await write(index, [theirs], { job: { vendor: 'hive', jobId: 'task-1' }, at: '2026-03-02T00:00:00.000Z' });
      const found = await summariesOf(mine.fileKey);
      expect(found).toHaveLength(2);
      expect(found).toContainEqual({ ...mine, at: AT });
      expect(found).toContainEqual({ ...theirs, at: '2026-03-02T00:00:00.000Z' });
    });
  });

  describe('a job’s result', () => {
    const before = [
      makeFileSummary({
        ref: 'a',
        emotions: { face: { Joy: 0.9, Awe: 0.3 }, burst: { Fear: 0.2 } },
        classes: { hate: 3, spam: 1 },
      }),
      makeFileSummary({ ref: 'b', emotions: { face: { Joy: 0.8 } }, classes: { hate: 2 } }),
      makeFileSummary({ ref: 'c', emotions: { face: { Joy: 0.7 } } }),
    ];
    const everything = async () => ({
      files: await filesOf(),
      summaries: await Promise.all(before.map(({ fileKey }) => summariesOf(fileKey))),
      joy: await strongest('face', 'Joy'),
      awe: await strongest('face', 'Awe'),
      fear: await strongest('burst', 'Fear'),
      hate: await severe('hate'),
      spam: await severe('spam'),
      any: await severe('any'),
    });

    test('written again is as written once', async () => {
      await write(index, before);
      await expect.poll(async () => (await everything()).any, LAG).toHaveLength(2);
      const once = await everything();
      await write(index, before);
      await write(index, before.toReversed());
      await expect.poll(everything, LAG).toEqual(once);
    });

    test('with fewer files, emotions, models and classes leaves nothing of what it replaces', async () => {
      await write(index, before);
      const after = makeFileSummary({ ref: 'a', emotions: { face: { Awe: 0.4 } }, classes: { hate: 1 } });
      await write(index, [after]);
      await expect
        .poll(async () => {
          const { files, summaries, joy, awe, fear, hate, spam, any } = await everything();
          return { files, summaries, joy, fear, spam, awe: awe.length, hate: hate.length, any: any.length };
        }, LAG)
        .toEqual({
          files: ['ref:a'],
          summaries: [[{ ...after, at: AT }], [], []],
          joy: [],
          fear: [],
          spam: [],
          awe: 1,
          hate: 1,
          any: 1,
        });
      expect(await strongest('face', 'Awe')).toMatchObject([{ mean: 0.4, rank: 1 }]);
      expect(await severe('hate')).toMatchObject([{ severity: 1 }]);
      expect(await severe('hate', 2)).toEqual([]);
    });

    test('without any file leaves none', async () => {
      await write(index, before);
      await write(index, []);
      await expect
        .poll(everything, LAG)
        .toEqual({ files: [], summaries: [[], [], []], joy: [], awe: [], fear: [], hate: [], spam: [], any: [] });
    });

    test('touches no other job, not even one whose id begins the same', async () => {
      const other = { vendor: 'hume', jobId: 'job-10' };
      const theirs = makeFileSummary({ ...other, ref: 'a', emotions: { face: { Joy: 0.6 } }, classes: { hate: 1 } });
      await write(index, [theirs], { job: other });
      await write(index, before);
      await write(index, []);
      await expect.poll(() => filesOf(), LAG).toEqual([]);
      expect(await filesOf(other)).toEqual(['ref:a']);
      expect(await summariesOf(theirs.fileKey)).toEqual([{ ...theirs, at: AT }]);
      await expect.poll(() => strongest('face', 'Joy'), LAG).toMatchObject([{ jobId: 'job-10', mean: 0.6 }]);
      await expect.poll(() => severe('any'), LAG).toMatchObject([{ jobId: 'job-10', severity: 1 }]);
    });

    test.each([
      ['rows of its own', { face: { Joy: 0.9 } }],
      ['no row but the summary', {}],
    ])('of an older version leaves a newer one alone: %s', async (_, emotions) => {
      const newer = makeFileSummary({ ref: 'a', emotions, indexVersion: 3 });
      const older = makeFileSummary({
        ref: 'a',
        emotions: { face: { Awe: 0.5 } },
        classes: { hate: 2 },
        indexVersion: 2,
      });
      await write(index, [newer]);
      await write(index, [older]);
      expect(await summariesOf(newer.fileKey)).toEqual([{ ...newer, at: AT }]);
      expect(await strongest('face', 'Awe')).toEqual([]);
      expect(await severe('any')).toEqual([]);
      expect(identities(await strongest('face', 'Joy'))).toEqual(Object.keys(emotions).length > 0 ? ['ref:a'] : []);
    });

    test('of a newer version replaces an older one', async () => {
      const older = makeFileSummary({
        ref: 'a',
        emotions: { face: { Awe: 0.5 } },
        classes: { hate: 2 },
        indexVersion: 2,
      });
      const newer = makeFileSummary({ ref: 'a', emotions: { face: { Joy: 0.9 } }, indexVersion: 3 });
      await write(index, [older]);
      await write(index, [newer]);
      expect(await summariesOf(newer.fileKey)).toEqual([{ ...newer, at: AT }]);
      await expect.poll(() => strongest('face', 'Awe'), LAG).toEqual([]);
      await expect.poll(() => severe('any'), LAG).toEqual([]);
    });

    test('without a file leaves that file’s rows alone where a newer version wrote them', async () => {
      const newer = makeFileSummary({
        ref: 'a',
        emotions: { face: { Joy: 0.9 } },
        classes: { hate: 2 },
        indexVersion: INDEX_VERSION + 1,
      });
      const same = makeFileSummary({ ref: 'b', emotions: { face: { Joy: 0.8 } }, indexVersion: INDEX_VERSION });
      await write(index, [newer, same]);
      await expect.poll(() => filesOf(), LAG).toHaveLength(2);
      await write(index, []);
      await expect.poll(() => filesOf(), LAG).toEqual(['ref:a']);
      expect(await summariesOf(newer.fileKey)).toEqual([{ ...newer, at: AT }]);
      expect(await summariesOf(same.fileKey)).toEqual([]);
      await expect.poll(async () => identities(await strongest('face', 'Joy')), LAG).toEqual(['ref:a']);
      await expect.poll(async () => identities(await severe('any')), LAG).toEqual(['ref:a']);
    });

    test('cut short and done again is complete', async () => {
      await write(index, before);
      const [first = makeFileSummary({ ref: 'a' })] = before;
      await index.replaceJob(JOB, AT).put({ ...first, emotions: {}, moderation: null });
      await write(index, before);
      await expect
        .poll(async () => (await everything()).summaries, LAG)
        .toEqual(before.map((one) => [{ ...one, at: AT }]));
      await expect
        .poll(async () => identities(await strongest('face', 'Joy')), LAG)
        .toEqual(['ref:a', 'ref:b', 'ref:c']);
    });
  });

  describe('names from vendors', () => {
    const names = [
      'a#b',
      'a%23b',
      'a%b',
      '#',
      '%',
      '100 % #1',
      'Surprise (negative)',
      'Fröhlichkeit',
      '喜び',
      '😀',
      '0',
    ];

    test('of emotions and models are kept apart', async () => {
      const summaries = names.map((name, position) =>
        makeFileSummary({ ref: `file-${position}`, emotions: { face: { [name]: 0.5 }, [name]: { Joy: 0.25 } } }),
      );
      await write(index, summaries);
      for (const [position, name] of names.entries()) {
        const wanted = [`ref:file-${position}`];
        await expect.poll(async () => identities(await strongest('face', name)), LAG).toEqual(wanted);
        await expect.poll(async () => identities(await strongest(name, 'Joy')), LAG).toEqual(wanted);
      }
      // `{model}#{name}`: neither part may run into the other.
      expect(await strongest('face#a', 'b')).toEqual([]);
    });

    test('of classes are kept apart', async () => {
      const summaries = names.map((name, position) =>
        makeFileSummary({ ref: `file-${position}`, classes: { [name]: 2 } }),
      );
      await write(index, summaries);
      for (const [position, name] of names.entries()) {
        await expect.poll(async () => identities(await severe(name)), LAG).toEqual([`ref:file-${position}`]);
      }
    });

    test('two in one file that differ in nothing but an escape are two', async () => {
      const summary = makeFileSummary({
        ref: 'odd',
        emotions: { 'a#b': { Joy: 0.1 }, 'a%23b': { Joy: 0.2 } },
        classes: { 'a#b': 1, 'a%23b': 2 },
      });
      await write(index, [summary]);
      await expect.poll(() => strongest('a#b', 'Joy'), LAG).toMatchObject([{ mean: 0.1 }]);
      await expect.poll(() => strongest('a%23b', 'Joy'), LAG).toMatchObject([{ mean: 0.2 }]);
      await expect.poll(() => severe('a#b'), LAG).toMatchObject([{ severity: 1 }]);
      await expect.poll(() => severe('a%23b'), LAG).toMatchObject([{ severity: 2 }]);
    });

    test('of files may be anything', async () => {
      const summaries = [...names, ' ', 'a/../b?c#d', 'x'.repeat(512)].map((ref) => makeFileSummary({ ref }));
      await write(index, summaries);
      for (const summary of summaries) {
        expect(await summariesOf(summary.fileKey)).toEqual([{ ...summary, at: AT }]);
      }
    });
  });

  describe('files where an emotion is strongest', () => {
    /** Ten different scores, so that some files share one. */
    const summaries = Array.from({ length: 43 }, (_, position) =>
      makeFileSummary({ ref: `file-${position}`, emotions: { face: { Joy: (position % 10) / 10 + 0.05 } } }),
    );
    const query = { model: 'face', emotion: 'Joy' };

    test.each([1, 2, 7, 43, 100])('come strongest first, each once, %i a page', async (limit) => {
      await write(index, summaries);
      await expect.poll(() => strongest('face', 'Joy'), LAG).toHaveLength(summaries.length);
      const pages = await readPages((page) => index.strongest(query, page), limit);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      expect(identities(pages.flat())).toEqual(identities(summaries));
      const means = pages.flat().map(({ mean }) => mean);
      expect(means).toEqual(means.toSorted((a, b) => b - a));
    });

    test('from a least score on, inclusive, to the end', async () => {
      await write(index, summaries);
      const wanted = summaries.filter(({ emotions }) => (emotions.face?.all.Joy?.mean ?? 0) >= 0.55);
      await expect.poll(() => strongest('face', 'Joy', 0.55), LAG).toHaveLength(wanted.length);
      const pages = await readPages((page) => index.strongest({ ...query, minScore: 0.55 }, page), 3);
      expect(identities(pages.flat())).toEqual(identities(wanted));
      expect(await strongest('face', 'Joy', 2)).toEqual([]);
    });

    test.each([
      [1e300, []],
      [1e-300, [0.5]],
      [0, [0.5, 0]],
      [-1e-300, [0.5, 0]],
      [-1e300, [0.5, 0, -0.5]],
    ])('a least score of %f is one, though no file will ever have it', async (minScore, means) => {
      const scores = [0.5, 0, -0.5].map((Joy) => makeFileSummary({ ref: `at ${Joy}`, emotions: { face: { Joy } } }));
      await write(index, scores);
      await expect.poll(() => strongest('face', 'Joy'), LAG).toHaveLength(3);
      expect((await strongest('face', 'Joy', minScore)).map(({ mean }) => mean)).toEqual(means);
    });

    test('scores are as exact as the vendor gave them', async () => {
      const exact = [0.123_456_789_012_345_68, 0.1 + 0.2, 1e-7, 5e-10];
      await write(
        index,
        exact.map((Joy) => makeFileSummary({ ref: `at ${Joy}`, emotions: { face: { Joy } } })),
      );
      await expect.poll(() => strongest('face', 'Joy'), LAG).toHaveLength(4);
      const means = (await readPages((page) => index.strongest(query, page), 1)).flat().map(({ mean }) => mean);
      expect(means).toEqual(exact.toSorted((a, b) => b - a));
    });
  });

  describe('files to look at', () => {
    const dayOf = (position: number) => `2026-03-${String(position + 1).padStart(2, '0')}T00:00:00.000Z`;
    /** One a day, severities 1, 2, 3, 1, 2, 3 … */
    const days = Array.from({ length: 30 }, (_, position) => {
      const job = { vendor: 'hive', jobId: `task-${position}` };
      return { job, at: dayOf(position), severity: (position % 3) + 1 };
    });
    const writeDays = async () => {
      for (const { job, at, severity } of days) {
        const summary = makeFileSummary({ ...job, ref: `file-${job.jobId}`, classes: { hate: severity, spam: 0 } });
        await write(index, [summary], { job, at });
      }
    };
    const daysFrom = (severity: number) =>
      days
        .filter((day) => day.severity >= severity)
        .map(({ at }) => at)
        .toReversed();

    test.each([
      [1, 1],
      [1, 4],
      [1, 100],
      [2, 3],
      [3, 1],
    ])('from severity %i on come newest first across the levels, each once, %i a page', async (minSeverity, limit) => {
      await writeDays();
      await expect.poll(() => severe('any', minSeverity), LAG).toHaveLength(daysFrom(minSeverity).length);
      for (const className of ['any', 'hate']) {
        const query = { class: className, minSeverity };
        const pages = await readPages((page) => index.mostSevere(query, page), limit);
        expect(pages.every((page) => page.length <= limit)).toBe(true);
        expect(pages.flat().map(({ at }) => at)).toEqual(daysFrom(minSeverity));
      }
      expect(await severe('spam', minSeverity)).toEqual([]);
    });

    test('between two moments, both inclusive', async () => {
      await writeDays();
      await expect.poll(() => severe('any'), LAG).toHaveLength(30);
      const found = async (between: { from?: string; to?: string }) =>
        (await severe('any', 1, between)).map(({ at }) => at);
      const all = daysFrom(1);
      expect(await found({ from: dayOf(10), to: dayOf(12) })).toEqual([dayOf(12), dayOf(11), dayOf(10)]);
      expect(await found({ from: dayOf(10) })).toEqual(all.filter((at) => at >= dayOf(10)));
      expect(await found({ to: dayOf(10) })).toEqual(all.filter((at) => at <= dayOf(10)));
      expect(await found({ from: '2026-03-10T00:00:00.001Z', to: '2026-03-10T23:59:59.999Z' })).toEqual([]);
      const paged = await readPages(
        (page) => index.mostSevere({ class: 'hate', minSeverity: 2, from: dayOf(5), to: dayOf(20) }, page),
        2,
      );
      const wanted = daysFrom(2).filter((at) => at >= dayOf(5) && at <= dayOf(20));
      expect(paged.flat().map(({ at }) => at)).toEqual(wanted);
    });

    test('between a moment and an earlier one are none', async () => {
      await writeDays();
      await expect.poll(() => severe('any'), LAG).toHaveLength(30);
      expect(await severe('any', 1, { from: dayOf(12), to: dayOf(10) })).toEqual([]);
    });

    test('of one moment all come', async () => {
      const summaries = Array.from({ length: 23 }, (_, position) =>
        makeFileSummary({ ref: `file-${position}`, classes: { hate: (position % 3) + 1 } }),
      );
      await write(index, summaries);
      await expect.poll(() => severe('any'), LAG).toHaveLength(23);
      const pages = await readPages((page) => index.mostSevere({ class: 'any', minSeverity: 1 }, page), 2);
      expect(identities(pages.flat())).toEqual(identities(summaries));
    });
  });

  describe('the files of a job', () => {
    const summaries = Array.from({ length: 26 }, (_, position) => makeFileSummary({ ref: `file-${position}` }));

    test.each([1, 4, 26, 100])('come in the order of their keys, each once, %i a page', async (limit) => {
      await write(index, summaries);
      await expect.poll(() => filesOf(), LAG).toHaveLength(26);
      const pages = await readPages((page) => index.filesOf(JOB, page), limit);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      const wanted = summaries.map(({ fileKey, identity, path }) => ({ fileKey, identity, path }));
      expect(pages.flat()).toEqual(wanted.toSorted((a, b) => (a.fileKey < b.fileKey ? -1 : 1)));
    });

    test('are none of a job that has none', async () => {
      expect(await index.filesOf(JOB, { limit: 5 })).toEqual({ items: [], cursor: undefined });
    });
  });

  describe('the summaries of a file', () => {
    const jobs = ['hive', 'hume'].flatMap((vendor) =>
      Array.from({ length: 9 }, (_, position) => ({ vendor, jobId: `job-${position}` })),
    );
    const summaries = jobs.map((job) => makeFileSummary({ ...job, ref: 'popular', classes: { hate: 1 } }));
    const fileKey = fileKeyOf(refIdentity('popular'));

    test.each([1, 4, 18, 100])('come in the order of their jobs, each once, %i a page', async (limit) => {
      for (const summary of summaries.toReversed()) await write(index, [summary], { job: summary });
      const pages = await readPages((page) => index.summariesOf(fileKey, page), limit);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      expect(pages.flat()).toEqual(summaries.map((summary) => ({ ...summary, at: AT })));
    });

    test('are not those of another file', async () => {
      for (const summary of summaries.slice(0, 2)) await write(index, [summary], { job: summary });
      const { cursor } = await index.summariesOf(fileKey, { limit: 1 });
      expect(cursor).toBeDefined();
      const other = fileKeyOf('ref:other');
      await expect(index.summariesOf(other, { limit: 1, cursor })).rejects.toThrow(Malformed);
      for (const garbage of ['garbage', 'e30', 'bnVsbA']) {
        await expect(index.summariesOf(fileKey, { limit: 1, cursor: garbage })).rejects.toThrow(Malformed);
      }
    });
  });

  test('a cursor belongs to its own query, and garbage to none', async () => {
    const classes = { hate: 2, spam: 2 };
    await write(
      index,
      ['a', 'b', 'c'].map((ref) => makeFileSummary({ ref, emotions: { face: { Joy: 0.5 } }, classes })),
    );
    await expect.poll(() => filesOf(), LAG).toHaveLength(3);
    await expect.poll(() => severe('hate'), LAG).toHaveLength(3);
    await expect.poll(() => strongest('face', 'Joy'), LAG).toHaveLength(3);
    const joy = { model: 'face', emotion: 'Joy' };
    const hate = { class: 'hate', minSeverity: 1 };
    const cursors = [
      (await index.filesOf(JOB, { limit: 1 })).cursor,
      (await index.strongest(joy, { limit: 1 })).cursor,
      (await index.mostSevere(hate, { limit: 1 })).cursor,
    ];
    const [ofFiles, ofJoy, ofHate] = cursors;
    expect(cursors.every((cursor) => cursor !== undefined)).toBe(true);
    const refused = [
      () => index.filesOf({ vendor: 'hume', jobId: 'job-2' }, { limit: 1, cursor: ofFiles }),
      () => index.filesOf(JOB, { limit: 1, cursor: ofJoy }),
      () => index.strongest({ ...joy, emotion: 'Awe' }, { limit: 1, cursor: ofJoy }),
      () => index.strongest({ ...joy, model: 'burst' }, { limit: 1, cursor: ofJoy }),
      () => index.strongest({ ...joy, minScore: 0.1 }, { limit: 1, cursor: ofJoy }),
      () => index.strongest(joy, { limit: 1, cursor: ofHate }),
      () => index.mostSevere({ ...hate, class: 'spam' }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere({ ...hate, minSeverity: 2 }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere({ ...hate, from: AT }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere(hate, { limit: 1, cursor: ofFiles }),
      ...['garbage', 'e30', 'bnVsbA'].map((cursor) => () => index.filesOf(JOB, { limit: 1, cursor })),
      ...['garbage', 'e30', 'bnVsbA'].map((cursor) => () => index.strongest(joy, { limit: 1, cursor })),
      ...['garbage', 'e30', 'bnVsbA'].map((cursor) => () => index.mostSevere(hate, { limit: 1, cursor })),
    ];
    for (const ask of refused) await expect(ask()).rejects.toThrow(Malformed);
  });
});

describe('the table in DynamoDB', () => {
  const before = Array.from({ length: 4 }, (_, position) =>
    makeFileSummary({
      ref: `file-${position}`,
      // More rows than one batch takes.
      emotions: Object.fromEntries(
        Array.from({ length: 7 }, (_, model) => [
          `model-${model}`,
          { Joy: 0.5, Awe: 0.4, Fear: 0.3, Pride: 0.2, Doubt: 0.1 },
        ]),
      ),
      classes: { hate: 3, spam: 2, violence: 1 },
    }),
  );
  const after = before
    .slice(1, 3)
    .map(({ identity }) =>
      makeFileSummary({ ref: identity.slice('ref:'.length), emotions: { face: { Joy: 0.9 } }, classes: { hate: 1 } }),
    );
  const table = async () => (await aws.scan(aws.filesTable)).map((item) => JSON.stringify(sorted(item))).toSorted();

  test('is the same, however often and over whatever a result is written', async () => {
    const index = await openDynamodbIndex();
    await write(index, after);
    const once = await table();
    expect(once).toHaveLength(2 * (1 + 1 + 1 + 1));
    await write(index, before);
    expect((await table()).length).toBe(4 * (1 + 35 + 4));
    await write(index, before);
    await write(index, after);
    await write(index, after);
    await expect.poll(table, LAG).toEqual(once);
    await write(index, []);
    await expect.poll(table, LAG).toEqual([]);
  });

  describe.each([0, 1])('after a worker that died with %i batches of a file’s rows written', (batches) => {
    const [first = makeFileSummary({ ref: 'file-0' })] = before;

    async function openAfterDeath(): Promise<Index> {
      const index = await openDynamodbIndex();
      const dying = makeDynamodbFileIndex(dyingAfter(batches), aws.filesTable);
      await expect(dying.replaceJob(JOB, AT).put(first)).rejects.toThrow('died');
      await expect.poll(async () => (await table()).length, LAG).toBe(1 + batches * 25);
      await expect.poll(async () => (await index.filesOf(JOB, MANY)).items.length, LAG).toBe(1);
      return index;
    }

    test('a result without the file leaves no row of it', async () => {
      const index = await openAfterDeath();
      await write(index, []);
      expect(await table()).toEqual([]);
    });

    test('the same result again is complete', async () => {
      const straight = await openDynamodbIndex();
      await write(straight, [first]);
      const wanted = await table();
      const index = await openAfterDeath();
      await write(index, [first]);
      expect(await table()).toEqual(wanted);
    });
  });

  test('proves every row: each names the raw bytes it came from and the version that read them', async () => {
    const index = await openDynamodbIndex();
    await write(index, before);
    for (const item of await aws.scan(aws.filesTable)) {
      const isSummary = String(item.item).startsWith('summary#');
      expect(isSummary ? item.raw : item.rawKey).toEqual(isSummary ? before[0]?.raw : 'results/hume/job-1');
      expect(item.indexVersion).toBe(1);
    }
  });

  test('a cursor made up of keys that are not in the list is refused, not an error of ours', async () => {
    const index = await openDynamodbIndex();
    const { fileKey } = makeFileSummary({ ref: 'a' });
    const position = { fileKey, item: 'summary#hive#x', job: 'hive#x' };
    for (const made of [position, { fileKey: 1 }, { ...position, more: 'x' }, { job: 'hume#job-1' }]) {
      const text = JSON.stringify({ list: 'files/hume#job-1', shards: { all: made } });
      const cursor = Buffer.from(text).toString('base64url');
      await expect(index.filesOf(JOB, { limit: 1, cursor })).rejects.toThrow(Malformed);
    }
  });

  test('a result of more files than DynamoDB answers at once leaves nothing when it is replaced', async () => {
    const index = await openDynamodbIndex();
    const path = 'x'.repeat(50_000);
    await write(
      index,
      Array.from({ length: 50 }, (_, position) => ({ ...makeFileSummary({ ref: `file-${position}` }), path })),
    );
    expect(await table()).toHaveLength(50);
    await write(index, []);
    expect(await table()).toEqual([]);
  });

  test('more jobs looked at a file than DynamoDB answers at once: all are there', async () => {
    const index = await openDynamodbIndex();
    const large = 'x'.repeat(300_000);
    const jobs = Array.from({ length: 5 }, (_, position) => ({ vendor: 'hume', jobId: `job-${position}` }));
    for (const job of jobs) {
      const summary = makeFileSummary({ ...job, ref: 'popular' });
      await write(index, [{ ...summary, errors: [large] }], { job });
    }
    const popular = fileKeyOf(refIdentity('popular'));
    const pages = await readPages((page) => index.summariesOf(popular, page), 100);
    expect(pages.flat().map(({ jobId }) => jobId)).toEqual(jobs.map(({ jobId }) => jobId));
  });
});

/** The client of a worker that dies when it writes its next batch after so many. */
function dyingAfter(batches: number): DynamoDBDocumentClient {
  let left = batches;
  return new Proxy(aws.dynamodb, {
    get: (client, property) => {
      if (property !== 'send') return Reflect.get(client, property);
      return async (command: BatchWriteCommand) => {
        if (command instanceof BatchWriteCommand && left-- === 0) throw new Error('died');
        return client.send(command);
      };
    },
  });
}

function sorted(item: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
