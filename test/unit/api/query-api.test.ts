import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeQueryApi } from '../../../lib/api/query-api.ts';
import { makeHttpApiEvent, type RequestAbout } from '../../support/http-api-events.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { makeJob } from '../../support/job-records.ts';
import { makeQueryDeps, TOKEN } from '../../support/query-app.ts';

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const summary = makeFileSummary({ ref: 'a', emotions: { face: { 'Empathic Pain': 0.5 } }, classes: { hate: 2 } });

async function makeHandler() {
  const { deps, addJob, addFiles } = makeQueryDeps();
  await addJob(makeJob({ raw: { key: 'results/hume/job-1', versionId: null, sha256: 'cc', bytes: 10 } }));
  await addFiles('2026-03-01T00:00:00.000Z', summary);
  const handle = makeQueryApi(deps);
  return async (request: RequestAbout) => {
    const event = makeHttpApiEvent(request) as unknown as Parameters<typeof handle>[0];
    const result = await handle(event, {} as Context);
    const headers: Record<string, unknown> = { ...('headers' in result ? result.headers : {}) };
    return { ...result, headers };
  };
}
const handle = await makeHandler();

// Hono writes each request that it cannot make sense of to the console.
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('an event of API Gateway', () => {
  test('is answered with a JSON body, as text', async () => {
    const answer = await handle({ path: `/files/${summary.fileKey}`, headers: AUTHORIZED });
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(answer.body)).toMatchObject({ identity: 'ref:a' });
  });

  test('with a path that came decoded finds the same', async () => {
    const answer = await handle({ path: '/emotions/Empathic Pain/files', query: 'model=face', headers: AUTHORIZED });
    expect(JSON.parse(answer.body)).toMatchObject({ emotion: 'Empathic Pain', files: [{ identity: 'ref:a' }] });
  });

  test('redirects to the raw bytes', async () => {
    const { statusCode, headers } = await handle({ path: '/jobs/hume/job-1/raw', headers: AUTHORIZED });
    expect({ statusCode, headers }).toMatchObject({
      statusCode: 302,
      headers: { location: expect.stringContaining('results/hume/job-1'), 'cache-control': 'no-store' },
    });
  });

  test('without a token is 401, and says what is wanted', async () => {
    const { statusCode, headers, body } = await handle({ path: '/jobs', query: 'status=parked' });
    expect(statusCode).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
    expect(JSON.parse(body)).toEqual({ message: 'needs Authorization: Bearer <token>' });
  });
});

describe('a body', () => {
  const wish = '{"vendor":"hume"}';
  const about = { path: '/callback-urls', headers: { ...AUTHORIZED, 'content-type': 'application/json' } };

  test.each([
    ['as text', { body: wish }],
    ['in base64', { body: Buffer.from(wish).toString('base64'), isBase64Encoded: true }],
  ])('of a POST is read, %s', async (_, sent) => {
    const { statusCode, body } = await handle({ method: 'POST', ...about, ...sent });
    expect([statusCode, JSON.parse(body)]).toMatchObject([201, { vendor: 'hume' }]);
  });

  test('of anything else does nothing', async () => {
    const { statusCode } = await handle({ path: '/jobs', query: 'status=parked', headers: AUTHORIZED, body: '{' });
    expect(statusCode).toBe(200);
  });
});

describe('what is not a question', () => {
  test.each(['POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'])('%s is 405', async (method) => {
    const { statusCode, headers } = await handle({ method, path: '/files', headers: AUTHORIZED });
    expect([statusCode, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each(['GET', 'HEAD', 'PUT', 'TRACE'])('%s is 405 where only POST does something', async (method) => {
    const { statusCode, headers } = await handle({ method, path: '/callback-urls', headers: AUTHORIZED });
    expect([statusCode, headers.allow]).toEqual([405, 'POST']);
  });

  test.each(['/callbacks/hume', '/callbacks/hume/a/b'])(
    '%s is a callback URL gone wrong, and told so',
    async (path) => {
      const { statusCode, body } = await handle({ method: 'POST', path });
      expect(statusCode).toBe(404);
      expect(JSON.parse(body).message).toContain('/callbacks/{vendor}/{capability}');
    },
  );
});

/** What someone who wishes us ill, or a broken client, may send. */
const hostile: [string, RequestAbout][] = [
  ['no path', { path: '' }],
  ['a path without a slash', { path: 'jobs' }],
  ['a path of slashes', { path: '//////' }],
  ['a path like a host', { path: '//evil.example.com/jobs' }],
  ['a path that climbs', { path: '/jobs/../../etc/passwd' }],
  ['a path like a port', { path: ':99999/jobs' }],
  ['a path with a NUL', { path: '/files/\u0000' }],
  ['a path with control characters', { path: '/files/\r\nx: y' }],
  ['a path of percent signs', { path: '/emotions/%/files', query: 'model=face' }],
  ['a path with a bad escape', { path: '/emotions/%E0%A4%A/files', query: 'model=face' }],
  ['a path with a question mark', { path: '/emotions/a?b/files', query: 'model=face' }],
  ['a path with a hash', { path: '/emotions/a#b/files', query: 'model=face' }],
  ['a path with half a character', { path: '/files/\ud800' }],
  ['a path of a megabyte', { path: `/files/${'a'.repeat(1_000_000)}` }],
  ['a path like a prototype', { path: '/jobs/constructor/__proto__' }],
  ['a query with a bad escape', { path: '/jobs', query: 'status=%E0%A4%A' }],
  ['a query of percent signs', { path: '/jobs', query: '%%%=%%%&%' }],
  ['a query with a key twice', { path: '/jobs', query: 'status=parked&status=failed' }],
  ['a query with a key a thousand times', { path: '/jobs', query: 'status=parked&'.repeat(1000) }],
  ['a query like an array', { path: '/jobs', query: 'status[]=parked&limit[0]=1' }],
  ['a query like a prototype', { path: '/jobs', query: 'status=parked&__proto__=1&constructor=1&toString=1' }],
  ['a query of question marks', { path: '/files', query: '???ref=a' }],
  ['a query of a megabyte', { path: '/files', query: `ref=${'a'.repeat(1_000_000)}` }],
  ['a number that is none', { path: '/emotions/Joy/files', query: 'model=face&minScore=NaN' }],
  ['a number too large', { path: '/emotions/Joy/files', query: 'model=face&minScore=1e999' }],
  ['a moment that is none', { path: '/moderation/files', query: 'from=0000-00-00&to=9999-99-99' }],
  ['the first and last moments there are', { path: '/moderation/files', query: 'from=0000-01-01&to=9999-12-31' }],
  ['a cursor of rubbish', { path: '/moderation/files', query: 'cursor=AAAA' }],
  [
    'a cursor like a prototype',
    { path: '/moderation/files', query: `cursor=${cursorOf({ __proto__: null, list: 1 })}` },
  ],
  ['a URL that is none', { path: '/files', query: 'url=http://' }],
  ['a URL with a password', { path: '/files', query: 'url=https://user:pass@example.com/%2e%2e' }],
  ['a body on GET', { path: '/jobs', query: 'status=parked', body: '{"status":"failed"}' }],
  ['a body on HEAD', { method: 'HEAD', path: '/jobs', query: 'status=parked', body: 'x' }],
  ['an encoded body on POST', { method: 'POST', path: '/jobs', body: 'AAEC/w==', isBase64Encoded: true }],
  [
    'an encoded body that is not encoded',
    { method: 'POST', path: '/callback-urls', body: '%%%', isBase64Encoded: true },
  ],
  ['a body deep beyond sense', postOf('['.repeat(60_000))],
  ['a body like a prototype', postOf('{"__proto__":{"vendor":"hume"},"constructor":1}')],
  ['a body of half a character', postOf('{"vendor":"hume","ref":"\\ud800"}')],
  ['a body of null', postOf('null')],
  ['a body too large to be a wish', postOf(JSON.stringify({ vendor: 'hume', ref: 'x'.repeat(5_000_000) }))],
  ['a body of six megabytes', { method: 'POST', path: '/jobs', body: 'x'.repeat(6_000_000) }],
  ['a method that does nothing here', { method: 'TRACE', path: '/jobs' }],
  ['a method nobody knows', { method: 'BREW', path: '/jobs' }],
  ['a method that is none', { method: 'GET /jobs', path: '/jobs' }],
  ['huge headers', { path: '/jobs', headers: { 'x-huge': 'x'.repeat(1_000_000), cookie: 'a=b; '.repeat(10_000) } }],
  [
    'many headers',
    { path: '/jobs', headers: Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`x-${n}`, 'y'])) },
  ],
  ['a header in another script', { path: '/jobs', headers: { 'x-name': '喜び ü \u0080' } }],
  ['a header with a line break', { path: '/jobs', headers: { 'x-name': 'a\r\nset-cookie: b=c' } }],
  ['a header with an odd name', { path: '/jobs', headers: { 'x name(': 'a' } }],
  ['two hosts', { path: '/jobs', headers: { host: 'a.example.com,b.example.com' } }],
  ['cookies', { path: '/jobs', cookies: ['a=b', '=', '; ;'] }],
];

describe.each([
  ['with a token', AUTHORIZED],
  ['without one', {}],
  ['with a token of rubbish', { authorization: `Bearer ${'ü'.repeat(10_000)}` }],
])('whatever is asked %s, it is an answer and no failure of ours', (_, authorization) => {
  test.each(hostile)('%s', async (__, request) => {
    const { statusCode, headers, body } = await handle({
      ...request,
      headers: { ...request.headers, ...authorization },
    });
    expect(statusCode).toBeGreaterThanOrEqual(200);
    expect(statusCode).toBeLessThan(500);
    // Nothing of what was sent comes back as a header.
    expect(headers).not.toHaveProperty('set-cookie');
    expect(body).not.toMatch(/\bat .*\.ts:\d+/);
    if (!('authorization' in authorization)) expect(statusCode).toBeGreaterThanOrEqual(400);
  });
});

test('whatever the path, the query, the headers and the body are, it is an answer and no failure of ours', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'files',
      'jobs',
      'hume',
      'job-1',
      'raw',
      'emotions',
      'Joy',
      'moderation',
      'callback-urls',
      '..',
      '%2F',
      '%',
      '?',
      '#',
      summary.fileKey,
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const parameter = fc.tuple(
    fc.oneof(
      fc.constantFrom(
        'limit',
        'cursor',
        'status',
        'model',
        'minScore',
        'minSeverity',
        'class',
        'from',
        'to',
        'url',
        'ref',
        'md5',
      ),
      fc.string({ maxLength: 5 }),
    ),
    fc.oneof(
      fc.constantFrom(
        'parked',
        'face',
        '1',
        '2',
        '2026-01-01',
        '2026-01-01T00:00:00Z',
        'https://a/b',
        '-1',
        '1e400',
        '%ZZ',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 12 }).map(encodeURIComponentSafely),
      fc.jsonValue().map(cursorOf),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'),
        path: fc.array(piece, { maxLength: 5 }).map((pieces) => `/${pieces.join('/')}`),
        query: fc.array(parameter, { maxLength: 4 }).map((all) => all.map((pair) => pair.join('=')).join('&')),
        headers: fc.constantFrom(AUTHORIZED, { ...AUTHORIZED, 'content-type': 'application/json' }, {}),
      }),
      fc.option(fc.string({ minLength: 1 }), { nil: undefined, freq: 8 }),
      async (request, body) => {
        const { statusCode } = await handle({ ...request, ...(body !== undefined && { body }) });
        expect(statusCode).toBeGreaterThanOrEqual(200);
        expect(statusCode).toBeLessThan(500);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['a cookie', { cookies: ['Ā'] }],
  ['a header', { headers: { ...AUTHORIZED, accept: '\ud800' } }],
])('%s of text that HTTP does not have means nothing, and fails nothing', async (_, odd) => {
  const handleEvent = makeQueryApi(makeQueryDeps().deps);
  const event = { ...makeHttpApiEvent({ path: '/vendors', headers: AUTHORIZED }), ...odd };
  const answer = await handleEvent(event as unknown as Parameters<typeof handleEvent>[0]);
  expect(answer).toMatchObject({ statusCode: 200 });
});

function postOf(body: string): RequestAbout {
  return { method: 'POST', path: '/callback-urls', body, headers: { 'content-type': 'application/json' } };
}

function cursorOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** `encodeURIComponent` refuses half a character. */
function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
