import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobSchema } from '../../lib/jobs/job.ts';
import { keysOf } from '../../lib/jobs/keys.ts';
import { humeJobId } from '../support/hume-callback.ts';
import { jobInState } from '../support/hume-double.ts';
import { COMPLETED, type HumeScene, startHumeScene } from '../support/hume-scene.ts';
import { fetchJob, fetchRaw, postCallback, waitForJob } from '../support/verdex.ts';

let hume: HumeScene['hume'];
let verdex: HumeScene['verdex'];
let predictions: string;
let stop: HumeScene['stop'];
beforeAll(async () => {
  ({ hume, verdex, predictions, stop } = await startHumeScene());
});
afterAll(() => stop());

const ring = (jobId: string) =>
  postCallback(verdex.callbackUrl('hume'), JSON.stringify({ job_id: jobId, status: 'COMPLETED', predictions: [] }));

/** Makes a waiting job due now, as time would, and lets the sweep find it. */
async function letTimePassAndSweep(jobId: string) {
  const table = verdex.stack.physicalNames.JobsTable;
  const job = await readJob(jobId);
  const due = jobSchema.parse({ ...job, dueAt: new Date().toISOString(), revision: job.revision + 1 });
  await verdex.stack.clients.dynamodb.send(new PutCommand({ TableName: table, Item: { ...due, ...keysOf(due) } }));
  await verdex.stack.invokeSchedule('sweep-jobs');
}

async function readJob(jobId: string) {
  const { GetCommand } = await import('@aws-sdk/lib-dynamodb');
  const key = { TableName: verdex.stack.physicalNames.JobsTable, Key: { job: `hume#${jobId}` } };
  return jobSchema.parse((await verdex.stack.clients.dynamodb.send(new GetCommand(key))).Item);
}

describe('a job of a vendor in trouble', () => {
  it('waits no less than Retry-After says, and is indexed when the sweep finds it due', async () => {
    hume.answerJob({ status: 429, headers: { 'retry-after': '1800' }, body: '{}' }, COMPLETED);
    hume.answerPredictions({ body: predictions });
    await ring(humeJobId('throttled'));
    const waiting = await waitForJob(verdex, 'hume', humeJobId('throttled'), 'waiting');
    expect(waiting.reason).toBe('Hume answered 429');
    expect(Date.parse(waiting.dueAt ?? '') - Date.parse(waiting.updatedAt)).toBeGreaterThanOrEqual(1_800_000 - 1000);
    await letTimePassAndSweep(humeJobId('throttled'));
    const indexed = await waitForJob(verdex, 'hume', humeJobId('throttled'), 'indexed');
    expect(indexed).toMatchObject({ attempt: 2, dueAt: null, reason: null, coverage: { predictions: 1 } });
  });

  it('that is not finished waits, whatever the callback says', async () => {
    hume.answerJob(jobInState('IN_PROGRESS'), COMPLETED);
    hume.answerPredictions({ body: predictions });
    await ring(humeJobId('early'));
    await waitForJob(verdex, 'hume', humeJobId('early'), 'waiting');
    expect(hume.requests).not.toContain(`/v0/batch/jobs/${humeJobId('early')}/predictions`);
    await letTimePassAndSweep(humeJobId('early'));
    await waitForJob(verdex, 'hume', humeJobId('early'), 'indexed');
  });

  it('that failed is failed, with the vendor’s words', async () => {
    hume.answerJob(jobInState('FAILED', { message: 'the archive is encrypted' }));
    await ring(humeJobId('failed'));
    const failed = await waitForJob(verdex, 'hume', humeJobId('failed'), 'failed');
    expect(failed).toMatchObject({ reason: 'the archive is encrypted', dueAt: null, raw: null });
  });

  it('whose result is cut off on the way leaves nothing behind, and is fetched again', async () => {
    hume.answerJob(COMPLETED);
    hume.answerPredictions({ body: predictions, cutAfterBytes: 3000 }, { body: predictions });
    await ring(humeJobId('cut'));
    const waiting = await waitForJob(verdex, 'hume', humeJobId('cut'), 'waiting');
    expect(waiting).toMatchObject({ raw: null, files: [], reason: 'Hume broke off in the middle of the predictions' });
    await letTimePassAndSweep(humeJobId('cut'));
    await waitForJob(verdex, 'hume', humeJobId('cut'), 'indexed');
  });

  it.each([
    [
      'is not known',
      { status: 404, body: '{"message":"job not found"}' },
      'Hume answered 404: it does not have the job',
    ],
    [
      'has moved',
      { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' },
      'Hume answered 302: the API has moved, check its URL',
    ],
  ])('that %s is parked with a reason to act on', async (what, answer, reason) => {
    hume.answerJob(answer);
    const jobId = humeJobId(what);
    await ring(jobId);
    expect(await waitForJob(verdex, 'hume', jobId, 'parked')).toMatchObject({ reason, dueAt: null });
  });

  it('whose result is not JSON is parked, and the bytes are kept', async () => {
    hume.answerJob(COMPLETED);
    hume.answerPredictions({ body: `${predictions.slice(0, 4000)}` });
    await ring(humeJobId('not json'));
    const parked = await waitForJob(verdex, 'hume', humeJobId('not json'), 'parked');
    expect(parked.reason).toBe('incomplete JSON: it ends after 4000 bytes');
    expect((await fetchRaw(verdex, 'hume', humeJobId('not json'))).toString()).toBe(predictions.slice(0, 4000));
  });
});

describe('the sweep', () => {
  it('finds a job whose nudge was lost', async () => {
    hume.answerJob(jobInState('QUEUED'), COMPLETED);
    hume.answerPredictions({ body: predictions });
    await ring(humeJobId('lost nudge'));
    await waitForJob(verdex, 'hume', humeJobId('lost nudge'), 'waiting');
    await verdex.stack.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: verdex.stack.queueUrls.NudgesQueue }));
    await letTimePassAndSweep(humeJobId('lost nudge'));
    await waitForJob(verdex, 'hume', humeJobId('lost nudge'), 'indexed');
  });

  it('leaves alone what is not due', async () => {
    hume.answerJob({ status: 503, headers: { 'retry-after': '600' }, body: '{}' });
    await ring(humeJobId('not due'));
    const before = await waitForJob(verdex, 'hume', humeJobId('not due'), 'waiting');
    await verdex.stack.invokeSchedule('sweep-jobs');
    expect(await fetchJob(verdex, 'hume', humeJobId('not due'))).toEqual(before);
  });
});
