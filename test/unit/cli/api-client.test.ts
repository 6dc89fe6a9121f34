import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { askApi, readDeployment } from '../../../cli/api-client.ts';
import { Problem } from '../../../cli/problem.ts';
import { type ApiAnswer, startFakeApi } from '../../support/fake-api.ts';

const TOKEN = 'token-that-nobody-may-see';
const answer = z.object({ name: z.string() });

/** What a user would read. */
async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('there was no problem');
}

const ask = (url: string, timeoutMs?: number) =>
  askApi({ url, token: TOKEN }, { method: 'POST', path: '/things?a=b', body: { a: 1 }, answer }, timeoutMs);

describe('a deployment', () => {
  test('is where the environment says', () => {
    const environment = { VERDEX_URL: 'https://api.test', VERDEX_TOKEN: TOKEN };
    expect(readDeployment(environment)).toEqual({ url: 'https://api.test', token: TOKEN });
  });

  test.each([
    ['nothing', {}, ['VERDEX_URL is not set', 'VERDEX_TOKEN is not set']],
    ['no token', { VERDEX_URL: 'https://api.test' }, ['VERDEX_TOKEN is not set']],
    ['an empty token', { VERDEX_URL: 'https://api.test', VERDEX_TOKEN: '' }, ['VERDEX_TOKEN must be']],
    ['a token of two lines', { VERDEX_URL: 'https://api.test', VERDEX_TOKEN: `${TOKEN}\nx` }, ['VERDEX_TOKEN must be']],
    ['no URL', { VERDEX_TOKEN: TOKEN }, ['VERDEX_URL is not set']],
    ['a host alone', { VERDEX_URL: 'api.secret.test', VERDEX_TOKEN: TOKEN }, ['VERDEX_URL must be an http(s) URL']],
    ['a password', { VERDEX_URL: 'https://me:secret@api.test', VERDEX_TOKEN: TOKEN }, ['VERDEX_URL must be']],
  ])('that is not rightly said is told by name, without its value: %s', async (_, environment, said) => {
    const problem = await problemOf(() => readDeployment(environment));
    for (const part of said) expect(problem).toContain(part);
    expect(problem).not.toMatch(/secret|nobody-may-see|\n/);
  });
});

test('asks with the token, in JSON, and answers what it was told', async () => {
  const api = await startFakeApi({ body: { name: 'a', more: 1 } });
  expect(await ask(`${api.url}/`)).toEqual({ name: 'a' });
  expect(api.requests).toMatchObject([
    {
      method: 'POST',
      path: '/things?a=b',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{"a":1}',
    },
  ]);
});

test.each<[string, ApiAnswer, string]>([
  ['an unknown token', { status: 401, body: { message: 'unknown token' } }, 'does not know the token in VERDEX_TOKEN'],
  ['no bearer', { status: 401, body: { message: 'Unauthorized' } }, 'is not a Verdex that can do this (status 401)'],
  ['a locked page', { status: 401, body: '<html>' }, 'is not a Verdex that can do this (status 401)'],
  ['a refusal', { status: 400, body: { message: 'name: is empty' } }, 'Verdex answered 400: name: is empty'],
  ['a failure', { status: 503, body: { message: 'busy' } }, 'Verdex answered 503: busy'],
  ['a token sent back', { status: 400, body: { message: `a ${TOKEN} b` } }, 'Verdex answered 400: a … b'],
  ['colours and lines', { status: 400, body: { message: 'a\u001b[31m\nb' } }, 'Verdex answered 400: a [31m b'],
  ['a book', { status: 400, body: { message: 'x'.repeat(100_000) } }, 'xxx'],
  ['a page', { body: '<html>' }, 'is not a Verdex that can do this (status 200)'],
  ['an error page', { status: 502, body: '<html>' }, 'is not a Verdex that can do this (status 502)'],
  ['other JSON', { body: { nome: 'a' } }, 'is not a Verdex that can do this (status 200)'],
  ['nothing', { status: 204 }, 'is not a Verdex that can do this (status 204)'],
  ['somewhere else', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'is not a Verdex'],
])('says in one line what came instead: %s', async (_, answered, message) => {
  const api = await startFakeApi(answered);
  const problem = await problemOf(() => ask(api.url));
  expect(problem).toContain(message);
  expect(problem.length).toBeLessThan(600);
  expect(problem).not.toMatch(/nobody-may-see|\p{Cc}/u);
  expect(api.requests).toHaveLength(1);
});

test('waits for no answer for ever', async () => {
  const api = await startFakeApi();
  expect(await problemOf(() => ask(api.url, 100))).toBe(`no answer from ${api.url} within 0.1 s`);
});

test.each([
  ['nobody listens', 'http://127.0.0.1:9', 'http://127.0.0.1:9 cannot be reached ('],
  ['there is no such URL', 'http://[', 'VERDEX_URL cannot be reached ('],
])('says where nothing is: %s', async (_, url, message) => {
  expect(await problemOf(() => ask(url))).toContain(message);
});
