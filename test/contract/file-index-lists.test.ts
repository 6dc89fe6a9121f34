import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Malformed } from '../../lib/platform/errors.ts';
import { fileKeyOf, refIdentity } from '../../lib/summaries/identity.ts';
import { AT, asking, type Index, identities, JOB, LAG, startIndexes, write } from '../support/file-indexes.ts';
import { makeFileSummary, POLICY } from '../support/index-summaries.ts';
import { readPages } from '../support/read-pages.ts';

const { adapters, stop } = await startIndexes();
const from = (severity: number) => ({ severity, policy: POLICY });
afterAll(stop);

describe.each(adapters)('the index $adapter', ({ openIndex }) => {
  let index: Index;
  beforeEach(async () => {
    index = await openIndex();
  });
  const { strongest, severe, filesOf } = asking(() => index);

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
        const query = { class: className, atLeast: from(minSeverity) };
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
        (page) => index.mostSevere({ class: 'hate', atLeast: from(2), from: dayOf(5), to: dayOf(20) }, page),
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
      const pages = await readPages((page) => index.mostSevere({ class: 'any', atLeast: from(1) }, page), 2);
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
      const wanted = summaries.map(({ fileKey, identity, path, coverage }) => ({ fileKey, identity, path, coverage }));
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
    const hate = { class: 'hate', atLeast: from(1) };
    const later = { ...POLICY, version: POLICY.version + 1 };
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
      () => index.mostSevere({ ...hate, atLeast: from(2) }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere({ ...hate, atLeast: { severity: 1, policy: later } }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere({ ...hate, atLeast: { probability: 0.5 } }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere({ ...hate, from: AT }, { limit: 1, cursor: ofHate }),
      () => index.mostSevere(hate, { limit: 1, cursor: ofFiles }),
      ...['garbage', 'e30', 'bnVsbA'].map((cursor) => () => index.filesOf(JOB, { limit: 1, cursor })),
      ...['garbage', 'e30', 'bnVsbA'].map((cursor) => () => index.strongest(joy, { limit: 1, cursor })),
      ...['garbage', 'e30', 'bnVsbA'].map((cursor) => () => index.mostSevere(hate, { limit: 1, cursor })),
    ];
    for (const ask of refused) await expect(ask()).rejects.toThrow(Malformed);
  });
});
