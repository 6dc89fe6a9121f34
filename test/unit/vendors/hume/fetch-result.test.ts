import { expect, test } from 'vitest';
import { AccessRefused, Permanent, Retryable } from '../../../../lib/platform/errors.ts';
import { asking, BASE, bodyOf, fixture, JOB, JOB_ID, PREDICTIONS, state } from '../../../support/hume-fetching.ts';

test('a completed job gives its predictions byte for byte, and what Hume says they hold', async () => {
  const predictions = await fixture('predictions_face_seed');
  const { asked, fetchResult } = asking({ [JOB]: await fixture('job_details_completed'), [PREDICTIONS]: predictions });
  const result = await fetchResult();
  expect(result).toMatchObject({ state: 'completed', expected: { predictions: 10, errors: 0 } });
  expect(await bodyOf(result)).toBe(predictions.body);
  expect(asked.map(({ url, headers }) => [url, headers['x-hume-api-key']])).toEqual([
    [JOB, 'key-1'],
    [PREDICTIONS, 'key-1'],
  ]);
});

test.each([null, -1, 1.5, 1e300, 'ten', [10]])('counts that Hume does not give are not made up: %j', async (count) => {
  const { fetchResult } = asking({
    [JOB]: state({ status: 'COMPLETED', num_predictions: count }),
    [PREDICTIONS]: { body: '[]' },
  });
  expect(await fetchResult()).toMatchObject({
    state: 'completed',
    expected: { predictions: undefined, errors: undefined },
  });
});

test('a failed job gives Hume’s own reason, or says that there is none; its predictions are not asked for', async () => {
  const { asked, fetchResult } = asking({ [JOB]: await fixture('job_details_failed') });
  expect(await fetchResult()).toEqual({
    state: 'failed',
    message: "user 'abcde' has exceeded their usage limit",
  });
  expect(asked).toHaveLength(1);

  for (const message of [undefined, null, 7]) {
    const silent = asking({ [JOB]: state({ status: 'FAILED', message }) });
    expect(await silent.fetchResult()).toEqual({ state: 'failed', message: expect.stringMatching(/./) });
  }
});

test.each(['job_details_queued', 'job_details_in_progress'])('%s: not finished', async (name) => {
  const { asked, fetchResult } = asking({ [JOB]: await fixture(name) });
  expect(await fetchResult()).toEqual({ state: 'unfinished' });
  expect(asked).toHaveLength(1);
});

test('a state nobody knows is asked about again, not an error', async () => {
  const { fetchResult } = asking({ [JOB]: state({ status: 'PAUSED' }) });
  expect(await fetchResult()).toEqual({ state: 'unfinished' });
});

test('a slash at the end of the base URL is no second one', async () => {
  const { asked, fetchResult } = asking({ [JOB]: state({ status: 'QUEUED' }) }, { baseUrl: `${BASE}//` });
  expect(await fetchResult()).toEqual({ state: 'unfinished' });
  expect(asked.map(({ url }) => url)).toEqual([JOB]);
});

test('a base URL may have a path', async () => {
  const job = `https://proxy.test/hume/v0/batch/jobs/${JOB_ID}`;
  const { fetchResult } = asking({ [job]: state({ status: 'QUEUED' }) }, { baseUrl: 'https://proxy.test/hume/' });
  expect(await fetchResult()).toEqual({ state: 'unfinished' });
});

test.each([
  ['a way to another path', '../keys?x=1#y'],
  ['a token of another form', 'job-1'],
  ['nothing', ''],
  ['a UUID and more', `${JOB_ID}/predictions`],
  ['a UUID and a line feed', `${JOB_ID}\n`],
  ['a UUID without its dashes', JOB_ID.replaceAll('-', '')],
  ['a UUID with a digit that is none', JOB_ID.replace('9', 'g')],
])('%s is no job id, and not asked for', async (_, jobId) => {
  const { asked, fetchResult } = asking({});
  await expect(fetchResult(jobId)).rejects.toThrow(Permanent);
  expect(asked).toEqual([]);
});

test('a UUID in capitals is asked for in small letters', async () => {
  const { asked, fetchResult } = asking({ [JOB]: state({ status: 'QUEUED' }) });
  expect(await fetchResult(JOB_ID.toUpperCase())).toEqual({ state: 'unfinished' });
  expect(asked.map(({ url }) => url)).toEqual([JOB]);
});

test.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
  'a UUID of any version is one: %s',
  async (jobId) => {
    const { asked, fetchResult } = asking({ [`${BASE}/v0/batch/jobs/${jobId}`]: state({ status: 'QUEUED' }, jobId) });
    expect(await fetchResult(jobId)).toEqual({ state: 'unfinished' });
    expect(asked).toHaveLength(1);
  },
);

test('another job’s details are not taken for this one’s', async () => {
  const other = state({ status: 'FAILED' }, '00000000-0000-4000-8000-000000000001');
  const { asked, fetchResult } = asking({ [JOB]: other });
  await expect(fetchResult()).rejects.toThrow(Retryable);
  await expect(fetchResult()).rejects.toThrow('another job');
  expect(asked.map(({ url }) => url)).toEqual([JOB, JOB]);
});

test.each([
  ['in capitals', JOB_ID.toUpperCase()],
  ['not said', null],
])('details whose job id is %s are this job’s', async (_, jobId) => {
  const { fetchResult } = asking({ [JOB]: state({ status: 'QUEUED' }, jobId) });
  expect(await fetchResult()).toEqual({ state: 'unfinished' });
});

test.each([404, 410])('a job that Hume does not have (%i) is gone', async (status) => {
  const { asked, fetchResult } = asking({ [JOB]: { status } });
  expect(await fetchResult()).toEqual({ state: 'gone', message: `Hume answered ${status}: it does not have the job` });
  expect(asked).toHaveLength(1);
});

test.each([
  ['may not be there yet', 404, true],
  ['are not there any more', 410, false],
])('predictions of a completed job that %s (%i) are gone', async (_, status, mayStillCome) => {
  const { fetchResult } = asking({ [JOB]: state({ status: 'COMPLETED' }), [PREDICTIONS]: { status } });
  const message = `Hume answered ${status}: it does not have the predictions`;
  expect(await fetchResult()).toEqual({ state: 'gone', message, mayStillCome });
});

test('without a key nothing is asked, and waiting would not help', async () => {
  const { asked, fetchResult } = asking({}, { apiKey: undefined });
  await expect(fetchResult()).rejects.toThrow(AccessRefused);
  await expect(fetchResult()).rejects.toThrow('HUME_API_KEY');
  expect(asked).toEqual([]);
});
