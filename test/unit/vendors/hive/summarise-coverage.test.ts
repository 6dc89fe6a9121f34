/** How much of a file was seen, and whether that is all of it. */
import { describe, expect, test } from 'vitest';
import type { Coverage } from '../../../../lib/summaries/file-summary.ts';
import { summarise } from '../../../support/hive-summaries.ts';
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
    ['more than stated', 2, true],
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
    ['no output', undefined],
    ['an output of null', null],
    ['an empty output', []],
    ['one frame without classes', [{ time: 0, classes: [] }]],
  ])('%s', async (_, output) => {
    const { files, report } = await summarise(task(looked(output, { num_frames: 0 })));
    expect(files).toMatchObject([
      { moderation: { severity: null, severityClass: null, derived: false, classes: {} }, errors: [] },
    ]);
    expect(report).toMatchObject({ files: 1, failure: undefined, errorCount: 0 });
    expect(files[0]?.coverage).toMatchObject({ expected: 0, complete: true });
  });

  test('no response at all', async () => {
    const { files } = await summarise(task({ status: { code: '0' } }, { status: { code: '0' }, response: null }));
    expect(files).toMatchObject([{ moderation: { severity: null }, coverage: { indexed: 0, complete: null } }]);
  });
});
