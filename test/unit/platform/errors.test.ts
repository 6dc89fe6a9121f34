import { expect, test } from 'vitest';
import { messageOf, Permanent } from '../../../lib/platform/errors.ts';

test('anything thrown has a message', () => {
  expect(messageOf(new Permanent('gone'))).toBe('gone');
  expect(messageOf('text')).toBe('text');
  expect(messageOf(undefined)).toBe('undefined');
});
