import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { digestOf } from '../../../local/simulators/callback.ts';
import { type HiveSimulator, type HiveSimulatorOptions, startHiveSimulator } from '../../../local/simulators/hive.ts';
import { readJson, startDeadEnd, startReceiver } from './receiver.ts';

const running: HiveSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

async function start(options: HiveSimulatorOptions = {}) {
  const simulator = await startHiveSimulator({ processingMs: 1, ...options });
  running.push(simulator);
  const post = (
    body: NonNullable<RequestInit['body']>,
    { key = 'hive-local-speech-key', path = '/api/v2/task/async' } = {},
  ) =>
    fetch(simulator.url + path, {
      method: 'POST',
      headers: {
        authorization: `token ${key}`,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
      body,
    });
  return { simulator, post };
}

const textKey = { key: 'hive-local-text-key' };

function formOf(fields: Record<string, string>, media?: string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (media !== undefined) form.append('media', new Blob(['sound']), media);
  return form;
}

test('without a key of a project nothing is accepted', async () => {
  const { simulator, post } = await start();
  const refusal = JSON.parse(await readFile('test/fixtures/hive/error_403.json', 'utf8'));
  for (const key of ['wrong', 'toString', '']) {
    const response = await post('{"url":"https://x.test/a.mp3"}', { key });
    expect([response.status, await readJson(response)]).toEqual([403, refusal]);
  }
  expect(simulator.tasks()).toEqual([]);
});

test('a task is acknowledged, then posted whole to its callback, once', async () => {
  await using receiver = await startReceiver();
  const { simulator, post } = await start();
  const fields = { url: 'https://x.test/call.mp3', callback_url: receiver.url, metadata: { order: 7 } };
  const acknowledgement = await readJson(await post(JSON.stringify(fields)));
  expect(acknowledgement).toEqual({
    id: acknowledgement.task_id,
    task_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    message: 'We received your task.',
  });
  await vi.waitFor(() => expect(simulator.tasks()[0]?.deliveries).toMatchObject([{ status: 202 }]));
  const [callback, ...more] = receiver.received;
  expect(more).toEqual([]);
  expect(JSON.parse(callback?.body.toString() ?? '')).toMatchObject({
    id: acknowledgement.task_id,
    metadata: { order: 7 },
    status: [{ response: { input: { media: { url: fields.url } } } }],
  });
  expect(simulator.tasks()[0]?.result).toEqual(digestOf(callback?.body ?? Buffer.of()));
});

test('the documentation’s own recording gives the documentation’s own task, byte for byte', async () => {
  await using receiver = await startReceiver();
  const { post } = await start();
  const seed = await readFile('test/fixtures/hive/speech_seed.json');
  const response = await post(formOf({ callback_url: receiver.url }, 'Building.m4a'));
  expect((await readJson(response)).task_id).toBe(JSON.parse(seed.toString()).id);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  expect(receiver.received[0]?.body.equals(seed)).toBe(true);
});

test('the key decides the project; V1 and V2, JSON and both forms are understood', async () => {
  await using receiver = await startReceiver();
  const { simulator, post } = await start();
  const fields = { text_data: 'Call 555-010-1234.', callback_url: receiver.url, metadata: 'mine' };
  for (const body of [JSON.stringify(fields), new URLSearchParams(fields), formOf(fields)]) {
    expect((await post(body, textKey)).status).toBe(200);
    expect((await post(body, { ...textKey, path: '/api/v1/task/async' })).status).toBe(200);
  }
  await vi.waitFor(() => expect(receiver.received).toHaveLength(6));
  for (const { body } of receiver.received) {
    expect(JSON.parse(body.toString())).toMatchObject({
      metadata: 'mine',
      status: [{ response: { input: { model_type: 'TEXT_CLASSIFICATION', text: fields.text_data } } }],
    });
  }
  expect(new Set(simulator.tasks().map(({ taskId }) => taskId)).size).toBe(6);
});

test('an upload is known by its file name', async () => {
  await using receiver = await startReceiver();
  const { post } = await start();
  await post(formOf({ callback_url: receiver.url }, 'memo-20s.wav'));
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  const { media } = JSON.parse(receiver.received[0]?.body.toString() ?? '').status[0].response.input;
  expect(media).toMatchObject({ url: null, filename: 'memo-20s.wav', type: 'AUDIO', duration: 20 });
});

test('what is not one input for the project is refused with a reason', async () => {
  const { post } = await start();
  const url = 'https://x.test/a.mp3';
  for (const body of ['{}', '{', '[]', JSON.stringify({ url, text_data: 'x' }), JSON.stringify({ text_data: 'x' })]) {
    const response = await post(body);
    expect([response.status, await readJson(response)]).toEqual([
      400,
      { return_code: 400, message: expect.any(String) },
    ]);
  }
  expect((await post(JSON.stringify({ url }), { path: '/api/v3/task/async' })).status).toBe(404);
});

test('a callback nobody takes is remembered', async () => {
  await using deadEnd = await startDeadEnd();
  const { simulator, post } = await start();
  await post(JSON.stringify({ url: 'https://x.test/a.mp3', callback_url: deadEnd.url }));
  await vi.waitFor(() => expect(simulator.tasks()[0]?.deliveries).toMatchObject([{ error: expect.any(String) }]));
});

test('stopping ends tasks that would have taken a day', async () => {
  const { simulator, post } = await start({ processingMs: 1e8 });
  const body = JSON.stringify({ url: 'https://x.test/a.mp3' });
  await post(body);
  await simulator.stop();
  await expect(post(body)).rejects.toThrow();
});
