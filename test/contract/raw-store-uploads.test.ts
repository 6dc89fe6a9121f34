import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { crc32 } from 'node:zlib';
import { AbortMultipartUploadCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Permanent, Retryable } from '../../lib/platform/errors.ts';
import { makeS3RawStreams } from '../../lib/raw/s3-raw-streams.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { busy, makeWatchedS3, type WatchedS3 } from '../support/watched-s3.ts';

const MIB = 1024 * 1024;
const PART = 8 * MIB;
const CHUNK = Buffer.alloc(MIB, 'verdex');
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const aws = await startAwsResources();
afterAll(() => aws.stop());

let key: string;
let pauses: number[];
beforeEach(() => {
  key = `results/test/${randomUUID()}`;
  pauses = [];
});

function storeOn({ client }: WatchedS3) {
  return makeS3RawStreams(client, aws.rawBucket, async (milliseconds) => {
    pauses.push(milliseconds);
  });
}

const isThere = () => makeS3RawStreams(aws.s3, aws.rawBucket).find(key, new AbortController().signal);
const begunIn = ({ events }: WatchedS3) =>
  events.filter((event) => event.endsWith(' begins')).map((event) => event.replace(' begins', ''));
const timesOf = (s3: WatchedS3, operation: string) => begunIn(s3).filter((begun) => begun === operation).length;

describe('requests for a result', () => {
  test.each([
    ['nothing', 0, ['PutObject']],
    ['a byte', 1, ['PutObject']],
    ['a part', PART, ['PutObject']],
    ['a part and a byte', PART + 1, ['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'CompleteMultipartUpload']],
    ['two parts', 2 * PART, ['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'CompleteMultipartUpload']],
  ])('of %s are as few as can be', async (_, bytes, operations) => {
    const s3 = makeWatchedS3();
    expect(await storeOn(s3).putStream(key, bytesOf(bytes), NO_LIMIT)).toMatchObject({ bytes });
    expect(begunIn(s3)).toEqual(operations);
  });

  test('name what S3 is to check: each part, and their sum', async () => {
    const s3 = makeWatchedS3();
    await storeOn(s3).putStream(key, bytesOf(2 * PART + 5), NO_LIMIT);
    expect(s3.inputs.get('CreateMultipartUpload')).toMatchObject([{ ChecksumAlgorithm: 'CRC32' }]);
    const sent = Buffer.concat(await Array.fromAsync(bytesOf(2 * PART + 5)));
    const checksums = [0, 1, 2].map((part) => checksumOf(sent.subarray(part * PART, (part + 1) * PART)));
    const parts = s3.inputs.get('UploadPart')?.toSorted((a, b) => Number(a.PartNumber) - Number(b.PartNumber));
    expect(parts?.map(({ ChecksumCRC32 }) => ChecksumCRC32)).toEqual(checksums);
    expect(s3.inputs.get('CompleteMultipartUpload')).toMatchObject([
      {
        MpuObjectSize: 2 * PART + 5,
        MultipartUpload: { Parts: checksums.map((ChecksumCRC32, at) => ({ PartNumber: at + 1, ChecksumCRC32 })) },
      },
    ]);
    for (const headers of s3.headers.get('UploadPart') ?? []) {
      expect(headers).toMatchObject({
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-checksum-crc32': expect.any(String),
      });
    }
  });
});

describe('a request that S3 is too busy for', () => {
  test.each(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'])(
    'is made again, and nothing else is: %s',
    async (operation) => {
      const s3 = makeWatchedS3(failing(operation, 2));
      const kept = await storeOn(s3).putStream(key, bytesOf(3 * PART), NO_LIMIT);
      expect(await isThere()).toEqual(kept);
      const times = { CreateMultipartUpload: 1, UploadPart: 3, CompleteMultipartUpload: 1 };
      for (const [each, without] of Object.entries(times)) {
        expect(timesOf(s3, each)).toBe(without + (each === operation ? 2 : 0));
      }
      expect(timesOf(s3, 'AbortMultipartUpload')).toBe(0);
      expect(pauses).toHaveLength(2);
    },
  );

  test.each(['UploadPart', 'CompleteMultipartUpload'])(
    'each time ends the upload, and leaves nothing: %s',
    async (operation) => {
      const s3 = makeWatchedS3(failing(operation, Number.POSITIVE_INFINITY));
      let isGivenUp = false;
      const stream = (async function* () {
        try {
          yield* bytesOf(5 * PART);
        } finally {
          isGivenUp = true;
        }
      })();
      await expect(storeOn(s3).putStream(key, stream, NO_LIMIT)).rejects.toThrow(Retryable);
      expect(isGivenUp).toBe(true);
      expectAborted(s3);
      expect(await isThere()).toBeUndefined();
    },
  );

  test('is not waited for longer than it takes to know', async () => {
    const s3 = makeWatchedS3(failing('PutObject', Number.POSITIVE_INFINITY));
    await expect(storeOn(s3).putStream(key, bytesOf(1), NO_LIMIT)).rejects.toThrow(Retryable);
    expect(timesOf(s3, 'PutObject')).toBe(3);
    // The first one at least half a second, both together at most five.
    expect(pauses[0]).toBeGreaterThanOrEqual(500);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(5000);
  });
});

test('what S3 refuses for good is not tried again', async () => {
  const s3 = makeWatchedS3();
  const store = makeS3RawStreams(s3.client, `${aws.rawBucket}-not-there`, async () => {
    throw new Error('nothing to wait for');
  });
  await expect(store.putStream(key, bytesOf(2 * PART), NO_LIMIT)).rejects.toThrow(Permanent);
  expect(begunIn(s3)).toEqual(['CreateMultipartUpload']);
});

describe('an upload whose stream breaks', () => {
  const broken = async function* () {
    yield* bytesOf(3 * PART);
    throw new Retryable('the vendor hung up');
  };

  test('is aborted, once none of its parts is under way', async () => {
    const s3 = makeWatchedS3();
    await expect(storeOn(s3).putStream(key, broken(), NO_LIMIT)).rejects.toThrow('the vendor hung up');
    expectAborted(s3);
  });

  test('ends with what the stream threw, also where it cannot be aborted', async () => {
    const s3 = makeWatchedS3(failing('AbortMultipartUpload', Number.POSITIVE_INFINITY));
    await expect(storeOn(s3).putStream(key, broken(), NO_LIMIT)).rejects.toThrow('the vendor hung up');
    // What a lifecycle rule does in a deployment. No other upload is left: the bucket could not be deleted in the end.
    const [{ UploadId } = {}] = s3.inputs.get('AbortMultipartUpload') ?? [];
    const left = { Bucket: aws.rawBucket, Key: key, UploadId: String(UploadId) };
    await aws.s3.send(new AbortMultipartUploadCommand(left));
  });

  test('does not wait for the next try of a part', async () => {
    const s3 = makeWatchedS3((operation) => (operation === 'UploadPart' ? Promise.reject(busy()) : Promise.resolve()));
    const store = makeS3RawStreams(s3.client, aws.rawBucket, (_, signal) => endOf(signal));
    const breaking = (async function* () {
      yield* bytesOf(PART + 1);
      throw new Retryable('the vendor hung up');
    })();
    await expect(store.putStream(key, breaking, NO_LIMIT)).rejects.toThrow('the vendor hung up');
    expectAborted(s3);
  });
});

test('while S3 is slow the stream waits: what is read and not yet kept fits into three parts', async () => {
  const open = Promise.withResolvers<void>();
  let underWay = 0;
  let mostUnderWay = 0;
  let done = 0;
  let readBytes = 0;
  let mostAheadBytes = 0;
  const s3 = makeWatchedS3(async (operation) => {
    if (operation !== 'UploadPart') return;
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    await open.promise;
    underWay -= 1;
    done += 1;
  });
  const counted = (async function* () {
    for await (const chunk of bytesOf(6 * PART)) {
      readBytes += chunk.length;
      mostAheadBytes = Math.max(mostAheadBytes, readBytes - done * PART);
      yield chunk;
    }
  })();
  const putting = storeOn(s3).putStream(key, counted, NO_LIMIT);
  await expect.poll(() => underWay, { timeout: 10_000 }).toBe(3);
  open.resolve();
  expect(await putting).toMatchObject({ bytes: 6 * PART });
  expect(mostUnderWay).toBe(3);
  expect(mostAheadBytes).toBeLessThanOrEqual(3 * PART + CHUNK.length);
});

test('an upload that S3 knows no more is not waited for', async () => {
  const s3 = makeWatchedS3(async (operation) => {
    if (operation !== 'CompleteMultipartUpload') return;
    throw Object.assign(new Error('The specified upload does not exist.'), { name: 'NoSuchUpload', $metadata: {} });
  });
  await expect(storeOn(s3).putStream(key, bytesOf(2 * PART), NO_LIMIT)).rejects.toThrow(Retryable);
  expect({ completions: timesOf(s3, 'CompleteMultipartUpload'), pauses }).toEqual({ completions: 1, pauses: [] });
  expectAborted(s3);
});

test.each([
  ['PutObject', 1],
  ['UploadPart', 2 * PART],
  ['UploadPart', 6 * PART],
  ['CompleteMultipartUpload', 2 * PART],
])('a %s that is never answered ends with its worker’s time', async (operation, bytes) => {
  const end = new AbortController();
  const s3 = makeWatchedS3();
  const { asked } = await silence(s3, operation);
  const outcome = expect(storeOn(s3).putStream(key, bytesOf(bytes), NO_LIMIT, end.signal)).rejects.toThrow(Retryable);
  await asked;
  end.abort();
  await outcome;
  if (operation !== 'PutObject') expectAborted(s3);
});

/** Sends requests of the operation to where nobody answers. Resolves to when the first has come there. */
async function silence({ client }: WatchedS3, silenced: string): Promise<{ asked: Promise<void> }> {
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    asked.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  client.middlewareStack.add(
    (next, { commandName }) =>
      (given) => {
        if (commandName === `${silenced}Command`) Object.assign(given.request as object, { port });
        return next(given);
      },
    { step: 'deserialize', priority: 'low' },
  );
  return { asked: asked.promise };
}

/** Refuses the first so many tries of the operation. */
function failing(failed: string, times: number) {
  let left = times;
  return async (operation: string) => {
    if (operation !== failed || left === 0) return;
    left -= 1;
    throw busy();
  };
}

function expectAborted(s3: WatchedS3): void {
  expect(timesOf(s3, 'AbortMultipartUpload')).toBe(1);
  expect(s3.events.slice(-2)).toEqual(['AbortMultipartUpload begins', 'AbortMultipartUpload ends']);
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

async function* bytesOf(size: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += CHUNK.length) yield CHUNK.subarray(0, size - sent);
}

function checksumOf(bytes: Uint8Array): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString('base64');
}
