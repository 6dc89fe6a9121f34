/** Which product an entry is of: it says so nowhere. */
import { describe, expect, test } from 'vitest';
import { Permanent } from '../../../../lib/platform/errors.ts';
import { moderationIn, moderationOf, summarise } from '../../../support/hive-summaries.ts';
import { answerOfV3, classes, failed, frame, looked, sentence, task } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const productIn = async (result: unknown) =>
  onlyFile(await summarise(result)).coverage.models?.map(({ product }) => product);

test.each([
  ['sentences', 'speech', looked([{ classifications: [sentence(0, { yes_nazi: 1 })] }])],
  ['its model, transcription', 'speech', looked([], null, { model_type: 'TRANSCRIPTION' })],
  ['characters', 'text', looked([{ start_char_index: 0, classes: classes({ yes_nazi: 0 }) }])],
  [
    'its model, text',
    'text',
    looked([{ classes: classes({ yes_nazi: 0 }) }], null, { model_type: 'TEXT_CLASSIFICATION' }),
  ],
  ['visual classes', 'visual', looked([frame(0, { yes_nazi: 0, no_nazi: 1 })])],
  ['the generators of pictures', 'ai-generated', looked([frame(0, { ai_generated: 1, not_ai_generated: 0, sora: 1 })])],
  ['deepfakes in boxes', 'deepfake', looked([{ time: 0, bounding_poly: [{ classes: classes({ yes_deepfake: 1 }) }] }])],
  ['music', 'ai-music', looked([frame(0, { ai_generated_music: 1, not_ai_generated_music: 0 })])],
  [
    'its model, where no class is known',
    'ai-music',
    looked([frame(0, { x: 1 })], null, { model_type: 'AI_AUDIO_DETECTION' }),
  ],
  [
    'boxes around logos',
    'detection',
    looked([{ bounding_poly: [{ classes: classes({ nike: 1 }), meta: { type: 'logo' } }] }]),
  ],
  ['boxes around something else', 'unknown', looked([{ bounding_poly: [{ classes: classes({ nike: 1 }) }] }])],
  ['boxes, none of them there', 'detection', looked([{ bounding_poly: [] }])],
  ['faces', 'detection', looked([{ bounding_poly: [{ classes: classes({ male: 1, adult: 0.9 }) }] }])],
  ['nothing', 'unknown', looked([frame(0, { x: 1 })])],
])('%s: %s', async (_, product, entry) => {
  expect(await productIn(task(entry))).toEqual([product]);
});

test('the most known names decide', async () => {
  const both = { ai_generated: 0.1, not_ai_generated: 0.9, none: 1, yes_deepfake: 0.99 };
  expect(await productIn(task(looked([frame(0, both)])))).toEqual(['ai-generated']);
});

test('a class of another product is read as that product’s: one model answers for two', async () => {
  const both = { ai_generated: 0.1, not_ai_generated: 0.9, none: 1, yes_deepfake: 0.99, no_deepfake: 0.01 };
  expect(await moderationOf(task(looked([frame(0, both)])))).toMatchObject({
    severity: 3,
    severityClass: 'yes_deepfake',
    classes: { ai_generated: { product: 'ai-generated' }, yes_deepfake: { product: 'deepfake', head: 'deepfake' } },
    unknownClasses: [],
    changedHeads: [],
  });
});

test('what a detector finds has names without end: neutral, and none of them unknown', async () => {
  const logos = [
    { classes: classes({ nike: 0.99 }), meta: { type: 'logo' } },
    { class: 'adidas', score: 0.8, meta: { type: 'logo' } },
    { class_name: 'puma', value: 0.7, meta: { type: 'logo' } },
  ];
  expect(await moderationOf(task(looked([{ time: 3, bounding_poly: logos }])))).toMatchObject({
    severity: null,
    classes: {
      nike: { product: 'detection', head: null, polarity: 'neutral', scale: 'probability', max: 0.99 },
      adidas: { max: 0.8, at: { time: { begin: 3, end: 3 } } },
      puma: { max: 0.7 },
    },
    unknownClasses: [],
  });
});

test('scores of nobody knows what are probabilities, and violations', async () => {
  expect(await moderationOf(task(looked([frame(0, { x: 0.95, no_x: 0.99 })])))).toMatchObject({
    severity: 2,
    severityClass: 'x',
    classes: { x: { product: 'unknown', scale: 'probability' }, no_x: { product: 'unknown', polarity: 'safe' } },
    unknownClasses: ['no_x', 'x'],
  });
});

test('several models of one file: all their classes, each model’s coverage', async () => {
  const entries = [
    looked([frame(0, { yes_nazi: 0.95, no_nazi: 0.05 })]),
    looked([{ classifications: [sentence(0, { hate: 1 })] }], null, { model: null }),
  ];
  const result = await summarise(task(...entries));
  expect(moderationIn(result)).toMatchObject({ severity: 2, severityClass: 'yes_nazi', derived: true });
  expect(onlyFile(result).coverage).toMatchObject({
    unit: 'mixed',
    indexed: 2,
    models: [
      { product: 'visual', model: 'm-1', unit: 'frames', indexed: 1 },
      { product: 'speech', model: null, unit: 'sentences', indexed: 1 },
    ],
  });
});

describe('what V3 answers', () => {
  const answer = answerOfV3({ time: 1, scores: { yes_nazi: 0.95, no_nazi: 0.05 } });

  test('is one file, of one model', async () => {
    const file = onlyFile(await summarise(answer));
    expect(file).toMatchObject({
      jobId: 'task-3',
      identity: 'hive:task-3/0/',
      schema: 'hive-answer-v3',
      moderation: { severity: 2, severityClass: 'yes_nazi', severityAt: { time: { begin: 1, end: 1 } } },
      coverage: { unit: 'frames', indexed: 1, expected: null, complete: null, seconds: { expected: null, indexed: 1 } },
    });
    expect(file.coverage.models).toMatchObject([{ product: 'visual', model: 'hive/visual-moderation' }]);
  });

  test('may have its keys in any order, and nothing in it', async () => {
    const { task_id, output, ...rest } = answer;
    expect((await summarise({ output, ...rest, task_id })).files).toMatchObject([{ jobId: 'task-3' }]);
    expect(onlyFile(await summarise({ ...answer, output: [] }))).toMatchObject({
      moderation: { severity: null, classes: {} },
      coverage: { indexed: 0, complete: null },
    });
  });

  test('says where something was left out', async () => {
    const { errors } = onlyFile(
      await summarise({ ...answer, output: [{ classes: [{ class: 'yes_nazi', value: 3 }] }] }),
    );
    expect(errors).toEqual(['the answer: left out: scores that are no probability 0 to 1 (1 times)']);
  });

  test('is passed over beside a status list, which is the result of record', async () => {
    const { task_id: _, ...rest } = answer;
    const result = await summarise({ ...rest, ...task(looked([frame(0, { yes_kkk: 0.1, no_kkk: 0.9 })])) });
    expect(moderationIn(result)).toMatchObject({ severity: 0 });
    expect(Object.keys(moderationIn(result).classes)).toEqual(['yes_kkk', 'no_kkk']);
  });
});

describe('text that was read off pictures is no moderation of them: the classes of its boxes are the words', () => {
  const boxes = [{ classes: classes({ hello: 0.99 }) }];
  test.each([
    ['levels by frame', { time: 0, bounding_poly: boxes, frame_results: [{ classes: classes({ hate: 2 }) }] }],
    ['a block of text', { time: 0, block_text: 'hello', bounding_poly: boxes }],
  ])('%s', async (_, output) => {
    const recognised = looked([output], null, { model_type: 'OCR_MODERATION' });
    await expect(summarise(task(recognised))).rejects.toThrow(
      'does not read this Hive product (model_type OCR_MODERATION)',
    );
    const { moderation, coverage, errors } = onlyFile(
      await summarise(task(recognised, looked([frame(0, { yes_nazi: 0.1, no_nazi: 0.9 })]))),
    );
    expect(Object.keys(moderation?.classes ?? {})).toEqual(['yes_nazi', 'no_nazi']);
    expect(coverage.complete).toBe(false);
    expect(errors).toEqual([expect.stringContaining('status[0]: Verdex does not read')]);
  });
});

test('a text of V3 has levels too: its model says that it is one', async () => {
  const answer = { task_id: 't', model: 'hive/text-moderation', output: [{ classes: [{ class: 'hate', value: 2 }] }] };
  expect(onlyFile(await summarise(answer))).toMatchObject({
    moderation: { severity: 2, severityClass: 'hate', derived: false },
    coverage: { unit: 'texts', models: [{ product: 'text', model: 'hive/text-moderation' }] },
  });
});

test('a logo without a score is there, and nothing was left out', async () => {
  const logos = [{ classes: [{ class: 'nike', label: 'Nike' }], meta: { type: 'logo' } }];
  expect(onlyFile(await summarise(task(looked([{ time: 0, bounding_poly: logos }]))))).toMatchObject({
    moderation: { severity: null, classes: { nike: { max: null, polarity: 'neutral', count: 0 } } },
    coverage: { complete: null },
    errors: [],
  });
});

test('a deepfake whose two classes were renamed is not taken for things that a detector found', async () => {
  const faces = [{ classes: classes({ deepfake_yes: 0.99, deepfake_no: 0.01 }), meta: { type: 'face' } }];
  expect(await moderationOf(task(looked([{ time: 0, bounding_poly: faces }])))).toMatchObject({
    severity: 3,
    severityClass: 'deepfake_yes',
    unknownClasses: ['deepfake_no', 'deepfake_yes'],
  });
});

test('what a machine spoke is a sound, where the medium is one', async () => {
  const scores = { ai_generated: 0.99, not_ai_generated: 0.01 };
  const ofMedium = (mimetype: string) => task(looked([frame(0, scores)], { mimetype }));
  expect(await productIn(ofMedium('audio/mpeg'))).toEqual(['audio']);
  expect(await productIn(ofMedium('video/mp4'))).toEqual(['ai-generated']);
});

test.each([
  ['TRANSCRIPTION', 'classifications', 'sentences'],
  ['TEXT_CLASSIFICATION', 'classes', 'texts'],
  ['CATEGORIZATION', 'bounding_poly', 'frames'],
])('%s with null for its %s is silence, not a product that is not read', async (modelType, place, unit) => {
  const { moderation, coverage } = onlyFile(
    await summarise(task(looked([{ [place]: null }], null, { model_type: modelType }))),
  );
  expect(moderation).toMatchObject({ severity: null, classes: {} });
  expect(coverage).toMatchObject({ unit, indexed: 0, complete: null });
});

describe('one name of several models', () => {
  const speech = looked([{ classifications: [sentence(0, { violence: 3 })] }]);
  const pictures = looked([frame(0, { yes_gambling: 0.1, no_gambling: 0.9, violence: 0.2 })]);

  test.each([
    ['before', [pictures, speech]],
    ['after', [speech, pictures]],
  ])('a level of 3 is the headline, a probability %s it or not', async (_, entries) => {
    expect(await moderationOf(task(...entries))).toMatchObject({
      severity: 3,
      severityClass: 'violence',
      derived: false,
      classes: { violence: { product: 'speech', max: 3 }, 'violence@visual': { product: 'visual', max: 0.2 } },
      unknownClasses: ['violence@visual'],
    });
  });

  test('a class nobody knows is the headline, whatever a detector found under that name', async () => {
    const logos = [{ classes: classes({ renamed: 0.99 }), meta: { type: 'logo' } }];
    const moderation = await moderationOf(
      task(
        looked([{ bounding_poly: logos }]),
        looked([frame(0, { yes_gambling: 0.1, no_gambling: 0.9, renamed: 0.95 })]),
      ),
    );
    expect(moderation).toMatchObject({ severity: 2, severityClass: 'renamed', unknownClasses: ['renamed'] });
    expect(moderation.classes['renamed@detection']).toMatchObject({ polarity: 'neutral', max: 0.99 });
  });
});

test('an entry of null is one that failed', async () => {
  const { coverage, errors } = onlyFile(await summarise(task(null, looked([frame(0, { yes_nazi: 0, no_nazi: 1 })]))));
  expect(errors).toEqual(['status[0]: an entry of null']);
  expect(coverage.complete).toBe(false);
});

test('one entry that failed beside one that is not read: kept for a version that reads it, not failed', async () => {
  const unread = looked([{ block_text: 'a' }], null, { model_type: 'OCR' });
  await expect(summarise(task(failed('2'), unread))).rejects.toThrow(Permanent);
});
