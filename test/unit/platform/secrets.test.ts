import { beforeEach, expect, test, vi } from 'vitest';
import { makeSecretReader, readSecret, readSecretList } from '../../../lib/platform/secrets.ts';
import { makeClock } from '../../support/fakes.ts';

const ssm = vi.hoisted(() => ({ asked: [] as string[] }));

// Of the module beside it, not of the SDK: what matters is whether it is asked at all.
vi.mock('../../../lib/platform/ssm-parameter.ts', () => {
  const parameters = new Map([
    ['/verdex/known', 'current,previous'],
    ['/verdex/of-a-file', ' key-1\r\n'],
    ['/verdex/blank', ' \n'],
  ]);
  return {
    readSsmParameter: async (name: string) => {
      ssm.asked.push(name);
      return parameters.get(name);
    },
  };
});

beforeEach(() => {
  ssm.asked = [];
});

const source = (value: string | undefined) => ({ name: 'CALLBACK_SECRETS', value, parameter: undefined });

test('a secret given by itself is taken, and SSM is not asked', async () => {
  expect(await readSecret({ name: 'HUME_API_KEY', value: 'a, b', parameter: '/verdex/hume' })).toBe('a, b');
  expect(ssm.asked).toEqual([]);
});

test('a secret that nobody gives is none', async () => {
  expect(await readSecret({ name: 'HUME_API_KEY', value: undefined, parameter: undefined })).toBeUndefined();
});

test.each([
  ['one', 'current', ['current']],
  ['the current one first, then those being rotated out', 'current,previous, older ', ['current', 'previous', 'older']],
  ['no empty one, which anybody could sign with', ',current,, ', ['current']],
])('a list holds %s', async (_, value, secrets) => {
  expect(await readSecretList(source(value))).toEqual(secrets);
});

test.each([undefined, '', ' , '])('a list of none (%j) is refused, naming where it should be', async (value) => {
  await expect(readSecretList(source(value))).rejects.toThrow(/cannot start: CALLBACK_SECRETS .*missing/);
});

test('a secret that only a parameter has is read from there', async () => {
  expect(await readSecret({ ...source(undefined), parameter: '/verdex/known' })).toBe('current,previous');
  expect(await readSecretList({ ...source(undefined), parameter: '/verdex/known' })).toEqual(['current', 'previous']);
  expect(ssm.asked).toEqual(['/verdex/known', '/verdex/known']);
});

test('blanks around a secret, such as the line feed of its file, are no part of it', async () => {
  expect(await readSecret({ ...source(undefined), parameter: '/verdex/of-a-file' })).toBe('key-1');
  expect(await readSecret(source('key-1\n'))).toBe('key-1');
  const fromParameter = makeSecretReader(
    { ...source(undefined), parameter: '/verdex/of-a-file' },
    { now: () => new Date() },
  );
  expect(await fromParameter()).toBe('key-1');
});

test('nothing but blanks is no secret', async () => {
  expect(await readSecret({ ...source(undefined), parameter: '/verdex/blank' })).toBeUndefined();
  expect(await readSecret(source(' \n'))).toBeUndefined();
});

test('a parameter that is not there is no secret', async () => {
  expect(await readSecret({ ...source(undefined), parameter: '/verdex/unknown' })).toBeUndefined();
  const reading = readSecretList({ ...source(undefined), parameter: '/verdex/unknown' });
  await expect(reading).rejects.toThrow('cannot start: CALLBACK_SECRETS or the SSM parameter /verdex/unknown');
});

test('the parameter is named, too', async () => {
  const reading = readSecretList({ ...source(''), parameter: '/verdex/callback-secrets' });
  await expect(reading).rejects.toThrow('/verdex/callback-secrets');
});

test('a secret that was mended is noticed after five minutes, and not asked for before', async () => {
  const clock = makeClock('2026-03-01T12:00:00.000Z');
  const secrets = ['first', 'second'];
  const read = makeSecretReader(source(undefined), { now: clock.now, read: async () => secrets.shift() });
  expect(await read()).toBe('first');
  clock.advance(299_999);
  expect(await read()).toBe('first');
  clock.advance(1);
  expect(await read()).toBe('second');
});

test('a secret that cannot be read anew goes on; one that never could be is an error', async () => {
  const clock = makeClock('2026-03-01T12:00:00.000Z');
  const down = () => Promise.reject(new Error('SSM is down'));
  const answers = [() => Promise.resolve('first'), down];
  const read = makeSecretReader(source(undefined), { now: clock.now, read: () => (answers.shift() ?? down)() });
  expect(await read()).toBe('first');
  clock.advance(300_000);
  expect(await read()).toBe('first');
  await expect(makeSecretReader(source(undefined), { now: clock.now, read: down })()).rejects.toThrow('SSM is down');
});
