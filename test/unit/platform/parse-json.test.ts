import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, parseJson } from '../../../lib/platform/parse-json.ts';

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

describe('nested', () => {
  const lists = (depth: number, inside = '') => `${'['.repeat(depth)}${inside}${']'.repeat(depth)}`;
  const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const mixed = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

  test.each([
    ['lists', lists],
    ['objects', objects],
    ['both', mixed],
  ])('%s: as deep as the reader of results goes, and no deeper', (_, nested) => {
    expect(parseJson(Buffer.from(nested(MAX_JSON_DEPTH)))).toEqual(JSON.parse(nested(MAX_JSON_DEPTH)));
    expect(parseJson(Buffer.from(nested(MAX_JSON_DEPTH + 2)))).toBeUndefined();
    expect(parseJson(Buffer.from(nested(1_000_000)))).toBeUndefined();
  });

  test('lists one after the other are not deep', () => {
    const many = Array(1000).fill([]);
    expect(parseJson(Buffer.from(JSON.stringify(many)))).toEqual(many);
  });

  test.each([
    ['brackets', '['.repeat(200)],
    ['a quote before brackets', `"${'['.repeat(200)}`],
    ['a backslash before its end', '\\'],
    ['quotes and backslashes', `\\"\\\\"${'{'.repeat(200)}\\`],
  ])('nothing by what stands in a text or a key: %s', (_, text) => {
    const value = { [text]: [text, { b: text }] };
    expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual(value);
    const deep = lists(MAX_JSON_DEPTH, JSON.stringify([text]));
    expect(parseJson(Buffer.from(deep))).toBeUndefined();
  });

  test('a text that does not end hides nothing that would be JSON', () => {
    expect(parseJson(Buffer.from(`"${lists(100)}`))).toBeUndefined();
    expect(parseJson(Buffer.from('"\\'))).toBeUndefined();
  });
});
