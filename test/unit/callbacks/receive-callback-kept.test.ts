import { describe, expect, test } from 'vitest';
import { mintCapability } from '../../../lib/callbacks/capability.ts';
import { makeFrontDoor, NOON, requestOf, SECRET } from '../../support/front-door.ts';
import { BODY, JOB, KEY, send, sha256 } from '../../support/hume-callback.ts';
import { fixtureBytes } from '../../support/result-bytes.ts';

describe('a new callback', () => {
  test('is answered 202 once its exact bytes and what is owed are written down', async () => {
    const door = makeFrontDoor();
    const answer = await send(door);
    expect(answer).toMatchObject({ statusCode: 202, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body ?? '')).toEqual({ job: `hume#${JOB.jobId}`, status: 'received' });
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
    const bytes = Buffer.concat([
      Buffer.from(`{"job_id":"${JOB.jobId}","x":"`),
      Buffer.of(0xff, 0xfe),
      Buffer.from('"}'),
    ]);
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
