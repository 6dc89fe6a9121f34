import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
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

    test('is answered as one job summarised it', async () => {
      const job = { vendor: 'hive', jobId: 'task-1' };
      const theirs = makeFileSummary({ ...job, ref: 'video-1', classes: { hate: 1 } });
      await write(index, [summary]);
      await write(index, [theirs], { job });
      expect(await index.summaryOf(summary.fileKey, JOB)).toEqual({ ...summary, at: AT });
      expect(await index.summaryOf(summary.fileKey, job)).toEqual({ ...theirs, at: AT });
      expect(await index.summaryOf(summary.fileKey, { vendor: 'hive', jobId: 'task-10' })).toBeUndefined();
      expect(await index.summaryOf(fileKeyOf('ref:nobody'), JOB)).toBeUndefined();
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
      const about = {
        vendor: 'hume',
        jobId: 'job-1',
        fileKey: summary.fileKey,
        identity: 'ref:video-1',
        complete: true,
      };
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
      const about = {
        vendor: 'hume',
        jobId: 'job-1',
        fileKey: summary.fileKey,
        identity: 'ref:video-1',
        complete: true,
        at: AT,
      };
      const hit = { ...about, path: 'media/video-1' };
      await expect
        .poll(() => severe('hate'), LAG)
        .toEqual([
          {
            ...hit,
            class: 'hate',
            severity: 2,
            severityClass: 'hate',
            probability: null,
            derived: false,
            place: { position: { begin: 2, end: 12 } },
          },
        ]);
      await expect
        .poll(() => severe('any'), LAG)
        .toEqual([
          {
            ...hit,
            class: 'any',
            severity: 3,
            severityClass: 'violence',
            probability: null,
            derived: false,
            place: { position: { begin: 3, end: 13 } },
          },
        ]);
      expect(await severe('spam')).toEqual([]);
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
});
