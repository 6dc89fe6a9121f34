import { beforeEach, describe, expect, test } from 'vitest';
import { verifyCapability } from '../../../lib/callbacks/capability.ts';
import { MAX_REF_LENGTH } from '../../../lib/summaries/identity.ts';
import { AT, CALLBACK_BASE_URL, makeTestApp, SECRETS } from '../../support/query-app.ts';

const [CURRENT = '', BEFORE = ''] = SECRETS;

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
});

async function mint(wish: unknown, headers?: Record<string, string>) {
  const body = typeof wish === 'string' ? wish : JSON.stringify(wish);
  const response = await api.post('/callback-urls', body, headers);
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const capabilityOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
const grantOf = (url: string, secrets = [CURRENT], now = new Date(AT)) =>
  verifyCapability(secrets, capabilityOf(url), now);

describe('a callback URL', () => {
  test('is good for the vendor alone, and as long as its secret', async () => {
    const { status, headers, body } = await mint({ vendor: 'hume' });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({ url: expect.any(String), vendor: 'hume', bindFirst: false });
    expect(body.url).toMatch(/^https:\/\/verdex\.test\/callbacks\/hume\/[\w-]+\.[\w-]{43}$/);
    expect(CALLBACK_BASE_URL).toMatch(/\/$/);
    expect(grantOf(body.url, [CURRENT], new Date('2099-01-01'))).toMatchObject({ vendor: 'hume', bindFirst: false });
  });

  test('is made with the current secret, never with one that is being rotated out', async () => {
    const { body } = await mint({ vendor: 'hive' });
    expect(grantOf(body.url, [CURRENT])).toBeDefined();
    expect(grantOf(body.url, [BEFORE])).toBeUndefined();
  });

  test('carries everything that was wished for', async () => {
    const { status, body } = await mint({ vendor: 'hive', ref: 'clip 7/é', expiresInSeconds: 90, bindFirst: true });
    expect(status).toBe(201);
    const { url, ...rest } = body;
    expect(rest).toEqual({
      vendor: 'hive',
      ref: 'clip 7/é',
      expiresAt: '2026-03-01T12:01:30.000Z',
      bindFirst: true,
    });
    expect(grantOf(url)).toMatchObject({ vendor: 'hive', ref: 'clip 7/é', bindFirst: true });
  });

  test('ends when the answer says that it ends', async () => {
    api = makeTestApp({ now: () => new Date('2026-03-01T12:00:00.999Z') });
    const { body } = await mint({ vendor: 'hume', expiresInSeconds: 60 });
    const end = Date.parse(body.expiresAt);
    expect(body.expiresAt).toBe('2026-03-01T12:01:00.000Z');
    expect(grantOf(body.url, [CURRENT], new Date(end - 1))).toBeDefined();
    expect(grantOf(body.url, [CURRENT], new Date(end))).toBeUndefined();
  });

  test('is another one each time', async () => {
    const urls = [await mint({ vendor: 'hume' }), await mint({ vendor: 'hume' })].map(({ body }) => body.url);
    expect(urls[0]).not.toBe(urls[1]);
  });

  test.each(['x'.repeat(MAX_REF_LENGTH), '\u0001'.repeat(MAX_REF_LENGTH), '𝕏'.repeat(MAX_REF_LENGTH / 2)])(
    'may carry a ref as long as a capability takes',
    async (ref) => {
      const { status, body } = await mint({ vendor: 'hume', ref, expiresInSeconds: 315_360_000, bindFirst: true });
      expect(status).toBe(201);
      expect(grantOf(body.url)).toMatchObject({ ref, bindFirst: true });
    },
  );

  test('is never written down', async () => {
    const { body } = await mint({ vendor: 'hume', ref: 'private-ref' });
    expect(api.log.lines).toMatchObject([{ event: 'callback_url_minted', fields: { vendor: 'hume' } }]);
    const logged = JSON.stringify(api.log.lines);
    expect(logged).not.toContain('private');
    expect(logged).not.toContain(capabilityOf(body.url).slice(0, 20));
  });
});

describe('what cannot be is refused by name, and nothing of it comes back', () => {
  test.each<[string, unknown, string]>([
    ['an unknown vendor', { vendor: 'secret-1' }, 'vendor: must be one of hume, hive'],
    ['no vendor', {}, 'vendor: must be one of hume, hive'],
    ['a vendor that is no text', { vendor: { hume: 1 } }, 'vendor: must be one of'],
    ['an empty ref', { vendor: 'hume', ref: '' }, 'ref: is empty'],
    ['a ref too long', { vendor: 'hume', ref: 'secret-1'.repeat(65) }, 'ref: must be at most 512 characters'],
    ['a ref that is no text', { vendor: 'hume', ref: 5 }, 'ref: must be text'],
    ['a ref of null', { vendor: 'hume', ref: null }, 'ref: must be text'],
    ['a ref of half a character', '{"vendor":"hume","ref":"\\ud800"}', 'ref: must be well-formed Unicode'],
    [
      'an expiry too soon',
      { vendor: 'hume', expiresInSeconds: 59 },
      'expiresInSeconds: must be a whole number from 60',
    ],
    ['an expiry too late', { vendor: 'hume', expiresInSeconds: 315_360_001 }, 'expiresInSeconds: must be'],
    ['an expiry in between', { vendor: 'hume', expiresInSeconds: 90.5 }, 'expiresInSeconds: must be'],
    ['an expiry as text', { vendor: 'hume', expiresInSeconds: '90' }, 'expiresInSeconds: must be'],
    ['an expiry beyond numbers', '{"vendor":"hume","expiresInSeconds":1e999}', 'expiresInSeconds: must be'],
    ['a binding that is neither', { vendor: 'hume', bindFirst: 'yes' }, 'bindFirst: must be true or false'],
    ['a name that does nothing', { vendor: 'hume', expiresIn: 'secret-1' }, 'expiresIn: no such parameter here'],
    ['a list', [{ vendor: 'hume' }], 'body: '],
    ['null', 'null', 'body: '],
    ['text', '"secret-1"', 'body: '],
    ['no JSON', '{"vendor":"secret-1"', 'body: must be JSON'],
    ['JSON and more', '{"vendor":"hume"} secret-1', 'body: must be JSON'],
    ['JSON too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 'body: must be JSON'],
    ['nothing', '', 'body: is empty'],
  ])('%s', async (_, wish, message) => {
    const { status, body } = await mint(wish);
    expect({ status, keys: Object.keys(body) }).toEqual({ status: 400, keys: ['message'] });
    expect(body.message).toContain(message);
    expect(body.message).not.toContain('secret-1');
  });

  test('text in no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"vendor":"hume","ref":"'), Buffer.of(0xff), Buffer.from('"}')]);
    const response = await api.post('/callback-urls', new Uint8Array(bytes));
    expect(response.status).toBe(400);
    expect(JSON.parse(await response.text()).message).toContain('UTF-8');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])('a body called %s', async (contentType) => {
    const { status, body } = await mint({ vendor: 'hume' }, { 'content-type': contentType });
    expect([status, body]).toEqual([415, { message: 'content-type: must be application/json' }]);
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8'])(
    'but not one called %s',
    async (contentType) => {
      expect(await mint({ vendor: 'hume' }, { 'content-type': contentType })).toMatchObject({ status: 201 });
    },
  );

  test('a body too large, whatever it is', async () => {
    const padding = (bytes: number) => '{"vendor":"hume"}'.padEnd(bytes);
    expect(await mint(padding(65_536))).toMatchObject({ status: 201 });
    const { status, body } = await mint(padding(65_537));
    expect([status, body]).toEqual([413, { message: 'body: at most 65536 bytes' }]);
  });

  test('a query', async () => {
    const response = await api.post('/callback-urls?ref=a', '{"vendor":"hume"}');
    expect(response.status).toBe(400);
    expect(JSON.parse(await response.text())).toEqual({ message: 'ref: no such parameter here' });
  });

  test('a request without a token that is known, before its body is looked at', async () => {
    for (const authorization of ['', 'Bearer wrong']) {
      expect(await mint('no JSON', { authorization })).toMatchObject({ status: 401 });
    }
  });
});
