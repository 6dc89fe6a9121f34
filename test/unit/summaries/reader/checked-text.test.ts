import { describe, expect, test } from 'vitest';
import { uncheckedOf } from '../../../../lib/summaries/reader/checked-text.ts';
import { isJson } from '../../../support/kernels.ts';

const unchecked = (part: string) => uncheckedOf(Buffer.from(part)).toString();

describe('of the beginning of a string', () => {
  test.each([
    ['"', '"'],
    ['"plain text, é', '"'],
    ['"\\n\\"\\\\', '"'],
    ['"\\u00e9', '"'],
    ['"\\', '"\\'],
    ['"a\\', '"\\'],
    ['"a\\\\\\', '"\\'],
    ['"a\\u', '"\\u'],
    ['"a\\u00e', '"\\u00e'],
    ['"a\\\\u00e', '"'],
  ])('%s only an escape that may go on is left: %s', (part, left) => {
    expect(unchecked(part)).toBe(left);
  });

  test('a character that is cut in two is text', () => {
    expect(uncheckedOf(Buffer.from('"€').subarray(0, 3)).toString()).toBe('"');
  });
});

test.each(['"\\q', '"\n', '"a\u0000', '"\\u00g0', '"\\q\\', 'x'])(
  'what begins no string never becomes one: %j',
  (part) => {
    let left = uncheckedOf(Buffer.from(part));
    for (const more of ['plain', '\\', '\\', 'u00e9']) {
      left = uncheckedOf(Buffer.concat([left, Buffer.from(more)]));
      expect(isJson(`${left}"`)).toBe(false);
      expect(left.length).toBeLessThan(8);
    }
  },
);

test('cut anywhere, and however often, it is a string or none as JSON.parse has it', () => {
  const texts = [
    '"a\\u00e9\\\\"',
    '"\\\\\\"\\u005c\\\\"',
    '"€\\n"',
    '"\\\\\\\\\\q"',
    '"\\u12"',
    '"\\u\\u0000"',
    '"\\ud83d\\ude00"',
    '"\t"',
  ];
  for (const text of texts) {
    const bytes = Buffer.from(text);
    for (let step = 1; step <= bytes.length; step += 1) {
      let left: Buffer = Buffer.alloc(0);
      let at = 0;
      for (; at + step < bytes.length; at += step)
        left = uncheckedOf(Buffer.concat([left, bytes.subarray(at, at + step)]));
      expect(isJson(Buffer.concat([left, bytes.subarray(at)]).toString()), `${text} by ${step}`).toBe(isJson(text));
    }
  }
});
