import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { type Digest, deliver, digesting, digestOf } from '../../../local/simulators/callback.ts';
import { startDeadEnd, startReceiver } from './receiver.ts';

const at = '2026-01-02T03:04:05.000Z';
const now = () => new Date(at);
const { signal } = new AbortController();

async function* bytesOf(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

async function* endless() {
  for (;;) yield Buffer.alloc(64 * 1024, 'x');
}

/** Speaks raw TCP, to answer in the middle of a request. */
async function startRawServer(answer: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.write(answer, () => socket.end()));
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

test('a callback arrives whole, and its answer is remembered', async () => {
  await using receiver = await startReceiver(409);
  expect(await deliver(receiver.url, bytesOf('{"a":', '1}'), { now, signal })).toEqual({ at, status: 409 });
  expect(receiver.received).toMatchObject([{ contentType: 'application/json', path: '/callback' }]);
  expect(receiver.received[0]?.body.toString()).toBe('{"a":1}');
});

test('an answer that comes before the body was read counts, and ends the sending', async () => {
  await using receiver = await startRawServer('HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\n\r\n');
  expect(await deliver(receiver.url, endless(), { now, signal })).toEqual({ at, status: 413 });
});

test('a delivery that cannot be made is recorded, not thrown', async () => {
  await using deadEnd = await startDeadEnd();
  for (const url of [deadEnd.url, 'not a url', 'ftp://x.test/']) {
    const delivery = await deliver(url, bytesOf('{}'), { now, signal });
    expect(delivery).toEqual({ at, error: expect.any(String) });
  }
});

test('a connection cut without an answer is recorded', async () => {
  await using receiver = await startRawServer('');
  expect(await deliver(receiver.url, endless(), { now, signal })).toEqual({ at, error: expect.any(String) });
});

test('the digest of a stream is known at its end, and not for a part of it', async () => {
  const digests: Digest[] = [];
  const keep = (digest: Digest) => digests.push(digest);
  for await (const _ of digesting(bytesOf('ab', 'c'), keep)) break;
  expect(digests).toEqual([]);
  for await (const _ of digesting(bytesOf('ab', 'c'), keep));
  expect(digests).toEqual([digestOf(Buffer.from('abc'))]);
  expect(digests[0]?.bytes).toBe(3);
});

test('of a body that fails, what came before the failure arrives', async () => {
  await using receiver = await startReceiver();
  const failing = async function* () {
    yield Buffer.from('half of');
    throw new Error('no more');
  };
  expect(await deliver(receiver.url, failing(), { now, signal })).toEqual({ at, error: 'no more' });
  await vi.waitFor(() => expect(receiver.cut).toEqual([7]));
  expect(receiver.received).toEqual([]);
});
