import { expect, test } from 'vitest';
import { Permanent } from '../../../../lib/platform/errors.ts';
import { asking, BASE, bodyOf, failureOf, fixture, JOB, PREDICTIONS, state } from '../../../support/hume-fetching.ts';

test('a completed job gives its predictions byte for byte, and what Hume says they hold', async () => {
  const predictions = await fixture('predictions_face_seed');
  const { asked, fetchResult } = asking({ [JOB]: await fixture('job_details_completed'), [PREDICTIONS]: predictions });
  const result = await fetchResult('job-1');
  expect(result).toMatchObject({ state: 'completed', expected: { predictions: 10, errors: 0 } });
  expect({ body: await bodyOf(result) }).toEqual(predictions);
  expect(asked.map(({ url, headers }) => [url, headers['x-hume-api-key']])).toEqual([
    [JOB, 'key-1'],
    [PREDICTIONS, 'key-1'],
  ]);
});

test('counts that Hume does not give are not made up', async () => {
  const { fetchResult } = asking({
    [JOB]: state({ status: 'COMPLETED', num_predictions: null }),
    [PREDICTIONS]: { body: '[]' },
  });
  expect(await fetchResult('job-1')).toMatchObject({ expected: { predictions: undefined, errors: undefined } });
});

test('a failed job gives Hume’s own reason, or says that there is none; its predictions are not asked for', async () => {
  const { asked, fetchResult } = asking({ [JOB]: await fixture('job_details_failed') });
  expect(await fetchResult('job-1')).toEqual({
    state: 'failed',
    message: "user 'abcde' has exceeded their usage limit",
  });
  expect(asked).toHaveLength(1);

  const silent = asking({ [JOB]: state({ status: 'FAILED' }) });
  expect(await silent.fetchResult('job-1')).toEqual({ state: 'failed', message: expect.stringMatching(/./) });
});

test.each(['job_details_queued', 'job_details_in_progress'])('%s: not finished', async (name) => {
  const { asked, fetchResult } = asking({ [JOB]: await fixture(name) });
  expect(await fetchResult('job-1')).toEqual({ state: 'unfinished' });
  expect(asked).toHaveLength(1);
});

test('a state nobody knows is asked about again, not an error', async () => {
  const { fetchResult } = asking({ [JOB]: state({ status: 'PAUSED' }) });
  expect(await fetchResult('job-1')).toEqual({ state: 'unfinished' });
});

test('a slash at the end of the base URL is no second one', async () => {
  const { asked, fetchResult } = asking({ [JOB]: state({ status: 'QUEUED' }) }, { baseUrl: `${BASE}//` });
  expect(await fetchResult('job-1')).toEqual({ state: 'unfinished' });
  expect(asked.map(({ url }) => url)).toEqual([JOB]);
});

test('a base URL may have a path', async () => {
  const job = 'https://proxy.test/hume/v0/batch/jobs/job-1';
  const { fetchResult } = asking({ [job]: state({ status: 'QUEUED' }) }, { baseUrl: 'https://proxy.test/hume/' });
  expect(await fetchResult('job-1')).toEqual({ state: 'unfinished' });
});

test('a job id cannot lead to another path', async () => {
  const { asked, fetchResult } = asking({});
  await failureOf(fetchResult('../keys?x=1#y'));
  expect(asked[0]?.url).toBe(`${BASE}/v0/batch/jobs/..%2Fkeys%3Fx%3D1%23y`);
});

test('without a key nothing is asked, and waiting would not help', async () => {
  const { asked, fetchResult } = asking({}, { apiKey: undefined });
  await expect(fetchResult('job-1')).rejects.toThrow(Permanent);
  await expect(fetchResult('job-1')).rejects.toThrow('HUME_API_KEY');
  expect(asked).toEqual([]);
});
