import { expect, test } from 'vitest';
import { readSecret, readSecretList } from '../../../lib/platform/secrets.ts';

const source = (value: string | undefined) => ({ name: 'CALLBACK_SECRETS', value, parameter: undefined });

test('a secret given by itself is taken as it is, and SSM is not asked', async () => {
  expect(await readSecret({ name: 'HUME_API_KEY', value: ' a,b ', parameter: '/verdex/hume' })).toBe(' a,b ');
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

test('the parameter is named, too', async () => {
  const reading = readSecretList({ ...source(''), parameter: '/verdex/callback-secrets' });
  await expect(reading).rejects.toThrow('/verdex/callback-secrets');
});
