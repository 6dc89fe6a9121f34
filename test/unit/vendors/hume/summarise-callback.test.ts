/** Where Hume no longer has a result, the callback that was kept is the result, if it holds one. */
import { expect, test } from 'vitest';
import { Malformed } from '../../../../lib/platform/errors.ts';
import { face, faceFile, urlSource, withErrors } from '../../../support/hume-results.ts';
import { CLIP, summarise } from '../../../support/hume-summaries.ts';

const RESULT = [
  withErrors(urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 0.2 }), face(1, { Joy: 0.8, Awe: 0.1 }))), {
    message: 'prosody failed',
    file: 'clip.mp4',
  }),
  { source: { type: 'url', url: 'https://example.com/b.mp4' }, error: 'could not be downloaded' },
];

test.each([
  ['last', { job_id: 'job-1', status: 'COMPLETED', predictions: RESULT }],
  ['first', { predictions: RESULT, status: 'COMPLETED', job_id: 'job-1' }],
  ['among keys we do not know', { version: { a: [1] }, predictions: RESULT, notes: [[], {}, null], job_id: 'job-1' }],
  ['without more', { predictions: RESULT }],
])('a callback that holds predictions %s says what they say by themselves', async (_, callback) => {
  const alone = await summarise(RESULT);
  expect(alone.files).toHaveLength(2);
  expect(await summarise(callback)).toEqual(alone);
});

test.each([
  ['first', { job_id: 'job-7', status: 'COMPLETED', predictions: RESULT }],
  ['last', { predictions: RESULT, status: 'COMPLETED', job_id: 'job-7' }],
])('a saved callback that names its job %s is of that job, all its files', async (_, callback) => {
  const { files, report } = await summarise(callback, {});
  expect(files.map(({ jobId }) => jobId)).toEqual(['job-7', 'job-7']);
  expect({ files, report }).toEqual(await summarise(RESULT, { jobId: 'job-7' }));
  expect((await summarise(callback)).files.map(({ jobId }) => jobId)).toEqual(['job-1', 'job-1']);
});

test.each([
  ['no name', { predictions: RESULT, status: 'COMPLETED' }],
  ['a name of null', { predictions: RESULT, job_id: null }],
])('a saved callback with %s for its job is still read', async (_, callback) => {
  expect((await summarise(callback, {})).files.map(({ jobId }) => jobId)).toEqual(['unknown', 'unknown']);
});

test.each([
  ['by itself', { job_id: 'job-1', status: 'COMPLETED' }],
  ['with null for predictions', { job_id: 'job-1', status: 'COMPLETED', predictions: null }],
  ['with predictions elsewhere', { job_id: 'job-1', status: 'COMPLETED', result: { predictions: RESULT } }],
  ['of another state', { job_id: 'job-1', status: 'IN_PROGRESS' }],
  ['without a state', { job_id: 'job-1' }],
])('a bell %s is no result', async (_, bell) => {
  await expect(summarise(bell)).rejects.toThrow(Malformed);
});
