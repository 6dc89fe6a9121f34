import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../support/import-documents.ts';
import { everyBytes } from '../../support/result-bytes.ts';

const found = async (text: string, size = text.length) => documentsOf(everyBytes(Buffer.from(text), size || 1));

describe.each([1, 2, 3, 7, 10_000])('in chunks of %i bytes', (size) => {
  test.each([
    ['one', '{"a":1}', ['{"a":1}']],
    ['one with blanks around it', ' \r\n\t[1, 2]\n', ['[1, 2]']],
    ['JSON lines', '{"a":1}\n[2]\n{"b":[{}]}\n', ['{"a":1}', '[2]', '{"b":[{}]}']],
    ['Windows’ JSON lines', '{"a":1}\r\n[2]\r\n', ['{"a":1}', '[2]']],
    ['with nothing between them', '{}[]{"a":[]}', ['{}', '[]', '{"a":[]}']],
    ['pretty-printed ones', '{\n  "a": [\n    1\n  ]\n}\n[\n  2\n]', ['{\n  "a": [\n    1\n  ]\n}', '[\n  2\n]']],
    ['elements one on a line', '[\n{"a":1},\n{"a":2}\n]\n{}', ['[\n{"a":1},\n{"a":2}\n]', '{}']],
    ['a value on a line of its own', '{"a":\n{"b":[\n[1]]}}', ['{"a":\n{"b":[\n[1]]}}']],
    ['brackets and quotes in texts', '{"}":"]\\"}\\\\"}\n["[{"]', ['{"}":"]\\"}\\\\"}', '["[{"]']],
    ['after a byte order mark', '\uFEFF{"a":1}', ['{"a":1}']],
  ])('%s', async (_, text, expected) => {
    const documents = await found(text, size);
    expect(documents.map(({ text }) => text)).toEqual(expected);
    expect(documents.map(({ problem }) => problem)).toEqual(expected.map(() => undefined));
    for (const { begin, end, text: document } of documents) {
      expect(Buffer.from(text).subarray(begin, end).toString()).toBe(document);
    }
  });

  test('a file with blanks alone has none', async () => {
    expect(await found('', size)).toEqual([]);
    expect(await found(' \n\r\n\t', size)).toEqual([]);
    expect(await found('\uFEFF\n', size)).toEqual([]);
  });

  test.each([
    ['in the middle of a text', '{"a":"b\n'],
    ['after an escape', '{"a":"b\\\n'],
    ['after a value', '{"a":[{"b":1}\n'],
    ['after a comma between members', '{"a":1,\n'],
    ['after a bracket', '{"a":{\n'],
  ])('one that broke off %s takes no other with it', async (_, broken) => {
    const documents = await found(`{"x":1}\n${broken}{"y":2}\n[3]\n`, size);
    expect(documents.map(({ problem }) => problem?.slice(0, 13))).toEqual([
      undefined,
      'it breaks off',
      undefined,
      undefined,
    ]);
    expect(documents.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(documents.filter(({ problem }) => problem === undefined).map(({ text }) => text)).toEqual([
      '{"x":1}',
      '{"y":2}',
      '[3]',
    ]);
  });

  test('what is no document is told of once, and passed', async () => {
    const documents = await found('{"x":1}, and so on\nmore "of" it\n{"y":2}\n', size);
    expect(documents.map(({ line, problem }) => ({ line, problem }))).toEqual([
      { line: 1, problem: undefined },
      { line: 1, problem: 'no JSON object or array begins here' },
      { line: 3, problem: undefined },
    ]);
  });

  test('the end of the file is no end of a document', async () => {
    expect(await found('{}\n{"a":[1', size)).toMatchObject([
      { problem: undefined },
      { begin: 3, end: 10, line: 2, problem: 'it breaks off at the end of the file' },
    ]);
  });

  test('one nested too deep is passed', async () => {
    const documents = await found(`${'['.repeat(65)}${']'.repeat(65)}\n{"a":1}`, size);
    expect(documents.map(({ problem }) => problem)).toEqual(['it is nested more than 64 deep', undefined]);
    expect((await found(`${'['.repeat(64)}${']'.repeat(64)}`, size))[0]?.problem).toBeUndefined();
  });

  test.each([
    ['a callback', '{"predictions":[{"id":"no"}],"job_id":"a"}', { job_id: 'a' }],
    ['with escapes and blanks', '{ "id" : "a\\u0062\\"" , "x" : { "id" : "no" } }', { id: 'ab"' }],
    ['more than one', '{"id":"a","task_id":"b","name":"c"}', { id: 'a', task_id: 'b' }],
    ['no text', '{"id":1,"task_id":null,"job_id":["a"]}', {}],
    ['a text that is named like one', '{"name":"id","other":"a"}', {}],
    ['the first page of several', '[{"id":"a","status":[]},{"id":"b"}]', { id: 'a' }],
    ['an array of arrays', '[["id","a"],{"id":"b"}]', {}],
    ['a list', '["id","a"]', {}],
    ['too long a text', `{"id":"${'a'.repeat(1100)}"}`, {}],
  ])('what is said at the top: %s', async (_, text, members) => {
    expect(await found(text, size)).toMatchObject([{ members }]);
    expect((await found(text, size))[0]?.members).toEqual(members);
  });
});

test.each([0, 1])('a document that is given up after %i pieces is passed all the same', async (readPieces) => {
  const pieces = everyBytes(Buffer.from('{"id":"a","x":[1,2,3]}\n{"id":"b","y":[4,5,6]}\n'), 5);
  const documents = await documentsOf(pieces, readPieces);
  expect(documents).toMatchObject([
    { begin: 0, end: 22, line: 1, members: { id: 'a' }, problem: undefined },
    { begin: 23, end: 45, line: 2, members: { id: 'b' }, problem: undefined },
  ]);
});
