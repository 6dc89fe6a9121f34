import { describe, expect, test } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import { makeReplayJobs } from '../../../lib/jobs/replay-jobs.ts';
import { makeJob, secondsLater } from '../../support/job-records.ts';
import { AT, makeTestApp } from '../../support/query-app.ts';

const JOB_ID = '908c9fae-1290-4776-9e37-b1a8d1a03fea';
type Api = ReturnType<typeof makeTestApp>;

async function send(api: Api, path: string, body: object = {}) {
  const response = await api.post(path, JSON.stringify(body));
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('one job', () => {
  test.each(['parked', 'failed', 'indexed', 'waiting', 'expected', 'received'] as const)(
    'that is %s is due now',
    async (status) => {
      const api = makeTestApp();
      await api.addJob(makeJob({ jobId: JOB_ID, status, attempt: 9, reason: 'as it was' }));
      expect(await send(api, `/jobs/hume/${JOB_ID}/replay`)).toEqual({
        status: 202,
        body: { job: `hume#${JOB_ID}`, status: 'received' },
      });
      const job = await api.jobs.read({ vendor: 'hume', jobId: JOB_ID });
      expect(job).toMatchObject({ status: 'received', ...(status !== 'received' && { dueAt: AT, attempt: 0 }) });
    },
  );

  test('that a worker has is left to it', async () => {
    const api = makeTestApp();
    const running = makeJob({ jobId: JOB_ID, status: 'running', leaseId: 'lease-1' });
    await api.addJob(running);
    expect((await send(api, `/jobs/hume/${JOB_ID}/replay`)).status).toBe(409);
    expect(await api.jobs.read(running)).toEqual({ ...running, revision: 1 });
  });

  test('that nobody knows is not found', async () => {
    expect(await send(makeTestApp(), `/jobs/hume/${JOB_ID}/replay`)).toEqual({
      status: 404,
      body: { message: 'no such job' },
    });
  });
});

describe('many jobs', () => {
  /** Three that Hume refused, two that are broken, each changed a second after the one before. */
  const REASONS = ['Hume answered 403', 'broken off', 'Hume answered 403', 'broken off at 7', 'Hume answered 403'];
  const parked = REASONS.map((reason, index) =>
    makeJob({
      jobId: `job-${index}`,
      status: 'parked',
      dueAt: null,
      reason,
      updatedAt: secondsLater(index).toISOString(),
    }),
  );

  async function makeFilledApp(jobs: readonly Job[] = parked) {
    const api = makeTestApp();
    for (const job of [...jobs, makeJob({ jobId: 'fine', status: 'indexed', dueAt: null })]) await api.addJob(job);
    const statuses = async () => Promise.all(jobs.map(async (job) => (await api.jobs.read(job))?.status));
    return { api, statuses };
  }

  test('are counted by reason in a dry run, and left as they are', async () => {
    const { api, statuses } = await makeFilledApp();
    expect(await send(api, '/jobs/replay', { status: 'parked', dryRun: true })).toEqual({
      status: 200,
      body: {
        matched: 5,
        replayed: 0,
        reasons: { 'Hume answered 403': 3, 'broken off': 1, 'broken off at 7': 1 },
      },
    });
    expect(await statuses()).toEqual(Array(5).fill('parked'));
  });

  test('are those of a reason alone', async () => {
    const { api, statuses } = await makeFilledApp();
    expect((await send(api, '/jobs/replay', { status: 'parked', reason: '403' })).body).toMatchObject({ replayed: 3 });
    expect(await statuses()).toEqual(['received', 'parked', 'received', 'parked', 'received']);
  });

  test('are those of a time alone, its bounds included', async () => {
    const { api, statuses } = await makeFilledApp();
    const span = { from: secondsLater(1).toISOString(), to: secondsLater(3).toISOString() };
    expect((await send(api, '/jobs/replay', { status: 'parked', ...span })).body).toMatchObject({ replayed: 3 });
    expect(await statuses()).toEqual(['parked', 'received', 'received', 'received', 'parked']);
  });

  test.each([1, 2, 3, 5])('are each replayed once, %i looked at in a request', async (limit) => {
    const { api, statuses } = await makeFilledApp();
    let cursor: string | undefined;
    let replayed = 0;
    do {
      const { body } = await send(api, '/jobs/replay', { status: 'parked', limit, ...(cursor && { cursor }) });
      expect(body.matched).toBeLessThanOrEqual(limit);
      replayed += body.replayed;
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(replayed).toBe(5);
    expect(await statuses()).toEqual(Array(5).fill('received'));
    expect(await api.jobs.read({ vendor: 'hume', jobId: 'fine' })).toMatchObject({ status: 'indexed' });
  });

  test('that went on by themselves since they were listed are left alone', async () => {
    const { api } = await makeFilledApp();
    const [job = makeJob()] = parked;
    await api.jobs.write({ ...job, status: 'indexed', reason: null }, 1);
    const asListedBefore = { list: async () => ({ items: parked, cursor: undefined }) };
    const replayJobs = makeReplayJobs({ store: asListedBefore, ledger: api.ledger });
    const page = await replayJobs({ status: 'parked', changed: {}, dryRun: false }, { limit: 10 });
    expect(page).toMatchObject({ matched: 5, replayed: 4 });
    expect(await api.jobs.read(job)).toMatchObject({ status: 'indexed' });
  });

  test.each([
    [{}, 'status: must be one of parked, failed, indexed, waiting, expected'],
    [{ status: 'running' }, 'status: must be one of parked, failed, indexed, waiting, expected'],
    [{ status: 'parked', limit: 501 }, 'limit: must be a whole number from 1 to 500'],
    [{ status: 'parked', dryRun: 'yes' }, 'dryRun: must be true or false'],
    [{ status: 'parked', from: 'monday' }, 'from: must be an ISO 8601 date or date-time'],
    [{ status: 'parked', cursor: 'garbage' }, 'cursor: not one that this query answered'],
    [{ status: 'parked', olderThan: 7 }, 'olderThan: no such parameter here'],
  ])('wished for by %j are refused, by name', async (wish, message) => {
    const { api, statuses } = await makeFilledApp();
    expect(await send(api, '/jobs/replay', wish)).toEqual({ status: 400, body: { message } });
    expect(await statuses()).toEqual(Array(5).fill('parked'));
  });

  test('listed by reason are those, and a page of none may have a next', async () => {
    const { api } = await makeFilledApp();
    const first = await api.ask('/jobs?status=parked&reason=broken&limit=1');
    expect(first.body.jobs).toEqual([]);
    expect(first.body.cursor).toBeDefined();
    const all = await api.ask('/jobs?status=parked&reason=broken&limit=10');
    expect(all.body.jobs.map(({ jobId }: Job) => jobId)).toEqual(['job-3', 'job-1']);
  });
});
