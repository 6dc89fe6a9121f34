import { expect, test } from 'vitest';
import { parseJson } from '../../../lib/platform/parse-json.ts';

test.each([
  ['{"a": ["é", null]}', { a: ['é', null] }],
  ['\ufeff[1]', [1]],
  ['null', null],
])('%j is JSON', (text, value) => {
  expect(parseJson(Buffer.from(text))).toEqual(value);
});

test.each(['', '{"a": 1', '<html>', '1 2', 'undefined'])('%j is none, and no failure', (text) => {
  expect(parseJson(Buffer.from(text))).toBeUndefined();
});

test('bytes that are no text are no failure', () => {
  expect(parseJson(Buffer.of(0xff, 0xfe, 0x00))).toBeUndefined();
  expect(parseJson(Buffer.of(0x22, 0xff, 0x22))).toBe('\ufffd');
});
