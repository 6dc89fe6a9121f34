import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Permanent } from '../../lib/platform/errors.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { RawBytes, RawRanges, RawStreams } from '../../lib/raw/raw-store.ts';
import { makeS3RawBytes } from '../../lib/raw/s3-raw-bytes.ts';
import { makeS3RawRanges } from '../../lib/raw/s3-raw-ranges.ts';
import { makeS3RawStreams } from '../../lib/raw/s3-raw-streams.ts';
import { startAwsResources } from '../support/aws-resources.ts';

const MIB = 1024 * 1024;

const aws = await startAwsResources();
afterAll(() => aws.stop());

const s3 = {
  ...makeS3RawBytes(aws.s3, aws.rawBucket),
  ...makeS3RawStreams(aws.s3, aws.rawBucket),
  ...makeS3RawRanges(aws.s3, aws.rawBucket),
};

const adapters: { adapter: string; store: RawBytes & Pick<RawStreams, 'putStream'> & RawRanges }[] = [
  { adapter: 'in memory', store: makeMemoryRawStore() },
  { adapter: 'in S3', store: s3 },
];

describe.each(adapters)('a range of raw bytes $adapter', ({ store }) => {
  let key: string;
  beforeEach(() => {
    key = `results/test/${randomUUID()}`;
  });

  test.each([
    ['the first byte', 0, 1],
    ['the last byte', MIB - 1, MIB],
    ['some in the middle', 12_345, 23_456],
    ['all', 0, MIB],
  ])('reads %s, and no others', async (_, begin, end) => {
    const bytes = patternOf(MIB);
    const ref = await store.put(key, bytes);
    const read = await store.readRange(ref, { begin, end });
    expect(bytes.subarray(begin, end).equals(read)).toBe(true);
  });

  test('is read from what came as a stream', async () => {
    const bytes = patternOf(20 * MIB);
    const ref = await store.putStream(key, chunksOf(bytes), bytes.length);
    // Across the end of a part of 8 MiB.
    const range = { begin: 8 * MIB - 100, end: 8 * MIB + 100 };
    expect(bytes.subarray(range.begin, range.end).equals(await store.readRange(ref, range))).toBe(true);
  });

  test('gives bytes of its own', async () => {
    const ref = await store.put(key, Buffer.from('abcdef'));
    (await store.readRange(ref, { begin: 1, end: 3 })).fill(0x78);
    expect(Buffer.from(await store.readRange(ref, { begin: 0, end: 6 })).toString()).toBe('abcdef');
  });

  test.each([
    ['ends past the end', 90, 101],
    ['begins at the end', 100, 101],
    ['lies past the end', 1000, 2000],
  ])('that %s of the object is refused for good', async (_, begin, end) => {
    const ref = await store.put(key, patternOf(100));
    await expect(store.readRange(ref, { begin, end })).rejects.toThrow(Permanent);
  });

  test.each([
    ['is empty', 5, 5],
    ['is reversed', 6, 5],
    ['begins before the first byte', -1, 5],
    ['begins within a byte', 0.5, 5],
    ['ends within a byte', 0, 5.5],
    ['ends nowhere', 0, Number.POSITIVE_INFINITY],
    ['is no range', Number.NaN, 5],
  ])('that %s is refused for good', async (_, begin, end) => {
    const ref = await store.put(key, patternOf(100));
    await expect(store.readRange(ref, { begin, end })).rejects.toThrow(Permanent);
  });

  test('of nothing is refused for good', async () => {
    await expect(store.readRange({ key, versionId: null, sha256: '', bytes: 0 }, { begin: 0, end: 1 })).rejects.toThrow(
      Permanent,
    );
    const empty = await store.put(key, Buffer.alloc(0));
    await expect(store.readRange(empty, { begin: 0, end: 1 })).rejects.toThrow(Permanent);
  });
});

describe('such a range in S3', () => {
  test('is of the version that was kept, whatever came after it', async () => {
    const key = `results/hume/${randomUUID()}`;
    const first = await s3.put(key, Buffer.from('first'));
    await s3.put(key, Buffer.from('other'));
    const read = await s3.readRange(first, { begin: 0, end: 5 });
    // A bucket without versions has the latest only.
    expect(Buffer.from(read).toString()).toBe(first.versionId === null ? 'other' : 'first');
  });

  test('is one request, for those bytes of that version', async () => {
    const ref = await s3.put(`results/hume/${randomUUID()}`, patternOf(MIB));
    const requests = await requestsDuring(() => s3.readRange(ref, { begin: 10, end: 20 }));
    expect(requests).toMatchObject([{ method: 'GET', headers: { range: 'bytes=10-19' } }]);
    expect(requests[0]?.query.versionId).toBe(ref.versionId ?? undefined);
  });

  test('that cannot be one is refused before anything is asked', async () => {
    const ref = await s3.put(`results/hume/${randomUUID()}`, patternOf(100));
    const ask = () => expect(s3.readRange(ref, { begin: 5, end: 5 })).rejects.toThrow(Permanent);
    expect(await requestsDuring(ask)).toEqual([]);
  });

  test('is not taken from what answers the whole object instead', async () => {
    const ref = await s3.put(`results/hume/${randomUUID()}`, patternOf(MIB));
    const ask = () => expect(s3.readRange(ref, { begin: 0, end: 20 })).rejects.toThrow(Permanent);
    expect(await requestsDuring(ask, ({ headers }) => Reflect.deleteProperty(headers, 'range'))).toHaveLength(1);
  });
});

type SentRequest = { method: string; query: Record<string, unknown>; headers: Record<string, string> };

/** What goes to S3 meanwhile, as HTTP; `change` may alter it on its way. */
async function requestsDuring(call: () => Promise<unknown>, change: (request: SentRequest) => void = () => {}) {
  const requests: SentRequest[] = [];
  const name = 'record-requests';
  aws.s3.middlewareStack.add(
    (next) => async (sent) => {
      const request = sent.request as SentRequest;
      requests.push({ ...request, headers: { ...request.headers } });
      change(request);
      return next(sent);
    },
    { step: 'finalizeRequest', priority: 'high', name },
  );
  try {
    await call();
  } finally {
    aws.s3.middlewareStack.remove(name);
  }
  return requests;
}

/** Bytes that differ from place to place. */
function patternOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
  return bytes;
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1_000_003) yield bytes.subarray(start, start + 1_000_003);
}
