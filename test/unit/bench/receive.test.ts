import { expect, test } from 'vitest';
import { makeCallbackBody, makeCallbackEvent, SECRET } from '../../../bench/receive/callbacks.ts';
import { readReceiveOptions } from '../../../bench/receive/options.ts';
import { verifyCapability } from '../../../lib/callbacks/capability.ts';
import { humeCallbackReader } from '../../../lib/vendors/hume/callback.ts';

test('15 rounds, unless told otherwise', () => {
  expect(readReceiveOptions([])).toEqual({ rounds: 15 });
  expect(readReceiveOptions(['--rounds', '2'])).toEqual({ rounds: 2 });
});

test.each([
  ['--rounds', '0'],
  ['--rounds', 'x'],
  ['--nope', '1'],
])('%s %s is refused', (...argv) => {
  expect(() => readReceiveOptions(argv)).toThrow(/^.+$/m);
});

test.each([1_000, 256_000])('a callback of about %d bytes has a job of Hume’s', (bytes) => {
  const body = makeCallbackBody(bytes);
  expect(body.length / bytes).toBeGreaterThanOrEqual(1);
  expect(body.length / bytes).toBeLessThan(1.3);
  expect(humeCallbackReader.readJobId(Buffer.from(body))).toMatch(/^[0-9a-f-]{36}$/);
});

test('text and base64 are the same bytes, through a capability that is good', () => {
  const body = makeCallbackBody(1_000);
  const [text, base64] = [makeCallbackEvent(body, 'text'), makeCallbackEvent(body, 'base64')];
  expect(Buffer.from(base64.body ?? '', 'base64').toString()).toBe(text.body);
  expect([text.isBase64Encoded, base64.isBase64Encoded]).toEqual([false, true]);
  expect(verifyCapability([SECRET], text.pathParameters?.capability ?? '', new Date())).toMatchObject({
    vendor: 'hume',
  });
});
