import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mintCapability } from '../../../lib/callbacks/capability.ts';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { MAX_CALLBACK_BYTES, makeFrontDoor, NOON, type Request, requestOf, SECRET } from '../../support/front-door.ts';
import { fixtureBytes } from '../../support/result-bytes.ts';

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const JOB = { vendor: 'hume', jobId: 'job-1' };
const BODY = '{"job_id": "job-1", "status": "COMPLETED", "predictions": [] }\n';
const KEY = `callbacks/hume/job-1/${sha256(BODY)}`;

function send(door: ReturnType<typeof makeFrontDoor>, request: Request = {}) {
  return door.receive(requestOf({ body: BODY, ...request }));
}

function nothingHappened({ kept, nudged }: ReturnType<typeof makeFrontDoor>) {
  expect([...kept.keys()]).toEqual([]);
  expect(nudged).toEqual([]);
}

describe('a new callback', () => {
  test('is answered 202 once its exact bytes and what is owed are written down', async () => {
    const door = makeFrontDoor();
    const answer = await send(door);
    expect(answer).toMatchObject({ statusCode: 202, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body ?? '')).toEqual({ job: 'hume#job-1', status: 'received' });
    expect([...door.kept].map(([key, bytes]) => [key, bytes.toString()])).toEqual([[KEY, BODY]]);
    expect(await door.jobs.read(JOB)).toMatchObject({
      status: 'received',
      dueAt: NOON.toISOString(),
      ref: null,
      callback: { key: KEY, sha256: sha256(BODY), bytes: BODY.length, receivedAt: NOON.toISOString(), count: 1 },
    });
    expect(door.nudged).toEqual([JOB]);
    expect(door.counts).toEqual(['CallbackReceived']);
  });

  test.each([
    ['hume', 'hume/callback_completed.json', '908c9fae-1290-4776-9e37-b1a8d1a03fea'],
    ['hume', 'hume/callback_failed.json', '908c9fae-1290-4776-9e37-b1a8d1a03fea'],
    ['hive', 'hive/speech_seed.json', '5ce602f0-5b07-11ed-80f8-138a369a2201'],
  ])('of %s is kept byte for byte, as text or base64: %s', async (vendor, path, jobId) => {
    const bytes = await fixtureBytes(path);
    for (const encoded of [false, true]) {
      const door = makeFrontDoor();
      const body = bytes.toString(encoded ? 'base64' : 'utf8');
      expect(await send(door, { vendor, body, isBase64Encoded: encoded })).toMatchObject({ statusCode: 202 });
      expect([...door.kept.values()].map((kept) => kept.equals(bytes))).toEqual([true]);
      expect((await door.jobs.read({ vendor, jobId }))?.callback?.sha256).toBe(sha256(bytes));
    }
  });

  test('in base64 may hold bytes that are no text', async () => {
    const bytes = Buffer.concat([Buffer.from('{"job_id":"job-1","x":"'), Buffer.of(0xff, 0xfe), Buffer.from('"}')]);
    const door = makeFrontDoor();
    await send(door, { body: bytes.toString('base64'), isBase64Encoded: true });
    expect([...door.kept.values()]).toEqual([bytes]);
    expect(await door.jobs.read(JOB)).toBeDefined();
  });

  test('carries the user’s ref into the job', async () => {
    const door = makeFrontDoor();
    await send(door, { capability: mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7' }) });
    expect(await door.jobs.read(JOB)).toMatchObject({ ref: 'clip-7' });
  });

  test('may come by a capability of the secret before', async () => {
    const capability = mintCapability('the old secret', { vendor: 'hume' });
    const door = makeFrontDoor({ secrets: [SECRET, 'the old secret'] });
    expect(await send(door, { capability })).toMatchObject({ statusCode: 202 });
  });
});

describe('a callback that comes again', () => {
  test('with the same bytes is counted, and nothing else changes', async () => {
    const door = makeFrontDoor();
    await send(door);
    const before = await door.jobs.read(JOB);
    door.clock.now = new Date(NOON.getTime() + 60_000);
    expect(await send(door)).toMatchObject({ statusCode: 202 });
    const after = await door.jobs.read(JOB);
    expect(before?.callback?.count).toBe(1);
    expect(after).toEqual({
      ...before,
      revision: expect.any(Number),
      callback: { ...before?.callback, count: 2 },
    });
    expect(door.kept.size).toBe(1);
    expect(door.nudged).toEqual([JOB]);
    expect(door.counts).toEqual(['CallbackReceived', 'CallbackRepeated']);
  });

  test('with other bytes is kept beside the first, and the job is owed anew', async () => {
    const door = makeFrontDoor();
    await send(door);
    const changed = BODY.replace('[]', '[ ]');
    door.clock.now = new Date(NOON.getTime() + 60_000);
    expect(await send(door, { body: changed })).toMatchObject({ statusCode: 202 });
    expect([...door.kept.values()].map(String)).toEqual([BODY, changed]);
    expect(await door.jobs.read(JOB)).toMatchObject({
      status: 'received',
      callback: { sha256: sha256(changed), count: 1, receivedAt: '2026-03-01T12:01:00.000Z' },
    });
    expect(door.nudged).toEqual([JOB, JOB]);
  });

  test('without a ref keeps the ref that is known', async () => {
    const door = makeFrontDoor();
    await send(door, { capability: mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7' }) });
    await send(door, { body: `${BODY} ` });
    expect(await door.jobs.read(JOB)).toMatchObject({ ref: 'clip-7' });
  });

  test('at the same moment is one job, both times counted', async () => {
    const door = makeFrontDoor();
    const answers = await Promise.all([send(door), send(door), send(door)]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    expect((await door.jobs.read(JOB))?.callback?.count).toBe(3);
    expect(door.kept.size).toBe(1);
  });
});

describe('refused, and nothing is kept', () => {
  test.each<[string, number, Request]>([
    ['a capability of another secret', 401, { capability: mintCapability('another', { vendor: 'hume' }) }],
    ['no capability', 401, { capability: '' }],
    ['an expired capability', 401, { capability: mintCapability(SECRET, { vendor: 'hume', expiresAt: NOON }) }],
    ['a capability of another vendor', 401, { capability: mintCapability(SECRET, { vendor: 'hive' }) }],
    ['a forged capability of an unknown vendor', 401, { vendor: 'acme', capability: 'x.y' }],
    ['an unknown vendor', 404, { vendor: 'acme' }],
    ['GET', 405, { method: 'GET' }],
    ['PUT', 405, { method: 'PUT' }],
    ['a body too large', 413, { body: `{"job_id":"job-1","x":"${'x'.repeat(MAX_CALLBACK_BYTES)}"}` }],
    ['a body too large, nobody knows by whom', 401, { capability: 'x', body: 'x'.repeat(MAX_CALLBACK_BYTES + 1) }],
  ])('%s: %i', async (_, statusCode, request) => {
    const door = makeFrontDoor();
    expect(await send(door, request)).toMatchObject({ statusCode });
    nothingHappened(door);
    expect(await door.jobs.list('received', { limit: 10 })).toEqual({ items: [], cursor: undefined });
  });

  test('no path parameters at all', async () => {
    const door = makeFrontDoor();
    const { pathParameters: _, ...event } = requestOf({ body: BODY });
    expect(await door.receive(event)).toMatchObject({ statusCode: 401 });
    nothingHappened(door);
  });

  test('405 says what is allowed', async () => {
    expect(await send(makeFrontDoor(), { method: 'GET' })).toMatchObject({ headers: { allow: 'POST' } });
  });

  test('refusals are counted, so that an attack or a lost secret shows', async () => {
    const door = makeFrontDoor();
    await send(door, { capability: 'x.y' });
    await send(door, { vendor: 'acme' });
    expect(door.counts).toEqual(['CallbackRefused', 'CallbackRefused']);
  });
});

test('the limit counts bytes as they come, not characters of base64', async () => {
  const exact = `{"job_id":"job-1","x":"${'x'.repeat(MAX_CALLBACK_BYTES - 25)}"}`;
  expect(exact).toHaveLength(MAX_CALLBACK_BYTES);
  const body = Buffer.from(exact).toString('base64');
  expect(await send(makeFrontDoor(), { body, isBase64Encoded: true })).toMatchObject({ statusCode: 202 });
  expect(await send(makeFrontDoor(), { body: `${exact} ` })).toMatchObject({ statusCode: 413 });
});

test.each([
  ['empty', ''],
  ['absent', undefined],
  ['not JSON', '<html>502</html>'],
  ['JSON without an id', '{"status": "COMPLETED"}'],
  ['another vendor’s', '{"id": "task-1", "status": []}'],
  ['an id with characters that no key may have', '{"job_id": "../../etc/passwd"}'],
  ['a cut body', BODY.slice(0, 20)],
])('a body that is %s is kept where someone can find it, and answered 202', async (_, body) => {
  const door = makeFrontDoor();
  const answer = await door.receive(requestOf({ ...(body !== undefined && { body }) }));
  expect(answer).toMatchObject({ statusCode: 202 });
  expect(JSON.parse(answer.body ?? '')).toEqual({ job: null, status: 'unreadable' });
  expect([...door.kept].map(([key, bytes]) => [key, bytes.toString()])).toEqual([
    [`unreadable/hume/2026-03-01/${sha256(body ?? '')}`, body ?? ''],
  ]);
  expect(door.counts).toEqual(['CallbackUnreadable']);
  expect(door.nudged).toEqual([]);
  expect((await door.jobs.list('received', { limit: 10 })).items).toEqual([]);
});

describe('when something of ours fails', () => {
  const failing = async (): Promise<never> => {
    throw new Retryable('down');
  };

  test('a raw store that is down is a 503: the vendor may send again, and nothing is promised', async () => {
    const door = makeFrontDoor({ rawStore: { put: failing } });
    for (const body of [BODY, 'not JSON']) {
      const answer = await send(door, { body });
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
    }
    expect(await door.jobs.read(JOB)).toBeUndefined();
    expect(door.nudged).toEqual([]);
  });

  test('a ledger that is down is a 503; sent again, the callback is taken as if for the first time', async () => {
    const down = makeFrontDoor({ ledger: { recordCallback: failing } });
    expect(await send(down)).toMatchObject({ statusCode: 503 });
    expect(down.nudged).toEqual([]);
    expect(await send(makeFrontDoor())).toMatchObject({ statusCode: 202 });
  });

  test('a nudge that fails loses nothing: the job is due', async () => {
    const door = makeFrontDoor({ nudge: failing });
    expect(await send(door)).toMatchObject({ statusCode: 202 });
    expect(await door.jobs.due(NOON, 10)).toEqual([JOB]);
    expect(door.counts).toContain('NudgeFailed');
  });

  test('a nudge that fails in any way at all loses nothing', async () => {
    const nudge = async () => {
      throw new TypeError('a bug');
    };
    expect(await send(makeFrontDoor({ nudge }))).toMatchObject({ statusCode: 202 });
  });

  test.each([new Permanent('access denied'), new TypeError('a bug')])('%s is not answered as kept', async (error) => {
    const put = async () => {
      throw error;
    };
    await expect(send(makeFrontDoor({ rawStore: { put } }))).rejects.toBe(error);
  });

  test('the bytes are kept before the ledger says so, and the ledger before the nudge', async () => {
    const order: string[] = [];
    const { receive } = makeFrontDoor({
      rawStore: {
        put: async (key) => {
          order.push('raw');
          return { key, versionId: null, sha256: 'aa', bytes: 1 };
        },
      },
      ledger: {
        recordCallback: async () => {
          order.push('ledger');
          return { outcome: 'new', status: 'received' };
        },
      },
      nudge: async () => {
        order.push('nudge');
      },
    });
    await receive(requestOf({ body: BODY }));
    expect(order).toEqual(['raw', 'ledger', 'nudge']);
  });
});

test('neither capability nor body nor ref is ever logged or answered', async () => {
  const door = makeFrontDoor();
  const capability = mintCapability(SECRET, { vendor: 'hume', ref: 'private-ref' });
  const requests: Request[] = [
    { capability, body: '{"job_id": "job-1", "text": "private-body"}' },
    { capability, body: 'private-body' },
    { capability, vendor: 'hive', body: 'private-body' },
    { capability: `${capability}x` },
    { capability, body: `private-body${'x'.repeat(MAX_CALLBACK_BYTES)}` },
  ];
  const answers: string[] = [];
  for (const request of requests) answers.push(JSON.stringify(await send(door, request)));
  expect(door.logged.length).toBeGreaterThanOrEqual(requests.length);
  for (const line of [...door.logged, ...answers]) {
    expect(line).not.toContain('private');
    expect(line).not.toContain(capability.slice(0, 20));
  }
});
