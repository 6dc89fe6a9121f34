import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { INDEX_VERSION } from '../../lib/summaries/index-version.ts';
import { AT, asking, type Index, identities, JOB, LAG, startIndexes, write } from '../support/file-indexes.ts';
import { makeFileSummary } from '../support/index-summaries.ts';

const { adapters, stop } = await startIndexes();
afterAll(stop);

describe.each(adapters)('the index $adapter', ({ openIndex }) => {
  let index: Index;
  beforeEach(async () => {
    index = await openIndex();
  });
  const { summariesOf, strongest, severe, filesOf } = asking(() => index);

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
      expect(await index.replaceJob(JOB, AT).put(older)).toBe('newer');
      expect(await index.replaceJob(JOB, AT).put(newer)).toBe('written');
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
      expect(await index.replaceJob(JOB, AT).finish()).toBe('newer');
      await expect.poll(() => filesOf(), LAG).toEqual(['ref:a']);
      expect(await summariesOf(newer.fileKey)).toEqual([{ ...newer, at: AT }]);
      expect(await summariesOf(same.fileKey)).toEqual([]);
      await expect.poll(async () => identities(await strongest('face', 'Joy')), LAG).toEqual(['ref:a']);
      await expect.poll(async () => identities(await severe('any')), LAG).toEqual(['ref:a']);
    });

    test('says that it was written, and that nothing newer is left', async () => {
      const writing = index.replaceJob(JOB, AT);
      for (const summary of before) expect(await writing.put(summary)).toBe('written');
      expect(await writing.finish()).toBe('finished');
      expect(await index.replaceJob(JOB, AT, { recentFiles: [before[0]?.fileKey ?? ''] }).finish()).toBe('finished');
      await expect.poll(() => filesOf(), LAG).toEqual([]);
    });

    test('that is the first tells of a file twice, at once or not: what it says of it last stands', async () => {
      const [first = makeFileSummary({ ref: 'a' })] = before;
      const last = makeFileSummary({ ref: 'a', emotions: { face: { Awe: 0.4 } }, classes: { hate: 1 } });
      const writing = index.replaceJob(JOB, AT, { isFirst: true });
      expect(await Promise.all([first, first, last].map(writing.put))).toEqual(['written', 'written', 'written']);
      expect(await writing.finish()).toBe('finished');
      expect(await summariesOf(first.fileKey)).toEqual([{ ...last, at: AT }]);
      await expect.poll(() => strongest('face', 'Joy'), LAG).toEqual([]);
      await expect.poll(() => severe('spam'), LAG).toEqual([]);
      expect(await severe('hate')).toMatchObject([{ severity: 1 }]);
    });

    test('that is said to be the first, and is not, leaves a newer version’s rows alone', async () => {
      const newer = makeFileSummary({ ref: 'a', emotions: { face: { Joy: 0.9 } }, indexVersion: INDEX_VERSION + 1 });
      await write(index, [newer]);
      const older = makeFileSummary({ ref: 'a', emotions: { face: { Awe: 0.5 } } });
      expect(await index.replaceJob(JOB, AT, { isFirst: true }).put(older)).toBe('newer');
      expect(await summariesOf(newer.fileKey)).toEqual([{ ...newer, at: AT }]);
      expect(await strongest('face', 'Awe')).toEqual([]);
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
});
