import { beforeEach, describe, expect, test } from 'vitest';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { makeJob } from '../../support/job-records.ts';
import { AT, makeTestApp, RAW, TOKEN } from '../../support/query-app.ts';

const WITH_TOKEN = { headers: { authorization: `Bearer ${TOKEN}` } };

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
});

describe('without a token that is known nothing is answered', () => {
  const paths = [
    '/files?ref=a',
    `/files/${makeFileSummary({ ref: 'a' }).fileKey}`,
    '/jobs?status=parked',
    '/jobs/hume/job-1',
    '/jobs/hume/job-1/raw',
    '/emotions/Joy/files?model=face',
    '/moderation/files',
    // What there is to know is not told to strangers either.
    '/no/such/route',
    '/jobs?limit=0',
  ];
  const headers: [string, Record<string, string>, string][] = [
    ['no header', {}, 'needs Authorization: Bearer <token>'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'Authorization: must be Bearer <token>'],
    ['no token in it', { authorization: 'Bearer' }, 'Authorization: must be Bearer <token>'],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }, 'Authorization: must be Bearer <token>'],
    ['an unknown token', { authorization: 'Bearer wrong' }, 'unknown token'],
    ['the beginning of a token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 'unknown token'],
    ['more than a token', { authorization: `Bearer ${TOKEN}x` }, 'unknown token'],
  ];

  test.each(headers)('%s', async (_, sent, message) => {
    await api.addJob(makeJob({ raw: RAW }));
    await api.addFiles(AT, makeFileSummary({ ref: 'a' }));
    for (const path of paths) {
      const response = await api.get(path, sent);
      expect({ path, status: response.status }).toEqual({ path, status: 401 });
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(JSON.parse(await response.text())).toEqual({ message });
    }
  });
});

describe('a failure of ours', () => {
  const failing = (error: unknown) =>
    makeTestApp({ jobs: { read: () => Promise.reject(error), list: () => Promise.reject(error) } });

  test('that may pass is 503, and is logged', async () => {
    const { ask, log } = failing(
      new Retryable('AWS failed: ThrottlingException', { cause: new Error('table secret') }),
    );
    const { status, body } = await ask('/jobs/hume/job-1');
    expect(status).toBe(503);
    expect(body.message).toContain('again');
    expect(body.message).not.toMatch(/AWS|secret/);
    expect(log.lines).toMatchObject([{ level: 'error', event: 'query_failed' }]);
  });

  test.each([
    ['a bug', new TypeError('secret is not a function')],
    ['a refusal of AWS', new Permanent('AWS refused: secret')],
  ])('of another kind is 500, says no more to anyone, and is logged: %s', async (_, error) => {
    const { ask, log } = failing(error);
    for (const path of ['/jobs/hume/job-1', '/jobs?status=parked', '/jobs/hume/job-1/raw']) {
      const { status, body } = await ask(path);
      expect({ status, keys: Object.keys(body) }).toEqual({ status: 500, keys: ['message'] });
      expect(body.message).not.toContain('secret');
    }
    expect(log.lines.map(({ error: logged }) => logged)).toEqual([error, error, error]);
  });
});

describe('other requests', () => {
  test('HEAD is GET without the body', async () => {
    await api.addJob(makeJob({ raw: RAW }));
    for (const path of ['/jobs/hume/job-1', '/jobs/hume/nobody', '/jobs/hume/job-1/raw', '/jobs']) {
      const head = await api.app.request(path, { ...WITH_TOKEN, method: 'HEAD' });
      expect(head.status).toBe((await api.get(path)).status);
      expect(await head.text()).toBe('');
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s changes nothing where a route takes none, and is told what there is',
    async (method) => {
      await api.addJob(makeJob());
      const response = await api.app.request('/jobs/hume/job-1', { ...WITH_TOKEN, method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect(JSON.parse(await response.text())).toEqual({ message: 'GET, HEAD only' });
      expect((await api.ask('/jobs/hume/job-1')).status).toBe(200);
      expect((await api.app.request('/no/such/route', { ...WITH_TOKEN, method })).status).toBe(404);
      // What there is to know is not told to strangers.
      expect((await api.app.request('/jobs/hume/job-1', { method })).status).toBe(401);
    },
  );

  test.each(['/', '/jobs/hume', '/files/', '/files/a/b', '/emotions/Joy', '/emotions//files', '/JOBS'])(
    '%s is no route',
    async (path) => {
      const { status, body } = await api.ask(path);
      expect({ status, message: body.message }).toEqual({
        status: 404,
        message: expect.stringContaining('/openapi.json'),
      });
    },
  );
});
