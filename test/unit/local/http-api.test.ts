import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpApi } from '../../../local/http-api.ts';
import { parseRouteKey } from '../../../local/http-api-routes.ts';
import { InvocationError } from '../../../local/invocation-error.ts';

type Event = Record<string, unknown> & { body?: string; isBase64Encoded: boolean };

async function startApi(invoke: (event: Event) => unknown, routeKey = '$default', timeoutMs = 30_000) {
  const routes = [{ ...parseRouteKey(routeKey), functionArn: 'arn', timeoutMs }];
  const api = await startHttpApi({ port: 0, routes: () => routes, invoke: async (_, event) => invoke(event as Event) });
  onTestFinished(() => api.stop());
  return api;
}

/** The event a function gets for a request. */
async function eventOf(path: string, init: RequestInit = {}, routeKey?: string): Promise<Event> {
  const api = await startApi((event) => event, routeKey);
  return (await (await fetch(api.url + path, init)).json()) as Event;
}

/** Sends bytes no HTTP client would send, and gives the answer's first line. */
async function statusLineOf(url: string, request: string): Promise<string | undefined> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(request);
  return (await text(socket)).split('\r\n')[0];
}

test('a function gets the event of payload format 2.0', async () => {
  const event = await eventOf(
    '/callbacks/hume/a%20b%2Fc?x=1&x=2&y=%20z',
    {
      method: 'POST',
      headers: { 'X-Thing': 'Value', cookie: 'a=1; b=2', 'content-type': 'application/json' },
      body: '{"é":1}',
    },
    'ANY /callbacks/{vendor}/{capability}',
  );
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'ANY /callbacks/{vendor}/{capability}',
    rawPath: '/callbacks/hume/a b/c',
    rawQueryString: 'x=1&x=2&y=%20z',
    cookies: ['a=1', 'b=2'],
    headers: expect.objectContaining({ 'x-thing': 'Value', 'content-length': '8', 'x-forwarded-for': '127.0.0.1' }),
    queryStringParameters: { x: '1,2', y: ' z' },
    pathParameters: { vendor: 'hume', capability: 'a b/c' },
    requestContext: expect.objectContaining({
      stage: '$default',
      routeKey: 'ANY /callbacks/{vendor}/{capability}',
      requestId: expect.stringMatching(/.+/),
      domainName: expect.stringMatching(/^127\.0\.0\.1:/),
      time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
      http: expect.objectContaining({
        method: 'POST',
        path: '/callbacks/hume/a b/c',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
      }),
    }),
    body: '{"é":1}',
    isBase64Encoded: false,
  });
  expect(event.headers).not.toHaveProperty('cookie');
});

test('what a request has none of is not in the event', async () => {
  const event = await eventOf('/');
  for (const absent of ['body', 'cookies', 'queryStringParameters', 'pathParameters'])
    expect(event).not.toHaveProperty(absent);
  expect(event.isBase64Encoded).toBe(false);
});

const gzipBytes = Buffer.from([0x1f, 0x8b, 0x08, 0xff]);
test.each([
  ['JSON', { 'content-type': 'application/json; charset=utf-8' }, Buffer.from('{"é":1}'), false],
  ['plain text', { 'content-type': 'Text/Plain' }, Buffer.from('hello'), false],
  ['XML', { 'content-type': 'application/xml' }, Buffer.from('<a/>'), false],
  ['JSON that is not UTF-8', { 'content-type': 'application/json' }, Buffer.from([0x22, 0xff, 0x22]), true],
  ['compressed JSON', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, gzipBytes, true],
  ['readable bytes of another type', { 'content-type': 'application/octet-stream' }, Buffer.from('hello'), true],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, Buffer.from('a=1'), true],
  ['bytes without a type', {}, Buffer.from('hello'), true],
])('%s arrives byte for byte', async (_, headers, bytes, isBase64Encoded) => {
  const event = await eventOf('/', { method: 'POST', headers: headers as Record<string, string>, body: bytes });
  expect(event.isBase64Encoded).toBe(isBase64Encoded);
  expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8')).toEqual(bytes);
});

type Expected = { status: number; body: string; headers?: Record<string, string>; cookies?: string[] };

test.each<[string, unknown, Expected]>([
  [
    'a structure',
    { statusCode: 202, headers: { 'X-A': 'b' }, cookies: ['c=1', 'd=2'], body: '{}' },
    {
      status: 202,
      body: '{}',
      headers: { 'x-a': 'b', 'content-type': 'text/plain;charset=UTF-8' },
      cookies: ['c=1', 'd=2'],
    },
  ],
  [
    'binary, framed anew',
    {
      statusCode: 200,
      headers: { 'content-type': 'a/b', 'content-length': '999' },
      body: 'aGk=',
      isBase64Encoded: true,
    },
    { status: 200, body: 'hi', headers: { 'content-type': 'a/b', 'content-length': '2' } },
  ],
  ['no content', { statusCode: 204 }, { status: 204, body: '' }],
  ['a bare object', { a: 1 }, { status: 200, body: '{"a":1}', headers: { 'content-type': 'application/json' } }],
  ['a bare string', 'hi', { status: 200, body: 'hi', headers: { 'content-type': 'application/json' } }],
])('answers %s', async (_, answer, { status, body, headers = {}, cookies = [] }) => {
  const api = await startApi(() => answer);
  const response = await fetch(api.url);
  expect([response.status, await response.text(), response.headers.getSetCookie()]).toEqual([status, body, cookies]);
  expect(Object.fromEntries(response.headers)).toMatchObject(headers);
});

const fail = (name: string) => () => {
  throw new InvocationError(name, 'secret');
};
test.each<[string, number, string, () => unknown]>([
  ['a function that throws', 500, 'Internal Server Error', fail('Error')],
  ['a status that is none', 500, 'Internal Server Error', () => ({ statusCode: 99 })],
  ['a body that is no text', 500, 'Internal Server Error', () => ({ statusCode: 200, body: {} })],
  ['a header HTTP cannot carry', 500, 'Internal Server Error', () => ({ statusCode: 200, headers: { a: 'b\n\nc' } })],
  ['an event too large for Lambda', 413, 'Request Entity Too Large', fail('RequestTooLarge')],
])('%s is answered %i %s', async (_, status, message, invoke) => {
  const api = await startApi(invoke);
  const response = await fetch(api.url);
  expect([response.status, await response.json()]).toEqual([status, { message }]);
});

test('a function slower than its integration allows is answered 503', async () => {
  const api = await startApi(() => new Promise(() => {}), '$default', 1);
  const response = await fetch(api.url);
  expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
});

test('a body of 10 MB passes, a byte more does not', async () => {
  const api = await startApi((event) => ({ length: Buffer.from(event.body ?? '', 'base64').length }));
  const limit = 10 * 1024 * 1024;
  const atLimit = await fetch(api.url, { method: 'POST', body: Buffer.alloc(limit) });
  expect(await atLimit.json()).toEqual({ length: limit });
  const beyond = await fetch(api.url, { method: 'POST', body: Buffer.alloc(limit + 1) });
  expect([beyond.status, await beyond.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
});

test('no route is 404', async () => {
  const api = await startApi(() => ({}), 'GET /files');
  const response = await fetch(`${api.url}/other`);
  expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
});

test.each(['/%zz', '/%ff', 'http://elsewhere/', '*'])(
  'the target %s is 400, and the server lives on',
  async (target) => {
    const api = await startApi(() => ({}));
    const request = `OPTIONS ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    expect(await statusLineOf(api.url, request)).toBe('HTTP/1.1 400 Bad Request');
    expect((await fetch(api.url)).status).toBe(200);
  },
);
