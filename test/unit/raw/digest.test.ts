import { expect, test } from 'vitest';
import { Permanent } from '../../../lib/platform/errors.ts';
import { digesting, digestOf } from '../../../lib/raw/digest.ts';
import { everyBytes, streamOf } from '../../support/result-bytes.ts';

/** FIPS 180-2, appendix B.1. */
const ABC = { sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', bytes: 3 };

test('SHA-256 in hex, and how many bytes', () => {
  expect(digestOf(Buffer.from('abc'))).toEqual(ABC);
  expect(digestOf(Buffer.from('é')).bytes).toBe(2);
  expect(digestOf(new Uint8Array())).toEqual({
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    bytes: 0,
  });
});

test.each([1, 2, 3])('a stream passes unchanged, with the digest of the whole, chunks of %i', async (size) => {
  const pieces = everyBytes(Buffer.from('abc'), size);
  const { stream, digest } = digesting(streamOf(pieces), 1000);
  expect(await Array.fromAsync(stream)).toEqual(pieces);
  expect(digest()).toEqual(ABC);
});

test('a result as large as the limit passes, one byte more does not', async () => {
  const pieces = everyBytes(Buffer.from('abc'), 1);
  await expect(Array.fromAsync(digesting(streamOf(pieces), 3).stream)).resolves.toHaveLength(3);
  await expect(Array.fromAsync(digesting(streamOf(pieces), 2).stream)).rejects.toThrow(Permanent);
});

test('past the limit nothing more is read: it may have no end', async () => {
  let read = 0;
  async function* endless() {
    while (read < 1000) {
      read += 1;
      yield Buffer.alloc(10);
    }
  }
  await expect(Array.fromAsync(digesting(endless(), 95).stream)).rejects.toThrow('95 bytes');
  expect(read).toBe(10);
});

test('what breaks the stream comes through as it is', async () => {
  async function* broken() {
    yield Buffer.from('abc');
    throw new TypeError('cut');
  }
  await expect(Array.fromAsync(digesting(broken(), 100).stream)).rejects.toThrow(TypeError);
});
