import { describe, expect, it, onTestFinished } from 'vitest';
import { startCommand } from '../support/command.ts';
import { startFakeApi } from '../support/fake-api.ts';
import { postCallback, startTestVerdex } from '../support/verdex.ts';

const URL = 'https://verdex.test/callbacks/hume/abc.def';
const TOKEN = 'token-that-nobody-may-see';

/** `npm run verdex -- callback-url …` against a deployment, the one given. */
function callbackUrl(args: string[], url?: string) {
  const environment = { VERDEX_URL: url, VERDEX_TOKEN: url === undefined ? undefined : TOKEN };
  return startCommand('cli/verdex.ts', ['callback-url', ...args], environment).finished;
}

describe('npm run verdex -- callback-url', () => {
  it.each<[string[], object]>([
    [['hume'], { vendor: 'hume' }],
    [
      ['hive', '--ref', 'clip 7/é', '--expires-in', '90', '--bind-first'],
      { vendor: 'hive', ref: 'clip 7/é', expiresInSeconds: 90, bindFirst: true },
    ],
    [['--expires-in=12h', 'hume'], { vendor: 'hume', expiresInSeconds: 43_200 }],
    [['hume', '--expires-in', '30d'], { vendor: 'hume', expiresInSeconds: 2_592_000 }],
  ])('prints the URL and nothing else: %j', async (args, wish) => {
    const api = await startFakeApi({ status: 201, body: { url: URL, vendor: 'hume', bindFirst: false } });
    expect(await callbackUrl(args, api.url)).toEqual({ code: 0, stdout: `${URL}\n`, stderr: '' });
    expect(api.requests).toMatchObject([
      { method: 'POST', path: '/callback-urls', headers: { authorization: `Bearer ${TOKEN}` } },
    ]);
    expect(JSON.parse(api.requests[0]?.body ?? '')).toEqual(wish);
  });

  it('asks a Verdex for a URL that it takes callbacks by, under the name vendors reach it by', async () => {
    const verdex = await startTestVerdex({ publicUrl: 'https://tunnel.example.com/' });
    onTestFinished(() => verdex.stop());
    const environment = { VERDEX_URL: verdex.stack.url, VERDEX_TOKEN: verdex.token };
    const args = ['callback-url', 'hive', '--ref', 'clip-7', '--bind-first', '--expires-in', '15m'];
    const { code, stdout, stderr } = await startCommand('cli/verdex.ts', args, environment).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^https:\/\/tunnel\.example\.com\/callbacks\/hive\/[\w.-]+\n$/);
    const here = stdout.trim().replace('https://tunnel.example.com', verdex.stack.url);
    const answered = await postCallback(here, '{"id":"task-1"}');
    expect(await answered.json()).toEqual({ job: 'hive#task-1', status: 'received' });
    const other = await postCallback(here, '{"id":"task-2"}');
    expect(await other.json()).toEqual({ job: null, status: 'aside' });
  });

  it.each([
    [[], 'takes one vendor'],
    [['hume', 'hive'], 'takes one vendor'],
    [['hume', '--ref', ''], 'an empty --ref'],
    [['hume', '--expires-in', 'soon'], '--expires-in takes seconds'],
    [['hume', '--expires-in', '1.5h'], '--expires-in takes seconds'],
    [['hume', '--expires-in', '-5'], '--expires-in takes seconds, or 15m, 12h, 30d\n'],
    [['hume', '--expires-in', '1s'], '--expires-in: from 60 s to 3650d\n'],
    [['hume', '--expires-in', '3651d'], '--expires-in: from 60 s to 3650d\n'],
    [['hume', '--expires-in', ''], '--expires-in takes seconds'],
    [['hume', '--job-id', 'x'], "Unknown option '--job-id'"],
  ])('wrongly used says how it is used, and ends with 2: %j', async (args, message) => {
    const api = await startFakeApi({ status: 201, body: { url: URL } });
    const { code, stdout, stderr } = await callbackUrl(args, api.url);
    expect({ code, stdout, asked: api.requests }).toEqual({ code: 2, stdout: '', asked: [] });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run verdex');
  });

  it.each([
    ['does not know the vendor', { status: 400, body: { message: 'vendor: must be one of hume' } }, 'must be one of'],
    ['does not know the token', { status: 401, body: { message: 'unknown token' } }, 'VERDEX_TOKEN'],
    ['is none', { body: '<html>' }, 'not a Verdex'],
    ['answers something else than a URL', { status: 201, body: { url: 'javascript:alert(1)' } }, 'not a Verdex'],
  ])('says in one line when the deployment %s, and ends with 1', async (_, answer, message) => {
    const api = await startFakeApi(answer);
    const { code, stdout, stderr } = await callbackUrl(['hume'], api.url);
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(TOKEN);
  });

  it('says in one line which variables are missing', async () => {
    const { code, stdout, stderr } = await callbackUrl(['hume']);
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
    expect(stderr).toMatch(/VERDEX_URL is not set.*VERDEX_TOKEN is not set/);
  });
});
