import { afterEach, expect, test, vi } from 'vitest';
import type { Fault, FaultOptions } from '../../../local/simulators/faults.ts';
import { type HumeSimulator, type HumeSimulatorOptions, startHumeSimulator } from '../../../local/simulators/hume.ts';
import { readJson, startReceiver } from './receiver.ts';

const running: HumeSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

/** `faults`: those of each job, in the order of submission. */
async function start(faults: Fault[][], options: Omit<FaultOptions, 'faultsOf'> = {}, more: HumeSimulatorOptions = {}) {
  const simulator = await startHumeSimulator({
    queuedMs: 1,
    processingMs: 1,
    faults: {
      faultsOf: (jobIndex) => faults[jobIndex] ?? [],
      lateMs: 1,
      earlyMs: 1,
      heldMs: 1e8,
      repeatMs: 1,
      slowMs: 1,
      hugeBodyBytes: 100_000,
      ...options,
    },
    ...more,
  });
  running.push(simulator);
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${simulator.url}/v0/batch/jobs${path}`, {
      ...init,
      headers: { 'X-Hume-Api-Key': simulator.apiKey, ...init.headers },
    });
  const submit = async (callbackUrl: string | null, url = 'https://x.test/team-2files-1faces.zip') => {
    const body = JSON.stringify({ urls: [url], models: { face: {} }, callback_url: callbackUrl });
    const headers = { 'content-type': 'application/json' };
    return (await readJson(await call('', { method: 'POST', body, headers }))).job_id as string;
  };
  const statusOf = async (jobId: string) => (await readJson(await call(`/${jobId}`))).state.status as string;
  const idle = () => vi.waitFor(() => expect(simulator.isIdle()).toBe(true), { timeout: 10_000 });
  return { simulator, call, submit, statusOf, idle };
}

const idOf = ({ body }: { body: Buffer }) => JSON.parse(body.toString()).job_id as string;

test('what each job met is known, and a job without faults is as it was', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, call, idle } = await start([['twice', 'slow-body'], []]);
  const ids = [await submit(receiver.url), await submit(receiver.url)];
  await idle();
  const jobs = simulator.jobs();
  expect(jobs.map(({ jobId }) => jobId)).toEqual(ids);
  expect(jobs.map(({ faults }) => faults)).toEqual([['twice', 'slow-body'], []]);
  expect(jobs.map(({ deliveries }) => deliveries.length)).toEqual([2, 1]);
  expect((await call(`/${ids[1]}/predictions`)).status).toBe(200);
});

test('late: the callback comes after the job has long been completed', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, statusOf } = await start([['late']], { lateMs: 1e8 });
  const jobId = await submit(receiver.url);
  await vi.waitFor(async () => expect(await statusOf(jobId)).toBe('COMPLETED'));
  expect(simulator.isIdle()).toBe(false);
  expect(receiver.received).toEqual([]);
});

test('late: the callback comes all the same', async () => {
  await using receiver = await startReceiver();
  const { submit, idle } = await start([['late']]);
  const jobId = await submit(receiver.url);
  await idle();
  expect(receiver.received.map(idOf)).toEqual([jobId]);
});

test('early: the callback speaks of completion while the API does not', async () => {
  await using receiver = await startReceiver();
  const { submit, statusOf, call } = await start([['early']], { earlyMs: 1e8 });
  const jobId = await submit(receiver.url);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  expect(JSON.parse(receiver.received[0]?.body.toString() ?? '')).toMatchObject({ status: 'COMPLETED' });
  expect(await statusOf(jobId)).toBe('IN_PROGRESS');
  expect((await call(`/${jobId}/predictions`)).status).toBe(400);
});

test('early: the result follows', async () => {
  await using receiver = await startReceiver();
  const { submit, statusOf, idle } = await start([['early']]);
  const jobId = await submit(receiver.url);
  await idle();
  expect(await statusOf(jobId)).toBe('COMPLETED');
  expect(receiver.received).toHaveLength(1);
});

test('twice: the same bytes come again', async () => {
  await using receiver = await startReceiver();
  const { submit, idle } = await start([['twice']]);
  await submit(receiver.url);
  await idle();
  const [first, second, ...more] = receiver.received.map(({ body }) => body);
  expect(second).toEqual(first);
  expect(more).toEqual([]);
});

test('never: the job ends, and nothing is sent', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, statusOf, idle } = await start([['never', 'twice']]);
  const jobId = await submit(receiver.url);
  await idle();
  expect(await statusOf(jobId)).toBe('COMPLETED');
  expect(receiver.received).toEqual([]);
  expect(simulator.jobs()).toMatchObject([{ deliveries: [] }]);
});

test('reordered: the callbacks held back follow that of a later job, the latest first', async () => {
  await using receiver = await startReceiver();
  const { submit, statusOf, idle } = await start([['reordered'], ['reordered'], []]);
  const held = [await submit(receiver.url), await submit(receiver.url)];
  for (const jobId of held) await vi.waitFor(async () => expect(await statusOf(jobId)).toBe('COMPLETED'));
  expect(receiver.received).toEqual([]);
  const later = await submit(receiver.url);
  await idle();
  expect(receiver.received.map(idOf)).toEqual([later, ...held.toReversed()]);
});

test('reordered: without a later job the callbacks come in the end, the latest first', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, idle } = await start([['reordered'], ['reordered'], ['reordered']], { heldMs: 500 });
  await Promise.all([submit(receiver.url), submit(receiver.url), submit(receiver.url)]);
  await idle();
  const ids = simulator.jobs().map(({ jobId }) => jobId);
  expect(receiver.received.map(idOf)).toEqual(ids.toReversed());
});

test('before-answer: the callback was answered when the submission is', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, statusOf } = await start([['before-answer']], {}, { queuedMs: 1e8, processingMs: 1e8 });
  const jobId = await submit(receiver.url);
  expect(receiver.received.map(idOf)).toEqual([jobId]);
  expect(simulator.jobs()).toMatchObject([{ deliveries: [{ status: 202 }] }]);
  expect(await statusOf(jobId)).toBe('COMPLETED');
});

test('revised: a callback without predictions comes before the whole one', async () => {
  await using receiver = await startReceiver();
  const { submit, idle } = await start([['revised'], []]);
  await submit(receiver.url);
  await idle();
  const [first, second] = receiver.received.map(({ body }) => JSON.parse(body.toString()));
  expect(first).toEqual({ ...second, predictions: [] });
  expect(second.predictions).toHaveLength(1);
});

test('huge-body: the callback is padded, and the result is fetched in its true size', async () => {
  await using receiver = await startReceiver();
  const { submit, call, idle } = await start([['huge-body']]);
  const jobId = await submit(receiver.url);
  await idle();
  const body = receiver.received[0]?.body ?? Buffer.of();
  const predictions = await (await call(`/${jobId}/predictions`)).text();
  expect(body.byteLength).toBe(100_000);
  expect(JSON.parse(body.toString()).predictions).toEqual(JSON.parse(predictions));
  expect(predictions.length).toBeLessThan(20_000);
});

test('cut-body: the predictions break off half-way so many times, then come whole', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, call, idle } = await start([['cut-body']], { faultyRequests: 2 });
  const jobId = await submit(receiver.url);
  await idle();
  const cutBytes: number[] = [];
  for (let time = 0; time < 2; time += 1) {
    const response = await call(`/${jobId}/predictions`);
    let bytes = 0;
    const readAll = async () => {
      for await (const piece of response.body ?? []) bytes += piece.byteLength;
    };
    await expect(readAll()).rejects.toThrow();
    cutBytes.push(bytes);
  }
  const whole = Buffer.from(await (await call(`/${jobId}/predictions`)).arrayBuffer());
  expect(cutBytes).toEqual(Array(2).fill(Math.floor(whole.byteLength / 2)));
  expect(simulator.jobs()[0]?.predictions?.bytes).toBe(whole.byteLength);
  expect(receiver.received).toHaveLength(1);
});

test('slow-body: the predictions trickle, and are whole', async () => {
  const { submit, call, idle } = await start([['slow-body'], []], { slowMs: 100 });
  const ids = [await submit(null), await submit(null)];
  await idle();
  const response = await call(`/${ids[0]}/predictions`);
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.concat(pieces).toString()).toBe(await (await call(`/${ids[1]}/predictions`)).text());
});

test('throttled and server-error: so many requests about the job go wrong, those about others do not', async () => {
  const options = { faultyRequests: 2, retryAfterSeconds: 7 };
  const { submit, call, idle } = await start([['throttled'], ['server-error'], []], options);
  const ids = [await submit(null), await submit(null), await submit(null)];
  await idle();
  for (let time = 0; time < 2; time += 1) {
    const throttled = await call(`/${ids[0]}${time === 0 ? '' : '/predictions'}`);
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
    expect([500, 502, 503, 504]).toContain((await call(`/${ids[1]}`)).status);
    expect((await call(`/${ids[2]}`)).status).toBe(200);
  }
  for (const jobId of ids) expect((await call(`/${jobId}/predictions`)).status).toBe(200);
  expect(await readJson(await call('?status=COMPLETED'))).toHaveLength(3);
});

test('a refused key opens nothing until it is good again', async () => {
  const { simulator, submit, call } = await start([]);
  const jobId = await submit(null);
  simulator.refuseKey(true);
  for (const path of ['', `/${jobId}`, `/${jobId}/predictions`]) expect((await call(path)).status).toBe(401);
  simulator.refuseKey(true, 403);
  expect((await call(`/${jobId}`)).status).toBe(403);
  simulator.refuseKey(false);
  expect((await call(`/${jobId}`)).status).toBe(200);
});

test('a forgotten job is not found, nor listed, and others are', async () => {
  const { simulator, submit, call, idle } = await start([]);
  const [gone, kept] = [await submit(null), await submit(null)];
  await idle();
  for (const status of [404, 410] as const) {
    simulator.forget(gone, status);
    for (const path of [`/${gone}`, `/${gone}/predictions`]) expect((await call(path)).status).toBe(status);
  }
  expect(await readJson(await call(''))).toMatchObject([{ job_id: kept }]);
});

test('stopping ends every fault that would have taken a day', async () => {
  await using receiver = await startReceiver();
  const day = { lateMs: 1e8, earlyMs: 1e8, heldMs: 1e8, repeatMs: 1e8, slowMs: 1e8 };
  const faults: Fault[][] = [['late'], ['early'], ['reordered'], ['twice'], ['slow-body'], ['revised']];
  const { simulator, submit, call } = await start(faults, day);
  const ids: string[] = [];
  for (const _ of faults) ids.push(await submit(receiver.url));
  await vi.waitFor(async () => expect((await call(`/${ids[4]}/predictions`)).status).toBe(200));
  expect(simulator.isIdle()).toBe(false);
  await simulator.stop();
  expect(simulator.isIdle()).toBe(true);
});

test('stopping ends a submission that waits for its callback', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit } = await start([['before-answer', 'twice']], { repeatMs: 1e8 });
  const submitted = expect(submit(receiver.url)).rejects.toThrow();
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  await simulator.stop();
  await submitted;
});
