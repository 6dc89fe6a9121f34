import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { AccessRefused, Retryable } from '../../../lib/platform/errors.ts';
import { askingHive, TASK_ID } from '../../support/hive-fetching.ts';
import { failureOf, fetchingWith } from '../../support/hume-fetching.ts';

/** All that a log line could show of it. */
const shown = (error: unknown) => `${inspect(error, { depth: null, showHidden: true })} ${JSON.stringify(error)}`;

/** The real one, which checks the headers first; and then it asks nobody at such a port. */
const refusedConnection: typeof fetch = (_, init) => fetch('http://127.0.0.1:9', { ...init });

const ODD_KEYS = [
  ['a line feed', 'a1b2\nc3d4'],
  ['a carriage return', 'a1b2\rc3d4'],
  ['a null', 'a1b2\0c3d4'],
  ['a control character', 'a1b2\x01c3d4'],
  ['a quotation mark of print', '“a1b2c3d4”'],
  ['an emoji', 'a1b2c3d4🔑'],
  ['a letter with an accent', 'a1b2éc3d4'],
];

test.each(ODD_KEYS)(
  'a key with %s is told from a vendor that is down, and is nowhere to be read',
  async (_, apiKey) => {
    const failure = await failureOf(fetchingWith(refusedConnection, { apiKey })());
    expect(failure).toBeInstanceOf(AccessRefused);
    expect(failure).toMatchObject({
      message: "Hume's API key holds characters that no key has: check the API key (HUME_API_KEY)",
    });
    expect(failure).not.toHaveProperty('cause');
    expect(shown(failure)).not.toMatch(/a1b2|c3d4/);
  },
);

test('of several keys the others are still tried', async () => {
  const { asked, fetchResult } = askingHive(() => ({ status: 404 }), { apiKeys: ['a1b2\nc3d4', 'key-2'] });
  expect(await fetchResult(TASK_ID)).toMatchObject({ state: 'gone', mayStillCome: true });
  expect(asked.map(({ key }) => key)).toEqual(['token key-2']);
  const failure = await failureOf(askingHive(() => ({}), { apiKeys: ['a1b2\nc3d4'] }).fetchResult());
  expect(failure).toMatchObject({
    message: "Hive's API key holds characters that no key has: check the API keys (HIVE_API_KEYS)",
  });
});

test('a vendor that is down is one, with the reason and without the key', async () => {
  const failure = await failureOf(fetchingWith(refusedConnection, { apiKey: 'secret-key' })());
  expect(failure).toBeInstanceOf(Retryable);
  expect(failure).toMatchObject({ message: 'Hume could not be reached', cause: { cause: expect.any(Error) } });
  expect(shown(failure)).not.toContain('secret-key');
});

test('an error about the arguments of a request, which may quote them, goes no further', async () => {
  const quoting: typeof fetch = () => Promise.reject(new TypeError('Headers.append: "secret-key" is invalid.'));
  const failure = await failureOf(fetchingWith(quoting, { apiKey: 'secret-key' })());
  expect(failure).toBeInstanceOf(Retryable);
  expect(shown(failure)).not.toContain('secret-key');
});
