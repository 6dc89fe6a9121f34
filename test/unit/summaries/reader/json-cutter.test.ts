import { describe, expect, test } from 'vitest';
import { Malformed } from '../../../../lib/platform/errors.ts';
import { type JsonCutter, makeJsonCutter } from '../../../../lib/summaries/reader/json-cutter.ts';
import { cutsOf, cutText } from '../../../support/json-cutting.ts';
import { everyBytes } from '../../../support/result-bytes.ts';

const patterns = ['sources[].name', 'sources[].models.*.items[]'];
const text =
  '{"skipped": [{"a": "}]"}, 1e3, null], "sources": [{"name": "café \\"x\\" \\u00e9", "models": ' +
  '{"face": {"items": [{"n": [1, {}]}, 2]}, "none": null}}, {"models": {"prosody": {"items": []}}}]}';

test('cuts the named values with their paths, in the order of the document', () => {
  expect(cutText(patterns, text).map(({ pattern, value, path }) => [pattern, value, path])).toEqual([
    ['sources[].name', 'café "x" é', ['sources', 0, 'name']],
    ['sources[].models.*.items[]', { n: [1, {}] }, ['sources', 0, 'models', 'face', 'items', 0]],
    ['sources[].models.*.items[]', 2, ['sources', 0, 'models', 'face', 'items', 1]],
  ]);
});

test.each([1, 2, 3, 7, 1000])('byte ranges count from the start of the document, chunks of %i bytes', (size) => {
  const bytes = Buffer.from(text);
  const cuts = cutsOf(patterns, everyBytes(bytes, size));
  expect(cuts).toHaveLength(3);
  for (const { value, range } of cuts) {
    expect(JSON.parse(bytes.subarray(range.begin, range.end).toString())).toEqual(value);
  }
  expect(bytes.subarray(cuts[0]?.range.begin, cuts[0]?.range.end).toString()).toBe('"café \\"x\\" \\u00e9"');
});

test('tells of containers as they open and close', () => {
  const told: unknown[] = [];
  const cutter = makeJsonCutter({
    cut: {},
    open: {
      '': (path, kind) => told.push(['open', kind, path]),
      'a[]': (path, kind) => told.push(['open', kind, path]),
      'a[].*': (path, kind) => told.push(['open', kind, path]),
    },
    close: {
      'a[]': (path, range) => told.push(['close', range, path]),
      a: (path, range) => told.push(['close', range, path]),
    },
  });
  cutter.write(Buffer.from('{"a": [{"x": [1], "y": 2}, {}], "b": [{}]}'));
  cutter.end();
  expect(told).toEqual([
    ['open', 'object', []],
    ['open', 'object', ['a', 0]],
    ['open', 'array', ['a', 0, 'x']],
    ['close', { begin: 7, end: 25 }, ['a', 0]],
    ['open', 'object', ['a', 1]],
    ['close', { begin: 27, end: 29 }, ['a', 1]],
    ['close', { begin: 6, end: 30 }, ['a']],
  ]);
});

test('tells of a null in the place of a container', () => {
  const told: unknown[] = [];
  const tell = (path: unknown) => told.push(path);
  const cutter = makeJsonCutter({ cut: { 'a[].b': () => {} }, absent: { 'a[]': tell, c: tell } });
  cutter.write(Buffer.from('{"c": null, "d": null, "a": [null, {"b": null}, null]}'));
  cutter.end();
  expect(told).toEqual([['c'], ['a', 0], ['a', 2]]);
});

test.each([
  ['nothing wanted is nothing called', '{"b": 1, "c": {"a": 2}}', []],
  ['a key of the same name elsewhere is another', '{"x": {"a": 1}, "a": 2}', [2]],
  ['a key is compared as it reads, not as it is spelled', '{"\\u0061": 1}', [1]],
  ['null is a value', '{"a": null}', [null]],
  ['whitespace of every kind', ' \t\r\n{ \n"a"\t:\r 1 \n} \n', [1]],
  ['structure inside strings is text', '{"x": "{\\"a\\": [", "a": "]}\\\\"}', [']}\\']],
])('%s', (_, document, values) => {
  expect(cutText(['a'], document).map(({ value }) => value)).toEqual(values);
});

test.each([
  ['an object', '{"a": [1]}', { a: [1] }],
  ['an array', '[1, 2]', [1, 2]],
  ['a string', '"a"', 'a'],
  ['a number, ended by the end', '-12.5e1', -125],
  ['a number and whitespace', '7 \n', 7],
  ['null', 'null', null],
])('the root itself can be cut: %s', (_, document, value) => {
  for (const size of [1, 100]) {
    const cuts = cutsOf([''], everyBytes(Buffer.from(document), size));
    expect(cuts.map((cut) => [cut.value, cut.path])).toEqual([[value, []]]);
  }
});

test('any element of any array, any key of any object', () => {
  expect(cutText(['[][]'], '[[1, 2], [], [3]]').map(({ path }) => path)).toEqual([
    [0, 0],
    [0, 1],
    [2, 0],
  ]);
  expect(cutText(['*.*'], '{"a": {"b": 1, "__proto__": 2}, "c": {}}').map(({ path }) => path)).toEqual([
    ['a', 'b'],
    ['a', '__proto__'],
  ]);
});

test('a key that is named goes before any key', () => {
  const seen: string[] = [];
  const cutter = makeJsonCutter({ cut: { a: () => seen.push('a'), '*': () => seen.push('*') } });
  cutter.write(Buffer.from('{"a": 1, "b": 2}'));
  cutter.end();
  expect(seen).toEqual(['a', '*']);
});

describe('a byte order mark', () => {
  const marked = Buffer.from('\ufeff{"a": 1}');

  test.each([1, 2, 3, 100])('is skipped at the start and counted in the ranges, chunks of %i bytes', (size) => {
    const cuts = cutsOf(['a'], everyBytes(marked, size));
    expect(cuts).toEqual([{ pattern: 'a', value: 1, path: ['a'], range: { begin: 9, end: 10 } }]);
  });

  test.each(['ef7b7d', 'efbb7b7d', 'efbbbfefbbbf7b7d', '7befbbbf7d', '20efbbbf7b7d', 'efbbbf', 'efbb', 'bbbf7b7d'])(
    'is nothing else and nowhere else: %s',
    (hex) => {
      for (const size of [1, 100]) {
        expect(() => cutsOf(['a'], everyBytes(Buffer.from(hex, 'hex'), size))).toThrow(Malformed);
      }
    },
  );
});

test('a document cut short anywhere is refused', () => {
  const bytes = Buffer.from(text);
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = bytes.subarray(0, length);
    expect(() => cutsOf(patterns, [cut]), `at ${length}`).toThrow(Malformed);
    expect(() => cutsOf(patterns, everyBytes(cut, 1)), `at ${length}, byte by byte`).toThrow(Malformed);
  }
});

test('a document cut short says so, an empty one too', () => {
  expect(() => cutText(['a'], '')).toThrow('empty');
  expect(() => cutText(['a'], '{"a": 1')).toThrow('incomplete JSON: it ends after 7 bytes');
});

test.each([
  ['only whitespace', ' \n'],
  ['trailing garbage', '{"a": 1} x'],
  ['two documents', '{"a": 1}{"a": 2}'],
  ['a trailing comma in an object', '{"a": 1,}'],
  ['a trailing comma in an array', '{"x": [1,]}'],
  ['a leading comma', '{"x": [,1]}'],
  ['no comma', '{"x": [1 2]}'],
  ['no comma after a container', '{"x": [] "a": 1}'],
  ['no colon', '{"a" 1}'],
  ['two colons', '{"a":: 1}'],
  ['no value', '{"a": }'],
  ['a key without quotes', '{a: 1}'],
  ['a number as a key', '{1: 1}'],
  ['single quotes', "{'a': 1}"],
  ['brackets that do not match, walked', '{"x": [}'],
  ['brackets that do not match, cut', '{"a": [1}]}'],
  ['a closing bracket too many', '{"a": 1}]'],
  ['a comment', '{"a": 1 /* one */}'],
  ['a word that is none', '{"a": nul}'],
  ['a word that is none, skipped', '{"x": True}'],
  ['NaN', '{"x": NaN}'],
  ['a number with a leading zero', '{"x": 01}'],
  ['a number with a plus', '{"x": +1}'],
  ['a bad escape, skipped', '{"x": "\\q"}'],
  ['a bad escape in a key', '{"\\u12": 1}'],
  ['a raw line feed in a string', '{"x": "a\nb"}'],
  ['a broken value inside a cut one', '{"a": {"b": tru}}'],
  ['another kind of whitespace', '{\u00a0"a": 1}'],
  ['bytes that are no UTF-8 outside strings', Buffer.from([0x7b, 0xff, 0x7d])],
])('refused: %s', (_, document) => {
  for (const size of [1, 1000]) {
    expect(() => cutsOf(['a'], everyBytes(Buffer.from(document), size))).toThrow(Malformed);
  }
});

test.each([
  ['an object where an array is walked', ['a[]'], '{"a": {"b": 1}}'],
  ['an array where an object is walked', ['a.b'], '{"a": [1]}'],
  ['a scalar where a container is walked', ['a.b'], '{"a": 1}'],
  ['a text where an array is walked', ['a[]'], '{"a": "b"}'],
  ['another root', ['a'], '[1]'],
  ['a scalar as root', ['a'], '1'],
])('a shape other than the one we know is refused: %s', (_, wanted, document) => {
  expect(() => cutText(wanted, document)).toThrow(Malformed);
});

test('null stands for an absent container', () => {
  expect(cutText(['a[]', 'b.c'], '{"a": null, "b": null}')).toEqual([]);
  expect(cutText(['a'], 'null')).toEqual([]);
});

test('an array and an object may both be walked at one place', () => {
  expect(cutText(['[].a', 'b[].a'], '[{"a": 1}]').map(({ value }) => value)).toEqual([1]);
  expect(cutText(['[].a', 'b[].a'], '{"b": [{"a": 2}]}').map(({ value }) => value)).toEqual([2]);
});

test('nesting that no vendor has is refused, wherever it is', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(() => cutText(['b'], `{"x": ${nested(63)}}`)).not.toThrow();
  expect(() => cutText(['b'], `{"x": ${nested(64)}}`)).toThrow(Malformed);
  expect(cutText(['b'], `{"b": ${nested(64)}}`)).toHaveLength(1);
  expect(() => cutText(['b'], `{"b": ${nested(65)}}`)).toThrow(Malformed);
  expect(() => cutText(['b'], '['.repeat(1_000_000))).toThrow(Malformed);
});

test('a value that would not fit in memory is refused while it comes', () => {
  const cutter = makeJsonCutter({ cut: { a: () => undefined } });
  cutter.write(Buffer.from('{"a": "'));
  const piece = Buffer.alloc(1024 * 1024, 'x');
  expect(() => {
    for (let mebibytes = 0; mebibytes < 20; mebibytes += 1) cutter.write(piece);
  }).toThrow(Malformed);
});

test('chunks may be filled again by their giver', () => {
  const cuts: unknown[] = [];
  const cutter = makeJsonCutter({ cut: { 'a[]': (value) => cuts.push(value) } });
  const bytes = Buffer.from('{"a": ["first value", {"b": "second value"}]}');
  const chunk = Buffer.alloc(5);
  for (let begin = 0; begin < bytes.length; begin += chunk.length) {
    const length = bytes.copy(chunk, 0, begin);
    cutter.write(chunk.subarray(0, length));
    chunk.fill(0);
  }
  cutter.end();
  expect(cuts).toEqual(['first value', { b: 'second value' }]);
});

test('empty chunks change nothing', () => {
  const pieces = everyBytes(Buffer.from('\ufeff{"a": 12}'), 1).flatMap((piece) => [new Uint8Array(), piece]);
  expect(cutsOf(['a'], [...pieces, new Uint8Array()]).map(({ value }) => value)).toEqual([12]);
});

test('a refusal names the byte and what was expected, never the content', () => {
  const message = (write: (cutter: JsonCutter) => void) => {
    const cutter = makeJsonCutter({ cut: { a: () => undefined } });
    try {
      write(cutter);
    } catch (error) {
      // A cause would be logged with it, and a SyntaxError quotes what it could not read.
      expect(error).not.toHaveProperty('cause');
      return error instanceof Malformed ? error.message : String(error);
    }
    return 'nothing thrown';
  };
  expect(message((cutter) => cutter.write(Buffer.from('{"secret": "x" 5')))).toBe(
    'not the JSON expected: byte 15 should be a comma or }',
  );
  const broken = message((cutter) => cutter.write(Buffer.from('{"a": {"name": Jane Doe}}')));
  expect(broken).toBe('not JSON: bytes 6 to 24 are no JSON value');
  expect(message((cutter) => cutter.write(Buffer.from('{"b": Jane}')))).toBe('not JSON: byte 6 begins no JSON value');
});

test('what a handler throws comes out as it is', () => {
  const cutter = makeJsonCutter({
    cut: {
      a: () => {
        throw new RangeError('mine');
      },
    },
  });
  expect(() => cutter.write(Buffer.from('{"a": 1}'))).toThrow(RangeError);
});
