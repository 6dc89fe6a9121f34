import { afterEach, expect, test, vi } from 'vitest';
import { digestOf } from '../../../local/simulators/callback.ts';
import type { Fault, FaultOptions } from '../../../local/simulators/faults.ts';
import { type HiveSimulator, startHiveSimulator } from '../../../local/simulators/hive.ts';
import { readJson, startReceiver } from './receiver.ts';

const running: HiveSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

/** `faults`: those of each task, in the order of submission. */
async function start(faults: Fault[][] = [], options: Omit<FaultOptions, 'faultsOf'> = {}, processingMs = 1) {
  const simulator = await startHiveSimulator({
    processingMs,
    faults: {
      faultsOf: (taskIndex) => faults[taskIndex] ?? [],
      lateMs: 1,
      earlyMs: 1,
      heldMs: 1e8,
      repeatMs: 1,
      slowMs: 1,
      hugeBodyBytes: 100_000,
      ...options,
    },
  });
  running.push(simulator);
  const headers = { authorization: 'token hive-local-text-key', 'content-type': 'application/json' };
  const get = (query: string, key = 'hive-local-text-key') =>
    fetch(`${simulator.url}/api/v2/task${query}`, { headers: { authorization: `token ${key}` } });
  const submit = async (callbackUrl: string | null) => {
    const body = JSON.stringify({ text_data: 'Hello.', metadata: { order: 7 }, callback_url: callbackUrl });
    const response = await fetch(`${simulator.url}/api/v2/task/async`, { method: 'POST', headers, body });
    return (await readJson(response)).task_id as string;
  };
  const idle = () => vi.waitFor(() => expect(simulator.isIdle()).toBe(true), { timeout: 10_000 });
  return { simulator, get, submit, idle };
}

const idOf = ({ body }: { body: Buffer }) => JSON.parse(body.toString()).id as string;

test('both calls answer a finished task with the bytes of its callback', async () => {
  await using receiver = await startReceiver();
  const { get, submit, idle } = await start();
  const taskId = await submit(receiver.url);
  await idle();
  for (const query of [`/${taskId}`, `?task_id=${taskId}`, `?task_id=${taskId}&frame_offset=0&frame_limit=1`]) {
    const response = await get(query);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(receiver.received[0]?.body);
  }
});

test('an unfinished task is answered without results', async () => {
  const { get, submit } = await start([], {}, 1e8);
  const taskId = await submit(null);
  expect(await readJson(await get(`/${taskId}`))).toMatchObject({ id: taskId, status: [], metadata: { order: 7 } });
});

test('a task nobody submitted, or of another project, is not found', async () => {
  const { get, submit } = await start();
  const taskId = await submit(null);
  const refusal = { return_code: 404, message: expect.any(String) };
  for (const response of [
    await get('/5ce602f0-5b07-11ed-80f8-138a369a2201'),
    await get('?task_id=x'),
    await get(''),
    await get(`/${taskId}`, 'hive-local-speech-key'),
  ]) {
    expect([response.status, await readJson(response)]).toEqual([404, refusal]);
  }
});

test('a window that is none is refused', async () => {
  const { get, submit, idle } = await start();
  const taskId = await submit(null);
  await idle();
  for (const window of ['frame_limit=0', 'frame_offset=-1', 'frame_limit=many']) {
    expect((await get(`?task_id=${taskId}&${window}`)).status).toBe(400);
  }
  expect(await readJson(await get(`?task_id=${taskId}&frame_offset=1`))).toMatchObject({
    id: taskId,
    status: [{ status: { code: '0' }, response: { output: [] } }],
  });
});

test.each<[string, Fault[], number]>([
  ['late', ['late'], 1],
  ['early', ['early'], 1],
  ['twice', ['twice'], 2],
  ['never', ['never'], 0],
  ['slow-body', ['slow-body'], 1],
])('%s: the callback is the whole task, however often it comes', async (_, faults, times) => {
  await using receiver = await startReceiver();
  const { simulator, submit, idle } = await start([faults]);
  await submit(receiver.url);
  await idle();
  const [task] = simulator.tasks();
  expect(task).toMatchObject({ faults, deliveries: Array.from({ length: times }, () => ({ status: 202 })) });
  expect(receiver.received.map(({ body }) => digestOf(body))).toEqual(Array(times).fill(task?.result));
});

test('early: the API has no results while the callback has', async () => {
  await using receiver = await startReceiver();
  const { get, submit } = await start([['early']], { earlyMs: 1e8 });
  const taskId = await submit(receiver.url);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  expect(JSON.parse(receiver.received[0]?.body.toString() ?? '').status).toHaveLength(1);
  expect((await readJson(await get(`/${taskId}`))).status).toEqual([]);
});

test('reordered: the callback held back follows that of a later task', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, idle } = await start([['reordered'], []]);
  const held = await submit(receiver.url);
  await vi.waitFor(() => expect(simulator.tasks()[0]?.result).toBeDefined());
  const later = await submit(receiver.url);
  await idle();
  expect(receiver.received.map(idOf)).toEqual([later, held]);
});

test('before-answer: the callback was answered when the submission is', async () => {
  await using receiver = await startReceiver();
  const { submit } = await start([['before-answer']], {}, 1e8);
  const taskId = await submit(receiver.url);
  expect(receiver.received.map(idOf)).toEqual([taskId]);
});

test('cut-body: the callback breaks off half-way, then comes whole', async () => {
  await using receiver = await startReceiver();
  const { simulator, submit, idle } = await start([['cut-body']]);
  await submit(receiver.url);
  await idle();
  const [task] = simulator.tasks();
  expect(task?.deliveries).toMatchObject([{ error: expect.any(String) }, { status: 202 }]);
  expect(receiver.received.map(({ body }) => digestOf(body))).toEqual([task?.result]);
  await vi.waitFor(() => expect(receiver.cut).toHaveLength(1));
  expect(receiver.cut[0]).toBeGreaterThan(100);
});

test('cut-body: the fetched task breaks off too, then comes whole', async () => {
  const { get, submit, idle } = await start([['cut-body']]);
  const taskId = await submit(null);
  await idle();
  await expect((await get(`/${taskId}`)).arrayBuffer()).rejects.toThrow();
  expect(await readJson(await get(`/${taskId}`))).toMatchObject({ id: taskId });
});

test('revised: a task without results comes before the whole one', async () => {
  await using receiver = await startReceiver();
  const { submit, idle } = await start([['revised']]);
  await submit(receiver.url);
  await idle();
  const statuses = receiver.received.map(({ body }) => JSON.parse(body.toString()).status.length);
  expect(statuses).toEqual([0, 1]);
  expect(new Set(receiver.received.map(idOf)).size).toBe(1);
});

test('huge-body: the callback is padded, and the task is fetched in its true size', async () => {
  await using receiver = await startReceiver();
  const { simulator, get, submit, idle } = await start([['huge-body']]);
  const taskId = await submit(receiver.url);
  await idle();
  expect(receiver.received[0]?.body.byteLength).toBe(100_000);
  expect(receiver.received.map(idOf)).toEqual([taskId]);
  const fetched = new Uint8Array(await (await get(`/${taskId}`)).arrayBuffer());
  expect(digestOf(fetched)).toEqual(simulator.tasks()[0]?.result);
});

test('throttled and server-error: the first requests about the task go wrong', async () => {
  const { get, submit, idle } = await start([['throttled'], ['server-error']]);
  const [throttled, broken] = [await submit(null), await submit(null)];
  await idle();
  const refusal = await get(`/${throttled}`);
  expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await readJson(refusal)).toMatchObject({ return_code: 429 });
  expect((await get(`/${broken}`)).status).toBeGreaterThanOrEqual(500);
  for (const taskId of [throttled, broken]) expect((await get(`/${taskId}`)).status).toBe(200);
});

test('a refused key opens nothing until it is good again; a forgotten task stays unknown', async () => {
  const { simulator, get, submit, idle } = await start();
  const taskId = await submit(null);
  await idle();
  simulator.refuseKey(true);
  expect((await get(`/${taskId}`)).status).toBe(403);
  expect(await submit(null)).toBeUndefined();
  simulator.refuseKey(true, 401);
  expect((await get(`/${taskId}`)).status).toBe(401);
  simulator.refuseKey(false);
  expect((await get(`/${taskId}`)).status).toBe(200);
  simulator.forget(taskId, 410);
  expect((await get(`?task_id=${taskId}`)).status).toBe(410);
});

test('stopping ends every fault that would have taken a day', async () => {
  await using receiver = await startReceiver();
  const day = { lateMs: 1e8, earlyMs: 1e8, heldMs: 1e8, repeatMs: 1e8, slowMs: 1e8 };
  const faults: Fault[][] = [['late'], ['early'], ['reordered'], ['twice'], ['slow-body'], ['cut-body']];
  const { simulator, submit } = await start(faults, day);
  for (const _ of faults) await submit(receiver.url);
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(2));
  expect(simulator.isIdle()).toBe(false);
  await simulator.stop();
  expect(simulator.isIdle()).toBe(true);
});
