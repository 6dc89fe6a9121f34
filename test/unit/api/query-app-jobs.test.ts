import { beforeEach, describe, expect, test } from 'vitest';
import { jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { CLAIMED_FROM, makeJob, secondsLater } from '../../support/job-records.ts';
import { AT, makeTestApp, RAW, readAll } from '../../support/query-app.ts';

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
});

describe('a job', () => {
  const job = makeJob({
    status: 'indexed',
    dueAt: null,
    attempt: 1,
    ref: 'order 7',
    leaseId: 'lease-secret',
    claimedFrom: CLAIMED_FROM,
    raw: RAW,
    coverage: {
      files: 2,
      predictions: 20,
      errors: 0,
      expectedPredictions: 20,
      expectedErrors: 0,
      expectedBy: 'api',
      complete: true,
    },
  });
  const {
    leaseId: _,
    revision: __,
    claimedFrom: ___,
    refusals: ____,
    isGivenUp: _____,
    progress: ______,
    ...shown
  } = job;

  test('is answered with its files, and without what is only ours', async () => {
    const [first, second] = [makeFileSummary({ ref: 'a' }), makeFileSummary({ ref: 'b' })];
    await api.addJob(job);
    await api.addFiles(AT, first, second);
    const { status, body } = await api.ask('/jobs/hume/job-1');
    const { files, ...about } = body;
    expect({ status, about }).toEqual({ status: 200, about: { job: 'hume#job-1', ...shown } });
    expect(files).toHaveLength(2);
    for (const { fileKey, identity, path, coverage } of [first, second])
      expect(files).toContainEqual({ fileKey, identity, path, coverage });
  });

  test('of which nothing is indexed yet has no files', async () => {
    await api.addJob(makeJob());
    expect(await api.ask('/jobs/hume/job-1')).toMatchObject({
      status: 200,
      body: { status: 'received', files: [], raw: null, coverage: null },
    });
  });

  test('pages its files to the end', async () => {
    await api.addJob(job);
    await api.addFiles(AT, ...Array.from({ length: 30 }, (_, index) => makeFileSummary({ ref: `file-${index}` })));
    const first = await api.ask('/jobs/hume/job-1');
    expect(first.body.files).toHaveLength(25);
    expect(await readAll(api, '/jobs/hume/job-1?limit=4', 'files')).toHaveLength(30);
  });

  test('nobody knows is 404', async () => {
    expect(await api.ask('/jobs/hume/nobody')).toEqual({ status: 404, body: { message: 'no such job' } });
    expect(await api.ask('/jobs/nobody/job-1')).toEqual({ status: 404, body: { message: 'no such job' } });
  });

  test.each([
    ['first of several tokens', 'new-token'],
    ['last of several tokens', 'old-token'],
  ])('is answered to the %s', async (_, token) => {
    const { app, addJob } = makeTestApp({ tokens: ['new-token', 'old-token'] });
    await addJob(job);
    const response = await app.request('/jobs/hume/job-1', { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
  });
});

describe('the jobs in a state', () => {
  const jobs = Array.from({ length: 12 }, (_, index) =>
    makeJob({
      jobId: `job-${index}`,
      status: 'parked',
      dueAt: null,
      reason: `reason ${index}`,
      updatedAt: secondsLater(index).toISOString(),
    }),
  );

  test('are answered, the latest change first', async () => {
    for (const job of [...jobs.slice(0, 2), makeJob({ jobId: 'other' })]) await api.addJob(job);
    const { status, body } = await api.ask('/jobs?status=parked');
    const [first, second] = body.jobs;
    expect({ status, keys: Object.keys(body) }).toEqual({ status: 200, keys: ['jobs'] });
    const {
      leaseId: _,
      revision: __,
      claimedFrom: ___,
      refusals: ____,
      isGivenUp: _____,
      progress: ______,
      ...shown
    } = jobs[1] ?? makeJob();
    expect(first).toEqual({ job: 'hume#job-1', ...shown });
    expect(second).toMatchObject({ job: 'hume#job-0', reason: 'reason 0' });
    expect(body.jobs).toHaveLength(2);
  });

  test('are paged to the end', async () => {
    for (const job of jobs) await api.addJob(job);
    const names = (await readAll(api, '/jobs?status=parked&limit=5', 'jobs')).map(({ job }) => job);
    expect(names).toEqual(jobs.map(jobKeyOf).toReversed());
  });

  test('are none: an empty list', async () => {
    expect(await api.ask('/jobs?status=failed')).toEqual({ status: 200, body: { jobs: [] } });
  });
});

describe('the vendor’s own bytes', () => {
  test('are where the answer redirects to, for a short while, and no cache keeps it', async () => {
    await api.addJob(makeJob({ raw: RAW }));
    const response = await api.get('/jobs/hume/job-1/raw');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('memory:results/hume/job-1?expires=300');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('are the very version that was indexed', async () => {
    const asked: unknown[] = [];
    const { get, addJob } = makeTestApp({
      rawUrls: {
        urlOf: async (ref) => {
          asked.push(ref);
          return 'https://bucket.example.com/signed';
        },
      },
    });
    await addJob(makeJob({ raw: RAW }));
    await get('/jobs/hume/job-1/raw');
    expect(asked).toEqual([RAW]);
  });

  test('are the kept callback until there is more', async () => {
    await api.addJob(makeJob({ raw: null }));
    const response = await api.get('/jobs/hume/job-1/raw');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toContain('memory:callbacks/hume/job-1/aa');
  });

  test('are not there yet', async () => {
    await api.addJob(makeJob({ status: 'expected', raw: null, callback: null }));
    expect(await api.ask('/jobs/hume/job-1/raw')).toEqual({
      status: 404,
      body: { message: 'nothing is kept of this job yet' },
    });
    expect(await api.ask('/jobs/hume/nobody/raw')).toEqual({ status: 404, body: { message: 'no such job' } });
  });
});
