import { describe, expect, test } from 'vitest';
import { mintCapability } from '../../../lib/callbacks/capability.ts';
import { MAX_CALLBACK_BYTES, makeFrontDoor, NOON, type Request, requestOf, SECRET } from '../../support/front-door.ts';
import { BODY, send } from '../../support/hume-callback.ts';

function nothingHappened({ kept, nudged }: ReturnType<typeof makeFrontDoor>) {
  expect([...kept.keys()]).toEqual([]);
  expect(nudged).toEqual([]);
}

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
    ['a body too large', 413, { body: `${BODY}${' '.repeat(MAX_CALLBACK_BYTES)}` }],
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

describe('the same words for everything that is wrong with a capability', () => {
  const good = mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7' });
  const [text = '', mac = ''] = good.split('.');
  test.each([
    ['expired', mintCapability(SECRET, { vendor: 'hume', expiresAt: NOON })],
    ['tampered with', `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}.${mac}`],
    ['of another vendor', mintCapability(SECRET, { vendor: 'hive' })],
    ['truncated', good.slice(0, -1)],
    ['without its MAC', text],
    ['under a secret that is gone', mintCapability('the secret before', { vendor: 'hume' })],
    ['made up', 'x'],
  ])('%s', async (_, capability) => {
    const refused = makeFrontDoor();
    const answer = await send(refused, { capability });
    expect(answer).toEqual({
      statusCode: 401,
      headers: { 'content-type': 'application/json' },
      body: '{"message":"unknown callback URL"}',
    });
    expect(refused.counts).toEqual(['CallbackRefused']);
    nothingHappened(refused);
  });
});

test('the limit counts bytes as they come, not characters of base64', async () => {
  const exact = BODY.padEnd(MAX_CALLBACK_BYTES);
  const body = Buffer.from(exact).toString('base64');
  expect(await send(makeFrontDoor(), { body, isBase64Encoded: true })).toMatchObject({ statusCode: 202 });
  expect(await send(makeFrontDoor(), { body: `${exact} ` })).toMatchObject({ statusCode: 413 });
});

test('neither capability nor body nor ref is ever logged or answered', async () => {
  const door = makeFrontDoor();
  const capability = mintCapability(SECRET, { vendor: 'hume', ref: 'private-ref' });
  const requests: Request[] = [
    { capability, body: BODY.replace('[]', '["private-body"]') },
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
