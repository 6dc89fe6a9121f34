import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { digestOf } from '../../../local/simulators/callback.ts';
import { type HumeSimulator, type HumeSimulatorOptions, startHumeSimulator } from '../../../local/simulators/hume.ts';
import { readJson, startDeadEnd, startReceiver } from './receiver.ts';

const running: HumeSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

async function start(options: HumeSimulatorOptions = {}) {
  const simulator = await startHumeSimulator({ queuedMs: 1, processingMs: 1, ...options });
  running.push(simulator);
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${simulator.url}/v0/batch/jobs${path}`, {
      ...init,
      headers: { 'X-Hume-Api-Key': simulator.apiKey, ...init.headers },
    });
  const submit = (request: object) =>
    call('', { method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json' } });
  const submitted = async (request: object) => (await readJson(await submit(request))).job_id as string;
  const jsonOf = async (path: string) => readJson(await call(path));
  const reached = (jobId: string, status: string) =>
    vi.waitFor(async () => expect((await jsonOf(`/${jobId}`)).state.status).toBe(status), { timeout: 10_000 });
  return { simulator, call, submit, submitted, jsonOf, reached };
}

const face = { models: { face: {} } };
const seedRequest = { urls: ['https://hume-tutorials.s3.amazonaws.com/faces.zip'], ...face };

test('without the right key nothing is told', async () => {
  const { simulator } = await start();
  const refusal = JSON.parse(await readFile('test/fixtures/hume/error_invalid_api_key_apigee.json', 'utf8'));
  for (const headers of [{}, { 'X-Hume-Api-Key': 'wrong' }]) {
    const response = await fetch(`${simulator.url}/v0/batch/jobs`, { headers });
    expect([response.status, await readJson(response)]).toEqual([401, refusal]);
  }
});

test('a job is queued, ends, calls back once, and its predictions are the bytes of the reference', async () => {
  await using receiver = await startReceiver();
  const { simulator, call, submitted, reached, jsonOf } = await start();
  const jobId = await submitted({ ...seedRequest, callback_url: receiver.url });
  await reached(jobId, 'COMPLETED');
  await vi.waitFor(() => expect(simulator.jobs()[0]?.deliveries).toMatchObject([{ status: 202 }]));

  const seed = await readFile('test/fixtures/hume/predictions_face_seed.json');
  const predictions = Buffer.from(await (await call(`/${jobId}/predictions`)).arrayBuffer());
  expect(predictions.equals(seed)).toBe(true);
  const wrapped = `{"job_id":"${jobId}","status":"COMPLETED","predictions":${seed}}`;
  expect(receiver.received.map(({ body }) => body.toString())).toEqual([wrapped]);
  expect(simulator.jobs()).toMatchObject([{ jobId, predictions: digestOf(seed) }]);
  expect(await jsonOf(`/${jobId}`)).toMatchObject({
    type: 'INFERENCE',
    job_id: jobId,
    request: { urls: seedRequest.urls, text: [], files: [], callback_url: receiver.url, notify: true },
    state: { status: 'COMPLETED', num_predictions: 1, num_errors: 0, ended_timestamp_ms: expect.any(Number) },
  });
});

test('an unfinished job gives its state and no predictions', async () => {
  const { submitted, call, jsonOf } = await start({ queuedMs: 1e8 });
  const jobId = await submitted(seedRequest);
  expect((await jsonOf(`/${jobId}`)).state).toEqual({ status: 'QUEUED', created_timestamp_ms: expect.any(Number) });
  const response = await call(`/${jobId}/predictions`);
  expect([response.status, await readJson(response)]).toEqual([400, { message: 'Job is still queued' }]);
});

test('a started job says since when', async () => {
  const { submitted, reached, jsonOf } = await start({ processingMs: 1e8 });
  const jobId = await submitted(seedRequest);
  await reached(jobId, 'IN_PROGRESS');
  expect((await jsonOf(`/${jobId}`)).state.started_timestamp_ms).toEqual(expect.any(Number));
});

test('a failed job says why in its state, and calls back without predictions', async () => {
  await using receiver = await startReceiver(500);
  const { simulator, submitted, reached, jsonOf } = await start();
  const jobId = await submitted({ urls: ['https://x.test/fail.mp4'], callback_url: receiver.url });
  await reached(jobId, 'FAILED');
  expect((await jsonOf(`/${jobId}`)).state.message).toContain('fail.mp4');
  await vi.waitFor(() => expect(simulator.jobs()[0]?.deliveries).toMatchObject([{ status: 500 }]));
  expect(JSON.parse(receiver.received[0]?.body.toString() ?? '')).toEqual({
    job_id: jobId,
    status: 'FAILED',
    predictions: [],
  });
});

test('a callback nobody takes is remembered, and the predictions stay to be fetched', async () => {
  await using deadEnd = await startDeadEnd();
  const { simulator, submitted, call } = await start();
  const jobId = await submitted({ ...seedRequest, callback_url: deadEnd.url });
  await vi.waitFor(() => expect(simulator.jobs()[0]?.deliveries).toMatchObject([{ error: expect.any(String) }]));
  expect((await call(`/${jobId}/predictions`)).status).toBe(200);
});

test('a large result is the same in the callback and when fetched', async () => {
  await using receiver = await startReceiver();
  const { simulator, submitted, call } = await start({ predictionsPerFile: 2000 });
  const jobId = await submitted({ urls: ['https://x.test/talk.mp4'], ...face, callback_url: receiver.url });
  await vi.waitFor(() => expect(simulator.jobs()[0]?.deliveries).toHaveLength(1), { timeout: 10_000 });
  const called = simulator.jobs()[0]?.predictions;
  const fetched = digestOf(new Uint8Array(await (await call(`/${jobId}/predictions`)).arrayBuffer()));
  expect(called).toEqual(fetched);
  expect(fetched.bytes).toBeGreaterThan(4_000_000);
  expect(JSON.parse(receiver.received[0]?.body.toString() ?? '').predictions).toHaveLength(1);
});

test('the same seed gives the same jobs', async () => {
  const runs = await Promise.all(
    ['a', 'a', 'b'].map(async (seed) => {
      const { submitted, reached, call } = await start({ seed });
      const jobId = await submitted({ urls: ['https://x.test/team.zip'] });
      await reached(jobId, 'COMPLETED');
      return { jobId, predictions: await (await call(`/${jobId}/predictions`)).text() };
    }),
  );
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]?.jobId).not.toBe(runs[0]?.jobId);
  expect(runs[2]?.predictions).not.toBe(runs[0]?.predictions);
});

test('an upload is known by its MD5 and name; the request may be a part with or without a content type', async () => {
  const { call, jsonOf, reached } = await start();
  const bytes = Buffer.from('not really a picture');
  const json = JSON.stringify({ models: { face: { identify_faces: true } } });
  for (const part of [json, new Blob([json], { type: 'application/json' })]) {
    const form = new FormData();
    form.append('json', part);
    form.append('file', new Blob([bytes], { type: 'image/jpeg' }), 'group-2faces.jpg');
    form.append('file', new Blob([bytes, bytes]), 'second.png');
    const { job_id } = await readJson(await call('', { method: 'POST', body: form }));
    await reached(job_id, 'COMPLETED');
    const [first, second] = await jsonOf(`/${job_id}/predictions`);
    const md5sum = createHash('md5').update(bytes).digest('hex');
    expect(first.source).toEqual({ type: 'file', md5sum, filename: 'group-2faces.jpg', content_type: 'image/jpeg' });
    expect(first.results.predictions[0].models.face.grouped_predictions).toHaveLength(2);
    expect(second.source.filename).toBe('second.png');
    expect((await jsonOf(`/${job_id}`)).request.files).toHaveLength(2);
  }
});

test('what exceeds the documented limits, or is no request, is refused with a reason', async () => {
  const { submit, call } = await start();
  const tooMany = Array.from({ length: 101 }, (_, index) => `https://x.test/${index}.jpg`);
  for (const request of [{ urls: tooMany }, { text: tooMany }, { urls: [] }, { urls: 'https://x.test/a.jpg' }, []]) {
    const response = await submit(request);
    expect([response.status, await readJson(response)]).toEqual([400, { message: expect.any(String) }]);
  }
  expect((await call('', { method: 'POST', body: '{' })).status).toBe(400);
});

test('jobs nobody submitted, and paths nobody documented, are not found', async () => {
  const { call, simulator } = await start();
  const missing = await call('/908c9fae-1290-4776-9e37-b1a8d1a03fea');
  expect([missing.status, await readJson(missing)]).toEqual([404, { message: 'job not found' }]);
  const headers = { 'X-Hume-Api-Key': simulator.apiKey };
  for (const path of ['/', '/v0/batch/jobsters', '/v0/batch/jobs/a/b/c']) {
    expect((await fetch(simulator.url + path, { headers })).status).toBe(404);
  }
});

test('the list is filtered, ordered and cut as asked', async () => {
  let clock = 1_000;
  const { submitted, reached, jsonOf, call } = await start({ now: () => new Date(clock) });
  const ids: string[] = [];
  for (const url of ['https://x.test/a.jpg', 'https://x.test/fail.jpg', 'https://x.test/c.jpg']) {
    const jobId = await submitted({ urls: [url], ...face });
    await reached(jobId, url.includes('fail') ? 'FAILED' : 'COMPLETED');
    ids.push(jobId);
    clock += 1_000;
  }
  const list = async (query: string) =>
    (await jsonOf(`?${query}`)).map(({ job_id }: { job_id: string }) => ids.indexOf(job_id));
  expect(await list('')).toEqual([2, 1, 0]);
  expect(await list('direction=asc&limit=2')).toEqual([0, 1]);
  expect(await list('status=FAILED')).toEqual([1]);
  expect(await list('status=FAILED&status=COMPLETED&sort_by=ended')).toEqual([2, 1, 0]);
  expect(await list('when=created_before&timestamp_ms=2000')).toEqual([0]);
  expect(await list('when=created_after&timestamp_ms=2000')).toEqual([2]);
  expect(await list('status=QUEUED')).toEqual([]);
  expect((await call('?status=NONSENSE')).status).toBe(400);
});

test('a list without a limit has the 50 newest', async () => {
  const { submitted, jsonOf } = await start({ queuedMs: 1e8 });
  for (let count = 0; count < 51; count += 1) await submitted({ text: ['Hello.'] });
  expect(await jsonOf('')).toHaveLength(50);
  expect(await jsonOf('?limit=100')).toHaveLength(51);
});

test('a result of one’s own replaces the generated one', async () => {
  const own = async function* () {
    yield Buffer.from('[{"cut');
  };
  const results = () => ({ predictions: 7, errors: 1, failure: undefined, stream: own });
  const { submitted, reached, jsonOf, call } = await start({ results });
  const jobId = await submitted(seedRequest);
  await reached(jobId, 'COMPLETED');
  expect((await jsonOf(`/${jobId}`)).state).toMatchObject({ num_predictions: 7, num_errors: 1 });
  expect(await (await call(`/${jobId}/predictions`)).text()).toBe('[{"cut');
});

test('stopping ends jobs that would have taken a day', async () => {
  const { simulator, submitted, call } = await start({ queuedMs: 1e8 });
  await submitted(seedRequest);
  await simulator.stop();
  await expect(call('')).rejects.toThrow();
});
