/** Objects whose bytes begin to come, and what may happen to them then. */
import { createServer, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeS3Client } from '../../../lib/platform/aws-clients.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { bytesOf } from '../../../lib/raw/s3-body.ts';
import { makeS3RawRanges } from '../../../lib/raw/s3-raw-ranges.ts';
import { makeS3RawStreams } from '../../../lib/raw/s3-raw-streams.ts';
import { standInForAws, stubAwsEnvironment } from '../../support/aws-stand-in.ts';

beforeEach(stubAwsEnvironment);

const impatient = { silenceMs: 50 };
const LONG = new AbortController().signal;
const ref = { key: 'key', versionId: null, sha256: '', bytes: 100 };

/** Far more than the buffers between a server and a reader hold. */
const MUCH = Buffer.alloc(64 * 1024 * 1024);
const whole = { 'content-length': MUCH.length };

type Answer = (response: ServerResponse) => void;

/** `closed`: once the connection of an answer is. */
async function startS3(answer: Answer): Promise<{ closed: Promise<void> }> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    response.on('close', resolve);
    answer(response);
  });
  await standInForAws(server);
  return { closed };
}

// Where S3 names a checksum, the SDK puts a stream of its own before the connection's.
describe.each([
  ['without a checksum', {}],
  ['with a checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
])('an object %s', (_, checksum) => {
  const startSending = () => startS3((response) => response.writeHead(200, { ...whole, ...checksum }).write(MUCH));

  test('that is read with a pause, too long for its connection, may be asked for again', async () => {
    const { closed } = await startSending();
    const reading = await makeS3RawStreams(makeS3Client(impatient), 'raw').read(ref);
    const readOn = async () => {
      for await (const chunk of reading) {
        expect(chunk.length).toBeGreaterThan(0);
        await closed;
      }
    };
    const error = await readOn().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Retryable);
    expect(error).toMatchObject({ cause: { name: 'TimeoutError' } });
  });

  test('that nobody reads on leaves no connection behind', async () => {
    const { closed } = await startSending();
    for await (const chunk of await makeS3RawStreams(makeS3Client(), 'raw').read(ref)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await closed;
  });

  test('whose reader fails ends with what the reader said, and leaves no connection behind', async () => {
    const { closed } = await startSending();
    const bug = new TypeError('undefined is not a function');
    const reading = async () => {
      for await (const _chunk of await makeS3RawStreams(makeS3Client(), 'raw').read(ref)) throw bug;
    };
    await expect(reading()).rejects.toBe(bug);
    await closed;
  });
});

const bodies: [string, Answer][] = [
  ['breaks off', (response) => void response.writeHead(200, whole).write('01234', () => response.destroy())],
  ['falls silent', (response) => response.writeHead(200, whole).write('01234')],
  [
    'is not what its checksum is of',
    (response) => response.writeHead(200, { 'x-amz-checksum-crc32': 'AAAAAA==' }).end('01234'),
  ],
];

describe.each(bodies)('an object that %s may be asked for again', (_, answer) => {
  const streams = () => makeS3RawStreams(makeS3Client(impatient), 'raw');

  test('by who reads it', async () => {
    await startS3(answer);
    await expect(Array.fromAsync(await streams().read(ref))).rejects.toBeInstanceOf(Retryable);
  });

  test('by who looks for it', async () => {
    await startS3(answer);
    await expect(streams().find('key', LONG)).rejects.toBeInstanceOf(Retryable);
  });
});

test('a part of an object that stops to come may be asked for again', async () => {
  await startS3((response) => {
    response.writeHead(206, { 'content-length': 10, 'content-range': 'bytes 0-9/100' }).write('01234');
  });
  const reading = makeS3RawRanges(makeS3Client(impatient), 'raw').readRange(ref, { begin: 0, end: 10 });
  await expect(reading).rejects.toBeInstanceOf(Retryable);
});

test('a body on which nothing comes while it is asked for may be asked for again; a pause of the reader does not count', async () => {
  const body = new Readable({ read: () => {} });
  body.push('first');
  const reading = bytesOf(body, 'key', 20);
  expect(String((await reading.next()).value)).toBe('first');
  await sleep(60);
  body.push('second');
  expect(String((await reading.next()).value)).toBe('second');
  const error = await reading.next().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Retryable);
  expect(error).toMatchObject({ cause: { message: 'nothing came for 0.02 s' } });
  expect(body.destroyed).toBe(true);
});
