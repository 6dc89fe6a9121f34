/** Jobs whose callback did not come, was too large, or came for nothing: on the packaged service, each by its own way. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { keysOfVendor } from '../../lib/jobs/keys.ts';
import { vendorStateSchema } from '../../lib/jobs/standing/vendor-state.ts';
import { hive, hume as humeJob } from '../../local/demo-jobs.ts';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { startHiveSimulator } from '../../local/simulators/hive.ts';
import { humeJobId, sha256 } from '../support/hume-callback.ts';
import { COMPLETED, type HumeScene, startHumeScene } from '../support/hume-scene.ts';
import { fetchJob, fetchRaw, postCallback, startTestVerdex, waitForJob } from '../support/verdex.ts';

const SOON = () => new Date(Date.now() + 1).toISOString();

async function post(verdex: LocalVerdex, path: string, body: object) {
  const response = await fetch(`${verdex.stack.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${verdex.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('with vendors whose callbacks fail', () => {
  let faults: Fault[] = [];
  let verdex: LocalVerdex;
  beforeAll(async () => {
    const simulator = { faults: { faultsOf: () => faults }, queuedMs: 1, processingMs: 1 };
    verdex = await startTestVerdex({ simulators: { hume: simulator, hive: { ...simulator } } });
  });
  afterAll(() => verdex.stop());

  const photo = humeJob('a photo', { urls: ['https://media.example.com/photos/1-2faces.jpg'], models: { face: {} } });
  const call = hive('a call', 'speech', { url: 'https://media.example.com/calls/1-20s.mp3' });
  const atRest = () => expect.poll(() => verdex.hume.simulator?.isIdle() && verdex.hive.simulator?.isIdle()).toBe(true);
  const digestAtHume = (jobId: string) => verdex.hume.simulator?.jobs().find((job) => job.jobId === jobId)?.predictions;
  const digestAtHive = (taskId: string) =>
    verdex.hive.simulator?.tasks().find((task) => task.taskId === taskId)?.result;

  it.each(['never', 'huge-body'] as const)('an announced job of Hume is asked for: %s', async (fault) => {
    faults = [fault];
    const jobId = await photo.submit(verdex);
    await atRest();
    expect(await fetchJob(verdex, 'hume', jobId)).toBeUndefined();
    expect((await verdex.announce({ vendor: 'hume', jobId, ref: `of ${fault}`, expectBy: SOON() })).status).toBe(201);
    await verdex.stack.invokeSchedule('sweep-jobs');
    const job = await waitForJob(verdex, 'hume', jobId, 'indexed');
    expect(job).toMatchObject({ callback: null, ref: `of ${fault}`, raw: digestAtHume(jobId) });
    expect(job.files).toMatchObject([{ identity: `ref:of ${fault}` }]);
  });

  it.each(['never', 'huge-body'] as const)(
    'a job of Hume that nobody announced is found in its list: %s',
    async (fault) => {
      faults = [fault];
      const jobId = await photo.submit(verdex);
      await atRest();
      expect((await post(verdex, '/vendors/hume/adoptions', {})).status).toBe(202);
      await verdex.stack.invokeSchedule('sweep-jobs');
      await expect.poll(async () => (await fetchJob(verdex, 'hume', jobId))?.status).toBe('received');
      await verdex.stack.invokeSchedule('sweep-jobs');
      const job = await waitForJob(verdex, 'hume', jobId, 'indexed');
      expect(job).toMatchObject({ callback: null, raw: digestAtHume(jobId) });
      const { body } = await post(verdex, '/vendors/hume/adoptions', {});
      expect(body.list.readTo > new Date(Date.now() - 3600_000).toISOString()).toBe(true);
    },
  );

  it.each(['never', 'huge-body'] as const)('an announced task of Hive is asked for by its id: %s', async (fault) => {
    faults = [fault];
    const taskId = await call.submit(verdex);
    await atRest();
    await verdex.announce({ vendor: 'hive', jobId: taskId, expectBy: SOON() });
    await verdex.stack.invokeSchedule('sweep-jobs');
    const job = await waitForJob(verdex, 'hive', taskId, 'indexed');
    expect(job).toMatchObject({ callback: null, raw: digestAtHive(taskId) });
  });
});

it('a Hive that Verdex was only told of is asked where and with what it was told', async () => {
  const hive = await startHiveSimulator({ faults: { faultsOf: () => ['never'] }, processingMs: 1 });
  onTestFinished(() => hive.stop());
  const [apiKey = ''] = Object.keys(hive.projects);
  const taskUrl = `${hive.url}/api/v2/task?task_id={task_id}&frame_offset={frame_offset}&frame_limit={frame_limit}`;
  const verdex = await startTestVerdex({ hive: { baseUrl: hive.url, apiKey, taskUrl } });
  onTestFinished(() => verdex.stop());

  const body = new FormData();
  body.append('url', 'https://media.example.com/calls/1-20s.mp3');
  body.append('callback_url', verdex.callbackUrl('hive'));
  await fetch(`${hive.url}/api/v2/task/async`, { method: 'POST', headers: { authorization: `token ${apiKey}` }, body });
  await expect.poll(() => hive.isIdle()).toBe(true);
  const [task] = hive.tasks();
  if (task === undefined) throw new Error('no task was submitted');
  await verdex.announce({ vendor: 'hive', jobId: task.taskId, expectBy: SOON() });
  await verdex.stack.invokeSchedule('sweep-jobs');
  const job = await waitForJob(verdex, 'hive', task.taskId, 'indexed');
  expect(job).toMatchObject({ callback: null, raw: task.result });
});

describe('with a vendor of few words', () => {
  let hume: HumeScene['hume'];
  let verdex: HumeScene['verdex'];
  let predictions: string;
  let stop: HumeScene['stop'];
  beforeAll(async () => {
    ({ hume, verdex, predictions, stop } = await startHumeScene());
  });
  afterAll(() => stop());

  const table = () => verdex.stack.physicalNames.JobsTable;
  const callBack = (jobId: string, result: string) =>
    postCallback(verdex.callbackUrl('hume'), `{"job_id":"${jobId}","status":"COMPLETED","predictions":${result}}`);

  it('what it no longer has is taken from the callback, byte for byte', async () => {
    hume.answerJob({ status: 404, body: '{"message":"job not found"}' });
    const jobId = humeJobId('gone');
    await callBack(jobId, predictions);
    const job = await waitForJob(verdex, 'hume', jobId, 'indexed');
    expect(job).toMatchObject({
      coverage: { files: 1, predictions: 1, complete: null },
      raw: { key: job.callback?.key },
    });
    const raw = await fetchRaw(verdex, 'hume', jobId);
    expect(sha256(raw)).toBe(job.callback?.sha256);
    expect(raw.toString()).toBe(`{"job_id":"${jobId}","status":"COMPLETED","predictions":${predictions}}`);
  });

  it('what was in no callback either is parked, and done again once it is there', async () => {
    hume.answerJob({ status: 410, body: '' }, COMPLETED);
    hume.answerPredictions({ body: predictions });
    const jobId = humeJobId('gone for now');
    await callBack(jobId, '[]');
    const parked = await waitForJob(verdex, 'hume', jobId, 'parked');
    expect(parked.reason).toBe('Hume answered 410: it does not have the job');
    expect((await post(verdex, '/jobs/replay', { status: 'parked', reason: '410', dryRun: true })).body).toEqual({
      matched: 1,
      replayed: 0,
      reasons: { 'Hume answered 410: it does not have the job': 1 },
    });
    expect((await post(verdex, `/jobs/hume/${jobId}/replay`, {})).status).toBe(202);
    await verdex.stack.invokeSchedule('sweep-jobs');
    await waitForJob(verdex, 'hume', jobId, 'indexed');
  });

  it('that refuses the key is left in peace, and goes on where it stopped once it answers', async () => {
    hume.answerJob({ status: 401, body: '{}' });
    hume.answerPredictions({ body: predictions });
    const jobIds = ['first', 'second', 'third'].map(humeJobId);
    for (const jobId of jobIds) {
      await callBack(jobId, '[]');
      await waitForJob(verdex, 'hume', jobId, 'waiting');
    }
    const asked = () => hume.requests.filter((path) => jobIds.some((jobId) => path.endsWith(jobId)));
    expect(asked()).toEqual([`/v0/batch/jobs/${jobIds[0]}`]);
    const { vendors } = JSON.parse(await (await verdex.query('/vendors')).text());
    expect(vendors[0].paused).toMatchObject({ reason: 'Hume answered 401: check the API key (HUME_API_KEY)' });
    await verdex.stack.invokeSchedule('sweep-jobs');
    expect(asked()).toHaveLength(1);

    hume.answerJob(COMPLETED);
    await letProbeBeDue();
    await verdex.stack.invokeSchedule('sweep-jobs');
    // Any one of them finds it out.
    const isOneDone = async () => {
      const jobs = await Promise.all(jobIds.map((jobId) => fetchJob(verdex, 'hume', jobId)));
      return jobs.some((job) => job?.status === 'indexed');
    };
    await expect.poll(isOneDone, { timeout: 20_000 }).toBe(true);
    await verdex.stack.invokeSchedule('sweep-jobs');
    for (const jobId of jobIds) await waitForJob(verdex, 'hume', jobId, 'indexed');
  });

  /** As five minutes would make it. */
  async function letProbeBeDue() {
    const key = { TableName: table(), Key: { job: 'hume' } };
    const state = vendorStateSchema.parse((await verdex.stack.clients.dynamodb.send(new GetCommand(key))).Item);
    if (state.pause === null) throw new Error('there is no pause');
    const due = {
      ...state,
      pause: { ...state.pause, probeAt: new Date().toISOString() },
      revision: state.revision + 1,
    };
    const Item = { ...due, ...keysOfVendor('hume') };
    await verdex.stack.clients.dynamodb.send(new PutCommand({ TableName: table(), Item }));
  }
});
