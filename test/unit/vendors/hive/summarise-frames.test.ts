/** Where a maximum was reached, and the bytes that prove it. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../../lib/vendors/hive/summarise.ts';
import { elementAt, moderationIn } from '../../../support/hive-summaries.ts';
import { answerOfV3, classes, frame, looked, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { everyBytes, onlyFile, summarised } from '../../../support/result-bytes.ts';

const SAFE = { gun_in_hand: 0.01, gun_not_in_hand: 0, animated_gun: 0, no_gun: 0.99 };
const ARMED = { gun_in_hand: 0.992, gun_not_in_hand: 0.004, animated_gun: 0, no_gun: 0.004 };
const summarise = makeSummariseHive(DEFAULT_POLICY);

/** Pretty-printed, so that a range that is off by a blank shows. */
async function read(result: unknown) {
  const bytes = Buffer.from(JSON.stringify(result, null, 2));
  const moderation = moderationIn(await summarised(summarise, bytes));
  return { moderation, elementOf: (name: string) => elementAt(bytes, moderation.classes[name]?.at) };
}

test('a violation on the last of 600 frames is the headline, and is where it was', async () => {
  const frames = Array.from({ length: 600 }, (_, index) => frame(index / 3, index === 599 ? ARMED : SAFE));
  const result = task(looked(frames, { url: null, filename: 'a.mp4', num_frames: 600, duration: 200 }));
  const { moderation, elementOf } = await read(result);
  expect(moderation).toMatchObject({
    severity: 3,
    severityClass: 'gun_in_hand',
    severityAt: { time: { begin: 599 / 3, end: 599 / 3 } },
    derived: true,
    classes: { gun_in_hand: { max: 0.992, count: 600 }, no_gun: { max: 0.99, at: { time: { begin: 0 } } } },
  });
  expect(elementOf('gun_in_hand')).toEqual(frames[599]);
  expect(elementOf('no_gun')).toEqual(frames[0]);
  const file = onlyFile(await summarised(summarise, Buffer.from(JSON.stringify(result))));
  expect(file.coverage).toMatchObject({
    unit: 'frames',
    indexed: 600,
    expected: 600,
    complete: true,
    seconds: { expected: 200, indexed: 599 / 3 },
  });
});

test('of equal maxima it is the first, in any chunks', async () => {
  const bytes = Buffer.from(JSON.stringify(task(looked([SAFE, ARMED, ARMED].map((each, n) => frame(n, each))))));
  const whole = await summarised(summarise, bytes);
  expect(moderationIn(whole).severityAt).toMatchObject({ time: { begin: 1, end: 1 } });
  for (const size of [1, 3, 64]) expect(await summarised(summarise, everyBytes(bytes, size))).toEqual(whole);
});

describe('the element of a maximum', () => {
  test('of speech is its sentence, of a text its part', async () => {
    const sentences = [sentence(0, { hate: 0 }), sentence(1, { hate: 2 })];
    const ofSpeech = await read(task(speech(sentences)));
    expect(ofSpeech.elementOf('hate')).toEqual(sentences[1]);

    const parts = text({ hate: 1 }, { hate: 3 });
    const ofText = await read(task(parts));
    expect(ofText.elementOf('hate')).toEqual(parts.response.output[1]);
    expect(ofText.moderation.severityAt).toEqual({ position: { begin: 10, end: 20 }, bytes: expect.anything() });
  });

  test('of a box is the box, with the time of its frame; that of the frame’s own classes is their list', async () => {
    const withBoxes = frame(7, { gun_in_hand: 0.3 }, { yes_deepfake: 0.2 }, { yes_deepfake: 0.9, gun_in_hand: 0.2 });
    const { moderation, elementOf } = await read(task(looked([withBoxes])));
    expect(elementOf('yes_deepfake')).toEqual(withBoxes.bounding_poly?.[1]);
    expect(elementOf('gun_in_hand')).toEqual(withBoxes.classes);
    expect(moderation.classes).toMatchObject({
      yes_deepfake: { product: 'deepfake', max: 0.9, at: { time: { begin: 7, end: 7 } }, count: 2 },
      gun_in_hand: { product: 'visual', max: 0.3, at: { time: { begin: 7, end: 7 } }, count: 2 },
    });
  });

  test('that frame and box share is the frame’s, which says it of the whole', async () => {
    const both = frame(1, { yes_deepfake: 0.9, no_deepfake: 0.1 }, { yes_deepfake: 0.9, no_deepfake: 0.1 });
    const { elementOf } = await read(task(looked([both])));
    expect(elementOf('yes_deepfake')).toEqual(both.classes);
  });

  test('is the frame where the list of boxes is empty', async () => {
    const empty = { ...frame(1, SAFE), bounding_poly: [] };
    expect((await read(task(looked([empty])))).elementOf('no_gun')).toEqual(empty);
  });

  test('is the box that is a class itself', async () => {
    const nike = { class: 'nike', score: 0.8, dimensions: { top: 1 }, meta: { type: 'logo' } };
    const { moderation, elementOf } = await read(task(looked([{ time: 2, bounding_poly: [nike] }])));
    expect(elementOf('nike')).toEqual(nike);
    expect(moderation.classes.nike).toMatchObject({ product: 'detection', polarity: 'neutral', max: 0.8 });
  });
});

describe('the time of a frame', () => {
  const timed = (time: unknown) => ({ classes: classes(ARMED), bounding_poly: [{ classes: classes({ x: 1 }) }], time });

  test('may come after its classes and boxes', async () => {
    const { moderation } = await read(task(looked([timed(4.5)])));
    expect(moderation.severityAt).toMatchObject({ time: { begin: 4.5, end: 4.5 } });
    expect(moderation.classes.x?.at).toMatchObject({ time: { begin: 4.5, end: 4.5 } });
  });

  test.each([null, '4.5', 2 ** 53, { begin: 1 }])('that is %j is none, and the score stands', async (time) => {
    const { moderation } = await read(task(looked([timed(time)])));
    expect(moderation.severityAt).toEqual({ bytes: expect.anything() });
  });

  test('does not go over to the frame after', async () => {
    const { time: _, ...untimed } = frame(0, ARMED);
    const { moderation } = await read(task(looked([frame(3, SAFE), untimed])));
    expect(moderation.severityAt).toEqual({ bytes: expect.anything() });
  });

  test('stands in `extra` in V3', async () => {
    const answer = answerOfV3({ time: 1.5, scores: SAFE }, { time: 2.5, scores: ARMED });
    const { moderation, elementOf } = await read(answer);
    expect(moderation.severityAt).toMatchObject({ time: { begin: 2.5, end: 2.5 } });
    expect(elementOf('gun_in_hand')).toEqual(answer.output[1]);
  });

  test.each([
    ['no list', { name: 'timestamp', value: 1 }],
    ['of other things', [{ name: 'other', value: 1 }, null, 'timestamp']],
    ['empty', []],
  ])('is none where `extra` is %s', async (_, extra) => {
    const { moderation } = await read(task(looked([{ extra, classes: classes(ARMED) }])));
    expect(moderation.severityAt).toEqual({ bytes: expect.anything() });
  });
});
