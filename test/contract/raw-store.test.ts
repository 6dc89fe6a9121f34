import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Permanent, Retryable } from '../../lib/platform/errors.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { RawBytes, RawStreams } from '../../lib/raw/raw-store.ts';
import { makeS3RawBytes } from '../../lib/raw/s3-raw-bytes.ts';
import { makeS3RawStreams } from '../../lib/raw/s3-raw-streams.ts';
import { makeS3RawUrls } from '../../lib/raw/s3-raw-urls.ts';
import { startAwsResources } from '../support/aws-resources.ts';

const MIB = 1024 * 1024;
const LONG = new AbortController().signal;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const aws = await startAwsResources();
afterAll(() => aws.stop());

const s3 = {
  ...makeS3RawBytes(aws.s3, aws.rawBucket),
  ...makeS3RawStreams(aws.s3, aws.rawBucket),
  ...makeS3RawUrls(aws.s3, aws.rawBucket),
};

const adapters: { adapter: string; store: RawBytes & RawStreams }[] = [
  { adapter: 'in memory', store: makeMemoryRawStore() },
  { adapter: 'in S3', store: s3 },
];

const contents = [
  { content: 'nothing', bytes: Buffer.alloc(0) },
  { content: 'JSON with odd spelling', bytes: Buffer.from('{ "a" : 1.50,\r\n\t"b":"\\u00fc ü €" }\n\n') },
  { content: 'every byte, and no UTF-8', bytes: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)) },
  { content: 'a megabyte', bytes: patternOf(MIB) },
];

describe.each(adapters)('raw bytes $adapter', ({ store }) => {
  let key: string;
  beforeEach(() => {
    key = `results/test/${randomUUID()}`;
  });

  const readBack = async (of = key) => collect(await store.read(refTo(of)));

  describe('put', () => {
    test.each(contents)('keeps $content as it is, and says what it kept', async ({ bytes }) => {
      expect(await store.put(key, bytes)).toMatchObject({ key, ...digestOf(bytes) });
      expect((await readBack()).equals(bytes)).toBe(true);
    });

    test('twice is the same as once', async () => {
      const bytes = Buffer.from('{"again":true}');
      const first = await store.put(key, bytes);
      expect(await store.put(key, bytes)).toMatchObject({ key, sha256: first.sha256, bytes: first.bytes });
      expect((await readBack()).equals(bytes)).toBe(true);
    });

    test('keeps the bytes there were, whatever becomes of the caller’s buffer', async () => {
      const buffer = Buffer.from('kept');
      await store.put(key, buffer);
      buffer.fill('x');
      expect((await readBack()).toString()).toBe('kept');
    });
  });

  describe('find', () => {
    test.each(contents)('says what was put under the key last: $content', async ({ bytes }) => {
      await store.put(key, Buffer.from('before'));
      const kept = await store.put(key, bytes);
      expect(await store.find(key, LONG)).toEqual(kept);
      expect((await collect(await store.read((await store.find(key, LONG)) ?? kept))).equals(bytes)).toBe(true);
    });

    test('of a key that nobody wrote is nothing', async () => {
      expect(await store.find(key, LONG)).toBeUndefined();
    });
  });

  describe('putStream', () => {
    test.each(contents)('keeps $content as it is, and says what it kept', async ({ bytes }) => {
      expect(await store.putStream(key, chunksOf(bytes, 7919), NO_LIMIT)).toMatchObject({ key, ...digestOf(bytes) });
      expect((await readBack()).equals(bytes)).toBe(true);
    });

    // Parts are of 8 MiB: one short, one exactly, one and a byte, two exactly, and more than two.
    test.each([8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB, 21 * MIB + 12_345])(
      'keeps %i bytes byte for byte',
      async (size) => {
        const bytes = patternOf(size);
        expect(await store.putStream(key, chunksOf(bytes, 1_000_003), NO_LIMIT)).toMatchObject({
          key,
          ...digestOf(bytes),
        });
        expect((await readBack()).equals(bytes)).toBe(true);
      },
    );

    test('keeps one chunk larger than two parts', async () => {
      const bytes = patternOf(17 * MIB);
      await store.putStream(key, chunksOf(bytes, bytes.length), NO_LIMIT);
      expect((await readBack()).equals(bytes)).toBe(true);
    });

    test('keeps chunks whose giver fills them again', async () => {
      const bytes = patternOf(9 * MIB);
      await store.putStream(key, inOneBuffer(bytes, 65_536), NO_LIMIT);
      expect((await readBack()).equals(bytes)).toBe(true);
    });

    describe.each([
      ['its first byte', 0],
      ['a few bytes', 1000],
      ['several parts', 20 * MIB],
    ])('of a stream that breaks after %s', (_, sizeBefore) => {
      const broken = (error: Error) => breakingAfter(patternOf(sizeBefore), error);

      test.each([
        ['an error of ours', new Retryable('the vendor hung up', { retryAfterMs: 5000 })],
        ['a refusal', new Permanent('no')],
        ['anything else', new TypeError('terminated')],
      ])('throws what the stream threw, and keeps nothing: %s', async (__, error) => {
        await expect(store.putStream(key, broken(error), NO_LIMIT)).rejects.toBe(error);
        await expect(store.read(refTo(key))).rejects.toThrow(Permanent);
      });

      test('leaves what was kept before', async () => {
        await store.put(key, Buffer.from('before'));
        await expect(store.putStream(key, broken(new Error('cut')), NO_LIMIT)).rejects.toThrow('cut');
        expect((await readBack()).toString()).toBe('before');
      });
    });

    test.each([
      ['a few bytes', 100],
      ['several parts', 20 * MIB],
    ])('keeps %s up to the limit, and nothing of a byte more', async (_, limitBytes) => {
      const bytes = patternOf(limitBytes + 1);
      await expect(store.putStream(key, chunksOf(bytes, 65_536), limitBytes)).rejects.toThrow(Permanent);
      await expect(store.read(refTo(key))).rejects.toThrow(Permanent);
      const atLimit = bytes.subarray(0, limitBytes);
      await store.putStream(key, chunksOf(atLimit, 65_536), limitBytes);
      expect((await readBack()).equals(atLimit)).toBe(true);
    });

    test('stops reading at the limit: an endless stream ends', async () => {
      const endless = (async function* () {
        for (;;) yield patternOf(65_536);
      })();
      await expect(store.putStream(key, endless, 10 * MIB)).rejects.toThrow(/limit of 10485760 bytes/);
    });

    test('replaces what was kept before', async () => {
      await store.putStream(key, chunksOf(patternOf(9 * MIB), MIB), NO_LIMIT);
      await store.putStream(key, chunksOf(Buffer.from('after'), 2), NO_LIMIT);
      expect((await readBack()).toString()).toBe('after');
    });
  });

  describe('read', () => {
    test('of a key that is not there is refused for good', async () => {
      await expect(store.read(refTo(key))).rejects.toThrow(Permanent);
    });

    test('can be broken off and begun again', async () => {
      const bytes = patternOf(3 * MIB);
      const ref = await store.put(key, bytes);
      for await (const chunk of await store.read(ref)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await collect(await store.read(ref))).equals(bytes)).toBe(true);
    });

    test('a key that begins like another is another', async () => {
      await store.put(`${key}-longer`, Buffer.from('longer'));
      await expect(store.read(refTo(key))).rejects.toThrow(Permanent);
    });
  });
});

describe('a URL of raw bytes in S3', () => {
  test('hands out the very bytes to anyone who has it', async () => {
    const bytes = patternOf(100_000);
    const ref = await s3.put(`callbacks/hive/${randomUUID()}/ab`, bytes);
    const response = await fetch(await s3.urlOf(ref, 300));
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('is good for as long as was asked', async () => {
    const url = new URL(await s3.urlOf(refTo('results/hume/x'), 300));
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
  });

  test('names the version that was kept', async () => {
    const url = new URL(await s3.urlOf({ ...refTo('results/hume/x'), versionId: 'v-7' }, 300));
    expect(url.searchParams.get('versionId')).toBe('v-7');
  });

  test('of nothing finds nothing', async () => {
    const response = await fetch(await s3.urlOf(refTo(`results/hume/${randomUUID()}`), 300));
    expect(response.status).toBe(404);
    await response.body?.cancel();
  });
});

/** Bytes that differ from place to place, so that parts which change places are noticed. */
function patternOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
  return bytes;
}

async function* chunksOf(bytes: Buffer, chunkSize: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkSize) yield bytes.subarray(start, start + chunkSize);
}

async function* inOneBuffer(bytes: Buffer, chunkSize: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(chunkSize);
  for await (const chunk of chunksOf(bytes, chunkSize)) {
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
    buffer.fill(0);
  }
}

async function* breakingAfter(bytes: Buffer, error: Error): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes, 65_536);
  throw error;
}

function refTo(key: string) {
  return { key, versionId: null, sha256: '', bytes: 0 };
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

function digestOf(bytes: Uint8Array) {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}
