/** What users see of each of Hume's published or shaped results. */
import { expect, test } from 'vitest';
import { Malformed } from '../../../../lib/platform/errors.ts';
import { fileSummarySchema } from '../../../../lib/summaries/file-summary.ts';
import { fileKeyOf } from '../../../../lib/summaries/identity.ts';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { withoutBytes } from '../../../support/hume-summaries.ts';
import { everyBytes, fixtureBytes, onlyFile, summarised } from '../../../support/result-bytes.ts';

async function fixture(name: string, context = {}) {
  return summarised(summariseHume, await fixtureBytes(`hume/${name}.json`), context);
}

const SEED_IDENTITY = 'https://hume-tutorials.s3.amazonaws.com/faces.zip!/faces/100.jpg';
/** The only prediction, in the bytes of the seed. */
const SEED_FACE = { begin: 391, end: 8345 };
const SEED_TOP = [
  ['Concentration', 0.44288986921310425],
  ['Confusion', 0.39346569776535034],
  ['Awe', 0.33812594413757324],
  ['Doubt', 0.3284550905227661],
  ['Interest', 0.3136432468891144],
];

test('the seed: one member of an archive, one face, its five strongest emotions', async () => {
  const result = await fixture('predictions_face_seed', { jobId: 'job-1' });
  const file = onlyFile(result);
  expect(file).toMatchObject({
    identity: SEED_IDENTITY,
    fileKey: fileKeyOf(SEED_IDENTITY),
    vendor: 'hume',
    jobId: 'job-1',
    schema: 'hume-batch-v0',
    source: { index: 0, type: 'url', url: 'https://hume-tutorials.s3.amazonaws.com/faces.zip' },
    path: 'faces/100.jpg',
    moderation: null,
    coverage: { unit: 'predictions', indexed: 1, complete: null },
    errors: [],
  });
  expect(Object.keys(file.emotions)).toEqual(['face']);
  const { face } = file.emotions;
  expect(face).toMatchObject({ predictions: 1, groups: 1 });
  expect(face?.top.map(({ name, mean }) => [name, mean])).toEqual(SEED_TOP);
  expect(face?.top[0]).toEqual({
    name: 'Concentration',
    mean: 0.44288986921310425,
    max: 0.44288986921310425,
    peak: { time: { begin: 0, end: 0 }, frame: 0, group: 'unknown', bytes: SEED_FACE },
  });
  expect(Object.keys(face?.all ?? {})).toHaveLength(48);
  expect(result.report).toEqual({
    files: 1,
    predictions: 1,
    errorCount: 0,
    expected: null,
    complete: null,
    failure: undefined,
    unknownClasses: [],
    changedHeads: [],
  });
});

test('the callback that holds the seed says the same, and names its job itself', async () => {
  const seed = onlyFile(await fixture('predictions_face_seed', { jobId: '908c9fae-1290-4776-9e37-b1a8d1a03fea' }));
  expect(withoutBytes(onlyFile(await fixture('callback_completed')))).toEqual(withoutBytes(seed));
  expect(onlyFile(await fixture('callback_completed', { jobId: 'asked-for' })).jobId).toBe('asked-for');
});

test.each([1, 2, 3, 5, 64, 4096])('the seed says the same in chunks of %i bytes', async (size) => {
  const bytes = await fixtureBytes('hume/predictions_face_seed.json');
  expect(await summarised(summariseHume, everyBytes(bytes, size))).toEqual(await summarised(summariseHume, bytes));
});

test('burst: the emotions, not the descriptions, at a range of time; a sound track belongs to its video', async () => {
  const file = onlyFile(await fixture('predictions_burst_docs_shape'));
  expect(file).toMatchObject({ identity: 'https://example.com/media/clip.mp4', path: 'clip.mp3' });
  expect(Object.keys(file.emotions)).toEqual(['burst']);
  expect(Object.keys(file.emotions.burst?.all ?? {})).toHaveLength(48);
  expect(file.emotions.burst?.top[0]).toEqual({
    name: 'Amusement',
    mean: 0.892,
    max: 0.892,
    peak: { time: { begin: 2.5, end: 3.1 }, group: 'unknown', bytes: expect.any(Object) },
  });
});

test('language: 53 emotions at a range of characters, neither sentiment nor toxicity among them', async () => {
  const file = onlyFile(await fixture('predictions_language_text_source_synthetic', { jobId: 'job-1' }));
  expect(file).toMatchObject({ identity: 'hume:job-1/0/text/0.txt', source: { index: 0, type: 'text' } });
  const { language } = file.emotions;
  expect(Object.keys(language?.all ?? {})).toHaveLength(53);
  expect(withoutBytes(language?.top[0]?.peak)).toEqual({ position: { begin: 0, end: 25 }, group: 'unknown' });
  expect(Object.keys(language?.all ?? {})).not.toContain('toxic');
  expect(language?.sentiment).toEqual({ meanLevel: expect.closeTo(5.2003, 4), predictions: 1 });
  expect(language?.toxicity?.toxic).toMatchObject({
    max: 0.3676686034047085,
    peak: { position: { begin: 0, end: 25 } },
  });
  expect(Object.keys(language?.toxicity ?? {})).toHaveLength(6);
  expect(language?.notSummarised).toEqual([]);
});

test('ner and facemesh are models like the others; a facemesh has no place', async () => {
  const ner = onlyFile(await fixture('predictions_ner_synthetic'));
  expect(withoutBytes(ner.emotions.ner?.top[0]?.peak)).toEqual({ position: { begin: 12, end: 16 }, group: 'unknown' });
  const facemesh = onlyFile(await fixture('predictions_facemesh_synthetic'));
  expect(withoutBytes(facemesh.emotions.facemesh?.top[0]?.peak)).toEqual({ group: 'unknown' });
});

test('facial actions and descriptions are no emotions, and are named as what was not summarised', async () => {
  const file = onlyFile(await fixture('predictions_face_facs_descriptions_synthetic'));
  expect(file.emotions.face?.notSummarised).toEqual(['descriptions', 'facs']);
  expect(Object.keys(file.emotions.face?.all ?? {})).toHaveLength(48);
  expect(file.emotions.face?.top.map(({ name, mean }) => [name, mean])).toEqual(SEED_TOP);
});

test('a job that found nothing has no files, and is no error', async () => {
  const { files, report } = await fixture('callback_completed_empty_predictions');
  expect(files).toEqual([]);
  expect(report).toMatchObject({ files: 0, predictions: 0, errorCount: 0, failure: undefined });
});

test('a job that failed is reported as failed', async () => {
  const { files, report } = await fixture('callback_failed');
  expect(files).toEqual([]);
  expect(report.failure).toEqual(expect.any(String));
});

test.each([
  'emotion_names',
  'error_invalid_api_key_apigee',
  'error_job_not_found',
  'error_predictions_not_ready_unverified',
  'job_details_completed',
  'job_details_failed',
  'job_list',
  'start_job_response',
])('%s is no result', async (name) => {
  await expect(fixture(name)).rejects.toThrow(Malformed);
});

test.each(['speech_seed', 'text_moderation_docs', 'task_failed_synthetic', 'visual_moderation_docs', 'async_ack'])(
  'another vendor’s %s is no result',
  async (name) => {
    const hive = summarised(summariseHume, await fixtureBytes(`hive/${name}.json`));
    await expect(hive).rejects.toThrow(Malformed);
  },
);

test.each([
  'predictions_face_seed',
  'predictions_burst_docs_shape',
  'predictions_language_text_source_synthetic',
  'callback_completed',
])('the summary of %s is one that the index can keep', async (name) => {
  const file = onlyFile(await fixture(name));
  expect(fileSummarySchema.parse(file)).toEqual(file);
  expect(JSON.parse(JSON.stringify(file))).toEqual(file);
});
