import { describe, expect, test } from 'vitest';
import { callbackUrl, mintCapability, verifyCapability } from '../../../lib/callbacks/capability.ts';
import { MAX_REF_LENGTH } from '../../../lib/summaries/identity.ts';
import { NOON, SECRET, sealed } from '../../support/front-door.ts';

/** What is granted, but for what tells the capability from others. */
function verify(capability: string, secrets = [SECRET], now = NOON) {
  const grant = verifyCapability(secrets, capability, now);
  if (grant === undefined) return undefined;
  const { capabilityId: _, bindFirst: __, ...rest } = grant;
  return rest;
}
const payload = { vendor: 'hume', nonce: 'abcdefghijkl' };

test('what was granted is what is verified', () => {
  expect(verify(mintCapability(SECRET, { vendor: 'hume' }))).toEqual({ vendor: 'hume' });
  expect(verify(mintCapability(SECRET, { vendor: 'hive', ref: 'clip 7/é' }))).toEqual({
    vendor: 'hive',
    ref: 'clip 7/é',
  });
});

test('two capabilities for one purpose differ: one can be told from the other', () => {
  const grant = { vendor: 'hume', ref: 'clip-7' };
  expect(mintCapability(SECRET, grant)).not.toBe(mintCapability(SECRET, grant));
});

describe('a capability bound to the first job seen through it', () => {
  const grantOf = (capability: string) => verifyCapability([SECRET], capability, NOON);

  test('says so, and no other does', () => {
    expect(grantOf(mintCapability(SECRET, { vendor: 'hume', bindFirst: true }))).toMatchObject({ bindFirst: true });
    for (const bindFirst of [false, undefined]) {
      expect(grantOf(mintCapability(SECRET, { vendor: 'hume', bindFirst }))).toMatchObject({ bindFirst: false });
    }
  });

  test('is written as the others are where it is not wanted: what was minted before it could be is still good', () => {
    expect(grantOf(sealed('{"vendor":"hume","ref":"a","nonce":"abcdefghijkl"}'))).toMatchObject({ bindFirst: false });
    const [text = ''] = mintCapability(SECRET, { vendor: 'hume' }).split('.');
    expect(Object.keys(JSON.parse(Buffer.from(text, 'base64url').toString()))).toEqual(['vendor', 'nonce']);
  });

  test('has a name of its own, from which it cannot be made again', () => {
    const capabilities = [1, 2, 3].map(() => mintCapability(SECRET, { vendor: 'hume', ref: 'a', bindFirst: true }));
    const ids = capabilities.map((capability) => grantOf(capability)?.capabilityId ?? '');
    expect(new Set(ids).size).toBe(3);
    for (const [at, id] of ids.entries()) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(capabilities[at]).not.toContain(id);
      expect(grantOf(capabilities[at] ?? '')?.capabilityId).toBe(id);
    }
  });
});

test.each([
  ['long', 'x'.repeat(MAX_REF_LENGTH)],
  ['long, each character of four bytes', '𝕏'.repeat(MAX_REF_LENGTH / 2)],
  ['long, each character escaped', '\u0001'.repeat(MAX_REF_LENGTH)],
  ['long, all quotes', '"'.repeat(MAX_REF_LENGTH)],
])('a ref may be %s', (_, ref) => {
  const expiresAt = new Date('2099-12-31T23:59:59Z');
  expect(verify(mintCapability(SECRET, { vendor: 'hume', ref, expiresAt }))).toEqual({ vendor: 'hume', ref });
});

test.each(['', 'x'.repeat(MAX_REF_LENGTH + 1)])('a ref of another length is refused when it is minted', (ref) => {
  expect(() => mintCapability(SECRET, { vendor: 'hume', ref })).toThrow();
});

test('a capability stands in a URL as it is', () => {
  const capability = mintCapability(SECRET, { vendor: 'hume', ref: 'ÿ?&#/' });
  expect(capability).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
  expect(callbackUrl('https://api.test', 'hume', capability)).toBe(`https://api.test/callbacks/hume/${capability}`);
  expect(callbackUrl('https://api.test/stage//', 'hume', 'c')).toBe('https://api.test/stage/callbacks/hume/c');
});

describe('expiry', () => {
  const capability = mintCapability(SECRET, { vendor: 'hume', expiresAt: new Date('2026-03-01T12:00:10.900Z') });

  test.each([
    ['before', '2026-03-01T12:00:09.999Z', { vendor: 'hume' }],
    ['at the very second', '2026-03-01T12:00:10.000Z', undefined],
    ['after', '2027-01-01T00:00:00.000Z', undefined],
  ])('%s', (_, now, grant) => {
    expect(verify(capability, [SECRET], new Date(now))).toEqual(grant);
  });

  test('without one a capability stays good', () => {
    expect(verify(mintCapability(SECRET, { vendor: 'hume' }), [SECRET], new Date('2099-01-01'))).toBeDefined();
  });
});

describe('rotation', () => {
  const old = mintCapability('the old secret', { vendor: 'hume' });

  test('the secret before is still good, in any place', () => {
    expect(verify(old, [SECRET, 'the old secret'])).toEqual({ vendor: 'hume' });
    expect(verify(old, ['the old secret', SECRET])).toEqual({ vendor: 'hume' });
  });

  test('once it is gone, so are its capabilities', () => {
    expect(verify(old)).toBeUndefined();
    expect(verify(old, [])).toBeUndefined();
  });
});

describe('forgery', () => {
  const capability = mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7' });

  test('any one character changed, and it is no good', () => {
    for (let at = 0; at < capability.length; at += 1) {
      for (const other of ['A', 'B', '-', '.', '=', ' ']) {
        if (capability[at] === other) continue;
        const tampered = capability.slice(0, at) + other + capability.slice(at + 1);
        expect(verify(tampered), `${other} at ${at}`).toBeUndefined();
      }
    }
  });

  test('cut short or made longer anywhere, and it is no good', () => {
    for (let length = 0; length < capability.length; length += 1) {
      expect(verify(capability.slice(0, length)), `${length}`).toBeUndefined();
      expect(verify(`${capability.slice(0, length)}A${capability.slice(length)}`), `A at ${length}`).toBeUndefined();
    }
    for (const more of ['A', '=', '.', '.A', ' ', '\n', `.${capability}`])
      expect(verify(capability + more)).toBeUndefined();
  });

  test('there is one true spelling of a MAC', () => {
    const [text = '', mac = ''] = capability.split('.');
    const bytes = Buffer.from(mac, 'base64url');
    const base64 = bytes.toString('base64');
    expect(verify(`${text}.${mac}`)).toBeDefined();
    for (const spelling of [`${mac}=`, base64, `${mac}\n`, `${mac.slice(0, 5)} ${mac.slice(5)}`]) {
      expect(Buffer.from(spelling, 'base64url')).toEqual(bytes);
      expect(verify(`${text}.${spelling}`)).toBeUndefined();
    }
    // The last of 43 characters carries two bits that mean nothing.
    const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((last) => mac.slice(0, -1) + last)
      .filter((spelling) => Buffer.from(spelling, 'base64url').equals(bytes));
    expect(spellings).toHaveLength(4);
    expect(spellings.filter((spelling) => verify(`${text}.${spelling}`) !== undefined)).toEqual([mac]);
  });

  test('a MAC of nothing is no MAC', () => {
    for (const text of ['', '.', '..', `${capability.split('.')[0]}.`, `.${capability.split('.')[1]}`]) {
      expect(verify(text)).toBeUndefined();
    }
  });

  test('another secret’s is no good', () => {
    expect(verify(mintCapability('another', { vendor: 'hume' }))).toBeUndefined();
    expect(verify(mintCapability('', { vendor: 'hume' }))).toBeUndefined();
  });

  test('what is longer than any capability is not even looked at', () => {
    expect(verify(sealed(JSON.stringify({ ...payload, nonce: 'x'.repeat(100) })))).toBeDefined();
    expect(verify(sealed(JSON.stringify({ ...payload, nonce: 'x'.repeat(8000) })))).toBeUndefined();
  });
});

test('the payload is read as strictly as it is written', () => {
  expect(verify(sealed(JSON.stringify(payload)))).toEqual({ vendor: 'hume' });
});

test.each([
  ['not JSON', 'hume'],
  ['nothing', ''],
  ['cut short', '{"vendor":"hume"'],
  ['null', 'null'],
  ['a list', '["hume"]'],
  ['no vendor', JSON.stringify({ nonce: 'a' })],
  ['no nonce', JSON.stringify({ vendor: 'hume' })],
  ['a vendor that is no text', JSON.stringify({ ...payload, vendor: 5 })],
  ['an empty ref', JSON.stringify({ ...payload, ref: '' })],
  ['an expiry as text', JSON.stringify({ ...payload, expires: '4000000000' })],
  ['an expiry that is no whole number', JSON.stringify({ ...payload, expires: 4e9 + 0.5 })],
  ['another way to bind', JSON.stringify({ ...payload, bind: 'last' })],
  ['something more', JSON.stringify({ ...payload, admin: true })],
])('a right MAC over %s grants nothing', (_, text) => {
  expect(verify(sealed(text))).toBeUndefined();
});
