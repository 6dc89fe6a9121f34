/** What users see of each of Hive's published or shaped results. */
import { expect, test } from 'vitest';
import { Malformed } from '../../../../lib/platform/errors.ts';
import { fileSummarySchema } from '../../../../lib/summaries/file-summary.ts';
import { fileKeyOf } from '../../../../lib/summaries/identity.ts';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../../lib/vendors/hive/summarise.ts';
import { looked, task } from '../../../support/hive-tasks.ts';
import { bytesOf, everyBytes, fixtureBytes, onlyFile, summarised } from '../../../support/result-bytes.ts';

const summarise = makeSummariseHive(DEFAULT_POLICY);
const TASK = '5ce602f0-5b07-11ed-80f8-138a369a2201';

async function fixture(name: string, context = {}) {
  return summarised(summarise, await fixtureBytes(`hive/${name}.json`), context);
}

test('the seed: one upload, four classes looked for, all at 0', async () => {
  const result = await fixture('speech_seed');
  const file = onlyFile(result);
  const identity = `hive:${TASK}/0/Building.m4a`;
  expect(file).toMatchObject({
    identity,
    fileKey: fileKeyOf(identity),
    vendor: 'hive',
    jobId: TASK,
    schema: 'hive-task-v2',
    source: { index: 0, type: 'upload', filename: 'Building.m4a' },
    path: null,
    emotions: {},
    moderation: { severity: 0, severityClass: null, severityAt: null, unknownClasses: [] },
    coverage: { unit: 'sentences', complete: null },
    errors: [],
  });
  const classes = Object.entries(file.moderation?.classes ?? {});
  expect(classes.map(([name, { product, scale, max }]) => [name, product, scale, max]).toSorted()).toEqual([
    ['bullying', 'speech', 'severity', 0],
    ['hate', 'speech', 'severity', 0],
    ['sexual', 'speech', 'severity', 0],
    ['violence', 'speech', 'severity', 0],
  ]);
  expect(file.coverage.indexed).toBe(2);
  expect(classes.map(([, { count }]) => count)).toEqual(Array(4).fill(file.coverage.indexed));
  expect(result.report).toMatchObject({
    files: 1,
    predictions: file.coverage.indexed,
    errorCount: 0,
    failure: undefined,
  });
});

test('severe speech: the class, the sentence and its time', async () => {
  const file = onlyFile(await fixture('speech_severe_synthetic'));
  expect(file.moderation).toMatchObject({
    severity: 3,
    severityClass: 'bullying',
    severityAt: { time: { begin: 18.02, end: 27.819999999999997 }, position: { begin: 283, end: 430 } },
    classes: { sexual: { max: 0, count: 2 }, hate: { max: 2 }, violence: { max: 1 }, bullying: { max: 3, count: 2 } },
  });
});

test('silence is null, not 0: nothing was scored', async () => {
  const { files, report } = await fixture('speech_silent_synthetic');
  expect(files).toMatchObject([
    { moderation: { severity: null, severityClass: null, classes: {} }, coverage: { unit: 'sentences', indexed: 0 } },
  ]);
  expect(report.failure).toBeUndefined();
});

test('text: spam of 3 is kept, and is not the headline', async () => {
  const file = onlyFile(await fixture('text_moderation_docs'));
  expect(file).toMatchObject({
    identity: `hive:${TASK}/0/`,
    source: { index: 0, type: 'text' },
    moderation: {
      severity: 2,
      severityClass: 'sexual',
      classes: {
        sexual: { product: 'text', scale: 'severity', max: 2 },
        spam: { product: 'text', scale: 'two-level', max: 3, at: { position: { begin: 0, end: 110 } }, count: 1 },
      },
      unknownClasses: [],
    },
    coverage: { unit: 'texts', complete: null },
    errors: [],
  });
});

test('a language Hive does not support is null, not 0, although spam was looked for', async () => {
  const file = onlyFile(await fixture('text_moderation_unsupported_language_synthetic'));
  expect(file.moderation).toMatchObject({
    severity: null,
    severityClass: null,
    classes: {
      sexual: { max: null, at: null, count: 0 },
      hate: { max: null },
      violence: { max: null },
      bullying: { max: null },
      spam: { max: 0, count: 1 },
    },
  });
  expect(file.errors).toEqual([]);
});

test('a failed task is a failure in Hive’s words, with no file', async () => {
  const { files, report } = await fixture('task_failed_synthetic');
  expect(files).toEqual([]);
  expect(report.failure).toContain('code 2: synthetic: could not process media');
  expect(report).toMatchObject({ files: 0, errorCount: 1 });
});

test('music that people made: one of nine segments was published, and the summary says so', async () => {
  const file = onlyFile(await fixture('music_detection_docs_excerpt'));
  expect(file).toMatchObject({
    moderation: {
      severity: 0,
      severityClass: null,
      derived: true,
      classes: {
        ai_generated_music: { product: 'ai-music', polarity: 'violation', scale: 'probability', count: 1 },
        not_ai_generated_music: { head: 'ai_generated_music', polarity: 'safe', max: 0.9993343397784074 },
        udio: { polarity: 'neutral', max: 0 },
      },
      unknownClasses: [],
      changedHeads: [],
    },
    coverage: {
      unit: 'segments',
      indexed: 1,
      expected: 9,
      complete: false,
      seconds: { expected: 80.805442, indexed: null },
      models: [{ product: 'ai-music', model: 'ai_music_classifier_DORIAN_2025_04_02_v00', indexed: 1, expected: 9 }],
    },
    errors: [],
  });
});

test('a picture: the violation is the headline, whatever the safe classes score', async () => {
  const { output } = JSON.parse((await fixtureBytes('hive/visual_moderation_docs.json')).toString());
  const file = onlyFile(await summarised(summarise, bytesOf(task(looked(output)))));
  expect(file).toMatchObject({
    moderation: {
      severity: 2,
      severityClass: 'general_nsfw',
      severityAt: { time: { begin: 0, end: 0 } },
      derived: true,
      classes: { general_nsfw: { product: 'visual', max: 0.9 }, no_gun: { polarity: 'safe', max: 0.04 } },
      unknownClasses: [],
      changedHeads: [],
    },
    coverage: { unit: 'frames', indexed: 1, expected: null, complete: null },
  });
});

test.each(['visual_moderation_docs', 'async_ack', 'error_403', 'error_429'])('%s is no task', async (name) => {
  await expect(fixture(name)).rejects.toThrow(Malformed);
});

test.each([
  'predictions_face_seed',
  'callback_completed',
  'callback_completed_empty_predictions',
  'callback_failed',
  'job_details_completed',
])('another vendor’s %s is no task', async (name) => {
  const hume = summarised(summarise, await fixtureBytes(`hume/${name}.json`));
  await expect(hume).rejects.toThrow(Malformed);
});

test('the job’s id and the user’s ref go before the task’s own', async () => {
  expect(onlyFile(await fixture('speech_seed', { jobId: 'job-1' }))).toMatchObject({
    jobId: 'job-1',
    identity: 'hive:job-1/0/Building.m4a',
  });
  expect(onlyFile(await fixture('speech_seed', { ref: 'mine' }))).toMatchObject({ jobId: TASK, identity: 'ref:mine' });
});

test.each([1, 2, 3, 5, 64, 4096])('every task says the same in chunks of %i bytes', async (size) => {
  for (const name of ['speech_seed', 'text_moderation_docs', 'task_failed_synthetic', 'music_detection_docs_excerpt']) {
    const bytes = await fixtureBytes(`hive/${name}.json`);
    expect(await summarised(summarise, everyBytes(bytes, size))).toEqual(await summarised(summarise, bytes));
  }
});

test.each([
  'speech_seed',
  'speech_severe_synthetic',
  'speech_silent_synthetic',
  'text_moderation_docs',
  'text_moderation_unsupported_language_synthetic',
  'music_detection_docs_excerpt',
])('the summary of %s is one that the index can keep', async (name) => {
  const file = onlyFile(await fixture(name));
  expect(fileSummarySchema.parse(file)).toEqual(file);
  expect(JSON.parse(JSON.stringify(file))).toEqual(file);
});
