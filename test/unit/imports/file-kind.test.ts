import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fileKindOf, isNamedLikeJson, LEADING_BYTES } from '../../../lib/imports/file-kind.ts';

test.each([
  ['an object', Buffer.from('{"a":1}')],
  ['an array after blanks', Buffer.from('\r\n\t [1]')],
  ['one after a byte order mark', Buffer.from('\uFEFF{}')],
  ['so many blanks that one cannot tell', Buffer.alloc(LEADING_BYTES, ' ')],
])('documents: %s', (_, leading) => {
  expect(fileKindOf(leading)).toEqual({ kind: 'documents' });
});

test('gzip', () => {
  expect(fileKindOf(gzipSync('{}'))).toEqual({ kind: 'gzip' });
});

test.each([
  ['nothing', Buffer.alloc(0), 'empty'],
  ['blanks', Buffer.from(' \n'), 'empty'],
  ['a byte order mark alone', Buffer.from('\uFEFF'), 'empty'],
  ['a table', Buffer.from('Id,Frame,Joy\n'), 'not JSON'],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'not JSON'],
  ['a text', Buffer.from('"{}"'), 'not JSON'],
  ['artifacts', Buffer.from('PK\x03\x04'), 'the artifacts of a job are tables'],
  ['UTF-16', Buffer.from('\uFEFF[]', 'utf16le'), 'UTF-16: save it as UTF-8'],
  ['UTF-16, the other way round', Buffer.from('\uFEFF[]', 'utf16le').swap16(), 'UTF-16'],
  ['UTF-16 without a mark', Buffer.from('[]', 'utf16le'), 'UTF-16'],
  ['UTF-16 without a mark, the other way round', Buffer.from('{}', 'utf16le').swap16(), 'UTF-16'],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24]), 'compressed with zstd: decompress it first'],
])('something else, and what: %s', (_, leading, problem) => {
  expect(fileKindOf(leading)).toEqual({ kind: 'other', problem: expect.stringContaining(problem) });
});

test.each([
  ['a.json', true],
  ['b/a.JSONL', true],
  ['a.ndjson.gz', true],
  ['a.csv.gz', false],
  ['a.png', false],
  ['json', false],
])('whether a file of the name %s should hold JSON', (name, expected) => {
  expect(isNamedLikeJson(name)).toBe(expected);
});
