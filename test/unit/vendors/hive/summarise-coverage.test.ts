/** How much of a file was seen, and whether that is all of it. */
import { describe, expect, test } from 'vitest';
import type { Coverage } from '../../../../lib/summaries/file-summary.ts';
import { fileReadTwice, summarise } from '../../../support/hive-summaries.ts';
import { failed, frame, looked, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const SCORES = { yes_nazi: 0, no_nazi: 1 };
const framesOf = (count: number) => Array.from({ length: count }, (_, time) => frame(time, SCORES));
const video = (count: number, num_frames?: unknown, duration?: unknown) =>
  looked(framesOf(count), { url: null, filename: 'a.mp4', num_frames, duration });

async function coverageOf(...entries: unknown[]): Promise<Coverage> {
  const result = await summarise(task(...entries));
  const { coverage } = onlyFile(result);
  const { indexed, expected, complete } = coverage;
  expect(result.report).toMatchObject({ predictions: indexed, expected, complete });
  return coverage;
}

describe('frames', () => {
  test('200 of 600 are not complete', async () => {
    expect(await coverageOf(video(200, 600, 60.5))).toEqual({
      unit: 'frames',
      indexed: 200,
      expected: 600,
      complete: false,
      seconds: { expected: 60.5, indexed: 199 },
      models: [{ product: 'visual', model: 'm-1', unit: 'frames', indexed: 200, expected: 600, complete: false }],
    });
  });

  test.each([
    ['all of them', 3, true],
    ['more than stated', 2, null],
    ['none stated', undefined, null],
    ['null stated', null, null],
  ])('%s', async (_, stated, complete) => {
    expect(await coverageOf(video(3, stated))).toMatchObject({ indexed: 3, expected: stated ?? null, complete });
  });

  test.each([-1, 2.5, '3', 2 ** 53, {}])(
    'a number of %j says nothing, and the rest of the input stands',
    async (stated) => {
      expect(await coverageOf(video(3, stated, 9))).toMatchObject({
        expected: null,
        complete: null,
        seconds: { expected: 9 },
      });
    },
  );

  test('one with an empty list of classes or of boxes was looked at; one with neither was not', async () => {
    const output = [frame(0, SCORES), { time: 1, classes: [] }, { time: 2, bounding_poly: [] }, { time: 3 }, null];
    expect(await coverageOf(looked(output, { num_frames: 4 }))).toMatchObject({
      indexed: 3,
      expected: 4,
      complete: false,
      seconds: { indexed: 2 },
    });
  });

  test('the last may come first', async () => {
    expect((await coverageOf(looked(framesOf(3).reverse()))).seconds).toEqual({ expected: null, indexed: 2 });
  });
});

describe('frames are counted once', () => {
  const at = (...times: (number | null)[]) => times.map((time) => frame(time, SCORES));
  const lookedAt = async (num_frames: number | undefined, ...pages: (number | null)[][]) => {
    const file = await fileReadTwice(pages.map((times) => task(looked(at(...times), { num_frames }))));
    return { ...file.coverage, count: file.moderation?.classes.yes_nazi?.count };
  };

  test.each<[string, (number | null)[][], number]>([
    ['each after the one before', [[0, 0.5, 1]], 3],
    ['the same time again', [[0, 1, 1]], 2],
    ['a time gone by', [[0, 2, 1, 3]], 3],
    ['back to the first', [[5, 0, 1, 2]], 1],
    [
      'pages that overlap',
      [
        [0, 1, 2],
        [1, 2, 3],
        [3, 4],
      ],
      5,
    ],
    [
      'a page that comes again',
      [
        [0, 1],
        [0, 1],
      ],
      2,
    ],
    ['without times each', [[null, null], [null]], 3],
    ['without a time between others', [[0, null, 0, null, 1]], 4],
  ])('%s', async (_, pages, indexed) => {
    const count = pages.flat().length;
    expect(await lookedAt(indexed, ...pages)).toMatchObject({ indexed, expected: indexed, complete: true, count });
    expect(await lookedAt(indexed + 1, ...pages)).toMatchObject({ indexed, complete: false });
    expect(await lookedAt(indexed - 1, ...pages)).toMatchObject({ indexed, complete: null });
    expect(await lookedAt(undefined, ...pages)).toMatchObject({ indexed, expected: null, complete: null });
  });

  test('pages of 250 at each 200 of 1,000, of which the last were never read, are not all', async () => {
    const from = (offset: number) => Array.from({ length: 250 }, (_, index) => offset + index);
    expect(await lookedAt(1000, from(0), from(200), from(400), from(600))).toMatchObject({
      indexed: 850,
      expected: 1000,
      complete: false,
      count: 1000,
    });
  });

  test('one that had no scores does not keep its time from the next', async () => {
    const { coverage } = await fileReadTwice(task(looked([{ time: 0 }, ...at(0)], { num_frames: 1 })));
    expect(coverage).toMatchObject({ indexed: 1, complete: true });
  });

  test('the scores of what was counted already count all the same', async () => {
    const output = [...at(0, 1), frame(0, { yes_nazi: 0.95, no_nazi: 0.05 })];
    expect((await fileReadTwice(task(looked(output, { num_frames: 2 })))).moderation).toMatchObject({
      severity: 2,
      severityAt: { time: { begin: 0, end: 0 } },
    });
  });

  test('the parts of a text are all at 0, and count each', async () => {
    expect((await fileReadTwice(task(text({ hate: 0 }, { hate: 1 })))).coverage).toMatchObject({ indexed: 2 });
  });

  test('what was left out makes even all of them not complete', async () => {
    const output = [{ time: 0, classes: [{ class: 'yes_nazi', score: 7 }] }, ...at(1)];
    const { coverage } = await fileReadTwice(task(looked(output, { num_frames: 1 })));
    expect(coverage).toMatchObject({ indexed: 2, expected: 1, complete: false });
  });
});

test('segments of music are expected like frames', async () => {
  const segments = [frame(null, { ai_generated_music: 0, not_ai_generated_music: 1 })];
  expect(await coverageOf(looked(segments, { num_frames: 9, duration: 80.8 }))).toMatchObject({
    unit: 'segments',
    indexed: 1,
    expected: 9,
    complete: false,
    seconds: { expected: 80.8, indexed: null },
  });
});

test('how many sentences there should be nobody says: until when they go is known', async () => {
  const media = { filename: 'a.mp4', num_frames: 9, duration: 33.1 };
  expect(await coverageOf(speech([sentence(0, { hate: 0 }), sentence(7, {})], media))).toEqual({
    unit: 'sentences',
    indexed: 2,
    expected: null,
    complete: null,
    seconds: { expected: 33.1, indexed: 8 },
    models: [{ product: 'speech', model: null, unit: 'sentences', indexed: 2, expected: null, complete: null }],
  });
});

test('a text has parts, and no seconds', async () => {
  const coverage = await coverageOf(text({ hate: 0 }, { hate: 1 }));
  expect(coverage).toMatchObject({ unit: 'texts', indexed: 2, expected: null, complete: null });
  expect(coverage).not.toHaveProperty('seconds');
});

describe('several models', () => {
  test('of one unit are counted together', async () => {
    expect(await coverageOf(video(3, 3), video(2, 2))).toMatchObject({
      unit: 'frames',
      indexed: 5,
      expected: 5,
      complete: true,
      models: [{ complete: true }, { complete: true }],
    });
  });

  test('one of which is not complete', async () => {
    expect(await coverageOf(video(3, 3), video(2, 3))).toMatchObject({ indexed: 5, expected: 6, complete: false });
  });

  test('one of which does not say what to expect', async () => {
    expect(await coverageOf(video(3, 3), speech([sentence(0, { hate: 0 })]))).toMatchObject({
      unit: 'mixed',
      indexed: 4,
      expected: null,
      complete: null,
      models: [{ complete: true }, { complete: null }],
    });
  });

  test('one of which failed: what was seen is not all', async () => {
    expect(await coverageOf(video(3, 3), failed('2'))).toMatchObject({
      indexed: 3,
      expected: 3,
      complete: false,
      models: [{ complete: true }],
    });
  });
});

describe('nothing scored is null, not 0, and no failure', () => {
  test.each([
    ['no output', undefined, 0],
    ['an output of null', null, 0],
    ['an empty output', [], 0],
    ['one frame without classes', [{ time: 0, classes: [] }], 1],
  ])('%s', async (_, output, expected) => {
    const { files, report } = await summarise(task(looked(output, { num_frames: expected })));
    expect(files).toMatchObject([
      { moderation: { severity: null, severityClass: null, derived: false, classes: {} }, errors: [] },
    ]);
    expect(report).toMatchObject({ files: 1, failure: undefined, errorCount: 0 });
    expect(files[0]?.coverage).toMatchObject({ indexed: expected, expected, complete: true });
  });

  test('no response at all', async () => {
    const { files } = await summarise(task({ status: { code: '0' } }, { status: { code: '0' }, response: null }));
    expect(files).toMatchObject([{ moderation: { severity: null }, coverage: { indexed: 0, complete: null } }]);
  });
});
