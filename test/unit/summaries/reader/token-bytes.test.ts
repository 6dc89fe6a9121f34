import { expect, test } from 'vitest';
import { makeTokenBytes } from '../../../../lib/summaries/reader/token-bytes.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a value inside one chunk', () => {
  const token = makeTokenBytes();
  token.start(2);
  token.finish(bytes('[ "abc" ]'), 7);
  expect(token.text()).toBe('"abc"');
});

test('a value across chunks, a character cut in two', () => {
  const [first, second] = [bytes('xx"€').subarray(0, 4), bytes('xx"€').subarray(4)];
  const token = makeTokenBytes();
  token.start(2);
  token.carry(first);
  token.carry(second);
  token.finish(bytes('b"yy'), 2);
  expect(token.text()).toBe('"€b"');
});

test('a value that ends with the document', () => {
  const token = makeTokenBytes();
  token.start(1);
  token.carry(bytes(' 12'));
  token.carry(bytes('34'));
  expect(token.text()).toBe('1234');
});

test.each([
  ['Uint8Array', (text: string) => bytes(text)],
  ['Buffer', (text: string) => Buffer.from(text)],
])('a %s that its giver fills again does not change what was carried', (_, make) => {
  const chunk = make('"abc');
  const token = makeTokenBytes();
  token.start(0);
  token.carry(chunk);
  chunk.fill(0x78);
  token.finish(bytes('def"'), 4);
  expect(token.text()).toBe('"abcdef"');
});

test('one token after another: nothing of the first is left', () => {
  const token = makeTokenBytes();
  token.start(0);
  token.carry(bytes('"first'));
  token.finish(bytes('"'), 1);
  token.start(1);
  token.finish(bytes(' 7,'), 2);
  expect(token.text()).toBe('7');
});

test('bad UTF-8 becomes U+FFFD; a byte order mark inside a value stays', () => {
  const token = makeTokenBytes();
  token.start(0);
  token.finish(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62), 6);
  expect(token.text()).toBe('\ufeffa\ufffdb');
});

test('of a string that nobody wants only what is left to be checked is kept', () => {
  const token = makeTokenBytes();
  token.start(1, false);
  token.carry(bytes(' "a long text, \\u00'));
  token.carry(bytes('e9 and more'));
  token.finish(bytes(' of it",'), 7);
  expect(token.text()).toBe('" of it"');
  token.start(0, false);
  token.carry(bytes('"a \\q '));
  token.finish(bytes('b"'), 2);
  expect(() => JSON.parse(token.text())).toThrow(SyntaxError);
  token.start(0);
  token.carry(bytes('"wanted '));
  token.finish(bytes('again"'), 6);
  expect(token.text()).toBe('"wanted again"');
});
