import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import { fetchJob, fetchRaw, postCallback, startTestVerdex, waitForJob } from '../support/verdex.ts';

let verdex: LocalVerdex;
let task: Record<string, unknown>;
beforeAll(async () => {
  verdex = await startTestVerdex();
  task = JSON.parse(await readFile('test/fixtures/hive/speech_severe_synthetic.json', 'utf8'));
});
afterAll(() => verdex.stop());

/** The same task under another id, with its own spelling: what is kept must be these very bytes. */
const taskBytes = (id: string) => Buffer.from(`\n${JSON.stringify({ ...task, id }, null, 3)} `);

async function countJobs(): Promise<number> {
  const scan = new ScanCommand({ TableName: verdex.stack.physicalNames.JobsTable, Select: 'COUNT' });
  return (await verdex.stack.clients.dynamodb.send(scan)).Count ?? 0;
}

async function keptObject(key: string): Promise<Buffer> {
  const get = new GetObjectCommand({ Bucket: verdex.stack.physicalNames.RawBucket, Key: key });
  const { Body } = await verdex.stack.clients.s3.send(get);
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('a callback', () => {
  it('is answered 202 with its job, and its bytes are the raw result', async () => {
    const bytes = taskBytes('task-exact-bytes');
    const response = await postCallback(verdex.callbackUrl('hive'), bytes);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ job: 'hive#task-exact-bytes', status: 'received' });
    await waitForJob(verdex, 'hive', 'task-exact-bytes', 'indexed');
    expect((await fetchRaw(verdex, 'hive', 'task-exact-bytes')).equals(bytes)).toBe(true);
  });

  it('is decoded when the front door hands it on in base64', async () => {
    const bytes = taskBytes('task-as-octets');
    const response = await postCallback(verdex.callbackUrl('hive'), bytes, 'application/octet-stream');
    expect(response.status).toBe(202);
    await waitForJob(verdex, 'hive', 'task-as-octets', 'indexed');
    expect((await fetchRaw(verdex, 'hive', 'task-as-octets')).equals(bytes)).toBe(true);
  });

  it('sent again is acknowledged and counted, and changes nothing', async () => {
    const bytes = taskBytes('task-twice');
    await postCallback(verdex.callbackUrl('hive'), bytes);
    const before = await waitForJob(verdex, 'hive', 'task-twice', 'indexed');
    const again = await postCallback(verdex.callbackUrl('hive'), bytes);
    expect(again.status).toBe(202);
    expect(await again.json()).toEqual({ job: 'hive#task-twice', status: 'indexed' });
    const after = await fetchJob(verdex, 'hive', 'task-twice');
    expect(after).toEqual({ ...before, callback: { ...before.callback, count: 2 } });
  });

  it('with other bytes replaces the result', async () => {
    await postCallback(verdex.callbackUrl('hive'), taskBytes('task-changed'));
    await waitForJob(verdex, 'hive', 'task-changed', 'indexed');
    const seed = JSON.parse(await readFile('test/fixtures/hive/speech_seed.json', 'utf8'));
    const calmer = Buffer.from(JSON.stringify({ ...seed, id: 'task-changed' }));
    await postCallback(verdex.callbackUrl('hive'), calmer);
    await expect.poll(() => fetchRawSha(verdex, 'task-changed'), { timeout: 20_000 }).toBe(sha256(calmer));
    const { files } = await waitForJob(verdex, 'hive', 'task-changed', 'indexed');
    const severe = await verdex.query('/moderation/files?minSeverity=1&limit=100');
    const { files: listed } = (await severe.json()) as { files: { jobId: string }[] };
    expect(files).toHaveLength(1);
    expect(listed.map(({ jobId }) => jobId)).not.toContain('task-changed');
  });

  it('carries the user’s ref to the file', async () => {
    await postCallback(verdex.callbackUrl('hive', 'post/4711'), taskBytes('task-with-ref'));
    await waitForJob(verdex, 'hive', 'task-with-ref', 'indexed');
    const file = await verdex.query('/files?ref=post%2F4711');
    expect(await file.json()).toMatchObject({ identity: 'ref:post/4711', summaries: [{ jobId: 'task-with-ref' }] });
  });
});

describe('what is not a callback about a job', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', 'ping'],
    ['no job id', '{"event":"test"}'],
    ['a job id that could be a path', '{"id":"../../etc"}'],
    ['compressed bytes', gzipSync('{"id":"x"}')],
  ])('is kept for a person to see and answered 202: %s', async (_, body) => {
    const jobs = await countJobs();
    const response = await postCallback(verdex.callbackUrl('hive'), body, 'application/octet-stream');
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ job: null, status: 'unreadable' });
    const bytes = Buffer.from(body);
    expect((await keptToday('unreadable', bytes)).equals(bytes)).toBe(true);
    expect(await countJobs()).toBe(jobs);
  });
});

/** Or on the day before, should it have ended since. */
async function keptToday(prefix: string, bytes: Buffer): Promise<Buffer> {
  const keyOf = (at: number) => `${prefix}/hive/${new Date(at).toISOString().slice(0, 10)}/${sha256(bytes)}`;
  return keptObject(keyOf(Date.now())).catch(() => keptObject(keyOf(Date.now() - 60_000)));
}

describe('a callback URL of the API', () => {
  async function mintUrl(wish: object): Promise<string> {
    const headers = { authorization: `Bearer ${verdex.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ vendor: 'hive', ...wish });
    const response = await fetch(`${verdex.stack.url}/callback-urls`, { method: 'POST', headers, body });
    const minted = (await response.json()) as { url: string };
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(minted).toMatchObject({ vendor: 'hive', ...wish });
    return minted.url;
  }

  it('takes a callback as it is, with its ref', async () => {
    const url = await mintUrl({ ref: 'post/minted' });
    expect(url.startsWith(`${verdex.stack.url}/callbacks/hive/`)).toBe(true);
    const response = await postCallback(url, taskBytes('task-minted'));
    expect([response.status, await response.json()]).toEqual([202, { job: 'hive#task-minted', status: 'received' }]);
    const { files } = await waitForJob(verdex, 'hive', 'task-minted', 'indexed');
    expect(files).toMatchObject([{ identity: 'ref:post/minted' }]);
  });

  it('bound to its first job keeps what others send aside', async () => {
    const url = await mintUrl({ bindFirst: true });
    const [first, second] = [taskBytes('task-first'), taskBytes('task-second')];
    for (const _ of ['once', 'again']) expect((await postCallback(url, first)).status).toBe(202);
    await waitForJob(verdex, 'hive', 'task-first', 'indexed');
    const jobs = await countJobs();
    const response = await postCallback(url, second);
    expect([response.status, await response.json()]).toEqual([202, { job: null, status: 'aside' }]);
    expect(await fetchJob(verdex, 'hive', 'task-second')).toBeUndefined();
    expect(await countJobs()).toBe(jobs);
    expect((await keptToday('aside', second)).equals(second)).toBe(true);
    expect(await (await postCallback(url, first)).json()).toEqual({ job: 'hive#task-first', status: 'indexed' });
  });

  it('is refused to whoever has no token', async () => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"vendor":"hive"}' };
    expect((await fetch(`${verdex.stack.url}/callback-urls`, request)).status).toBe(401);
  });
});

describe('the front door', () => {
  it('keeps nothing that comes without a capability of ours', async () => {
    const jobs = await countJobs();
    const good = verdex.callbackUrl('hive');
    const tampered = `${good.slice(0, -2)}${good.endsWith('AA') ? 'BB' : 'AA'}`;
    const otherVendors = verdex.callbackUrl('hume').replace('/callbacks/hume/', '/callbacks/hive/');
    for (const url of [tampered, otherVendors, good.slice(0, -5), `${verdex.stack.url}/callbacks/hive/x`]) {
      const response = await postCallback(url, taskBytes('task-unsigned'));
      expect([response.status, await response.json()]).toEqual([401, { message: 'unknown callback URL' }]);
    }
    expect(await countJobs()).toBe(jobs);
    expect(await fetchJob(verdex, 'hive', 'task-unsigned')).toBeUndefined();
  });

  it('answers 404 for a vendor it does not know, 405 for other methods', async () => {
    const unknown = verdex.callbackUrl('hive').replace('/callbacks/hive/', '/callbacks/nobody/');
    expect((await postCallback(unknown, '{}')).status).toBe(404);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(verdex.callbackUrl('hive'), { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('answers 413 to a body over its limit', async () => {
    const jobs = await countJobs();
    const padded = Buffer.concat([taskBytes('task-too-large'), Buffer.alloc(5_242_880, ' ')]);
    expect((await postCallback(verdex.callbackUrl('hive'), padded)).status).toBe(413);
    expect(await countJobs()).toBe(jobs);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function fetchRawSha(verdex: LocalVerdex, jobId: string): Promise<string | undefined> {
  const job = await fetchJob(verdex, 'hive', jobId);
  return job?.status === 'indexed' ? job.raw?.sha256 : undefined;
}
