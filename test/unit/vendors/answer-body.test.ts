import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { type AnswerBody, answerBody } from '../../../lib/vendors/answer-body.ts';
import { makeRequestVendor, REQUEST_LIMITS, type RequestLimits } from '../../../lib/vendors/request.ts';
import { type BodyServer, silence, startBodyServer } from '../../support/body-server.ts';
import { failureOf } from '../../support/hume-fetching.ts';

const SHORTLY: Partial<RequestLimits> = { idleMs: 50 };
const CONTEXT = { vendorTitle: 'Acme', subject: 'the list', ...REQUEST_LIMITS };

async function bodyFrom(
  server: BodyServer,
  limits: Partial<RequestLimits> = {},
  signal = new AbortController().signal,
): Promise<AnswerBody> {
  const request = makeRequestVendor({ vendorTitle: 'Acme', fetch, checkTheKey: 'check it', refusals: {}, limits });
  const answer = await request({ url: server.url, headers: {}, subject: 'the list', signal });
  if (!answer.isThere) throw new Error('not there');
  return answer.body;
}

/** The two ways to read a body. */
const ways: [string, (body: AnswerBody) => Promise<Uint8Array>][] = [
  ['as it comes', async (body) => Buffer.concat(await Array.fromAsync(body.stream()))],
  ['whole', async (body) => (await body.document()).bytes],
];

describe.each(ways)('a body read %s', (_, read) => {
  test('is what was sent, byte for byte', async () => {
    const pieces = ['[1, ', '2 ', Buffer.of(0x2c, 0x22, 0xff, 0x22), ']\n'];
    const server = await startBodyServer(async function* () {
      yield* pieces;
    });
    const expected = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
    expect(Buffer.from(await read(await bodyFrom(server)))).toEqual(expected);
    expect(server.givenUp).toBe(0);
  });

  test('in which nothing comes any more is given up', async () => {
    const server = await startBodyServer(async function* () {
      yield '[1,';
      await silence();
    });
    const failure = await failureOf(read(await bodyFrom(server, SHORTLY)));
    expect(failure).toBeInstanceOf(Retryable);
    expect(failure).toMatchObject({ message: 'Acme sent nothing for 0.05 s in the middle of the list' });
    await expect.poll(() => server.givenUp).toBe(1);
  });

  test('that never begins is given up', async () => {
    const server = await startBodyServer(async function* () {
      yield await silence();
    });
    expect(await failureOf(read(await bodyFrom(server, SHORTLY)))).toBeInstanceOf(Retryable);
    await expect.poll(() => server.givenUp).toBe(1);
  });

  test('that is cut off may come whole the next time', async () => {
    const server = await startBodyServer(async function* () {
      yield '[1,';
      throw new Error('cut');
    });
    const failure = await failureOf(read(await bodyFrom(server)));
    expect(failure).toBeInstanceOf(Retryable);
    expect(failure).toMatchObject({ message: 'Acme broke off in the middle of the list' });
  });

  test('ends with the time to work', async () => {
    const work = new AbortController();
    const server = await startBodyServer(async function* () {
      yield '[1,';
      work.abort();
      await silence();
    });
    const failure = await failureOf(bodyFrom(server, {}, work.signal).then(read));
    expect(failure).toBeInstanceOf(Retryable);
    await expect.poll(() => server.givenUp).toBe(1);
  });
});

describe('by the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A body of one byte, and whatever more a test gives it. */
  function openBody() {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, {
      highWaterMark: 9,
    });
    const writer = writable.getWriter();
    const body = answerBody(readable, { ...CONTEXT, signal: new AbortController().signal });
    const pieces = body.stream()[Symbol.asyncIterator]();
    return { pieces, send: () => writer.write(Buffer.from('x')) };
  }

  test('a slow reader is no silent vendor: only what is waited for counts', async () => {
    const { pieces, send } = openBody();
    await send();
    await send();
    for (let piece = 0; piece < 2; piece += 1) {
      expect(await pieces.next()).toMatchObject({ done: false });
      await vi.advanceTimersByTimeAsync(600_000);
    }
  });

  test('a slow vendor is no silent one either: each piece has its own time', async () => {
    const { pieces, send } = openBody();
    for (let piece = 0; piece < 5; piece += 1) {
      const next = pieces.next();
      await vi.advanceTimersByTimeAsync(CONTEXT.idleMs - 1);
      await send();
      expect(await next).toMatchObject({ done: false });
    }
    const next = failureOf(pieces.next());
    await vi.advanceTimersByTimeAsync(CONTEXT.idleMs);
    expect(await next).toMatchObject({ message: 'Acme sent nothing for 30 s in the middle of the list' });
  });
});

test('who stops reading gives the connection back', async () => {
  const server = await startBodyServer(async function* () {
    for (;;) yield 'x'.repeat(10_000);
  });
  for await (const piece of (await bodyFrom(server)).stream()) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  await expect.poll(() => server.givenUp).toBe(1);
});

describe('a document', () => {
  const sending = (text: string) =>
    startBodyServer(async function* () {
      for (const letter of text) yield letter;
    });

  test('of just the bytes that may be is read, of one more is not', async () => {
    const exactly = await bodyFrom(await sending('[12345]'), { documentBytes: 7 });
    expect((await exactly.document()).json).toEqual([12345]);
    const failure = await failureOf((await bodyFrom(await sending('[123456]'), { documentBytes: 7 })).document());
    expect(failure).toBeInstanceOf(Permanent);
    expect(failure).toMatchObject({ message: 'Acme answered more than 7 bytes for the list' });
  });

  test('without end is not read to its end', async () => {
    const server = await startBodyServer(async function* () {
      for (;;) yield 'x'.repeat(1000);
    });
    expect(await failureOf((await bodyFrom(server, { documentBytes: 5000 })).document())).toBeInstanceOf(Permanent);
    await expect.poll(() => server.givenUp).toBe(1);
  });

  test.each(['', '<html>', '[1', '['.repeat(200) + ']'.repeat(200)])(
    'that is no readable JSON may be so later',
    async (text) => {
      const failure = await failureOf((await bodyFrom(await sending(text))).document());
      expect(failure).toBeInstanceOf(Retryable);
      expect(failure).toMatchObject({ message: 'Acme answered no readable JSON for the list' });
    },
  );
});

test('an answer whose headers do not come in time is not waited for', async () => {
  const never: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
  const limits = { answerWithinMs: 20 };
  const request = makeRequestVendor({
    vendorTitle: 'Acme',
    fetch: never,
    checkTheKey: 'check it',
    refusals: {},
    limits,
  });
  const { signal } = new AbortController();
  const failure = await failureOf(request({ url: 'http://acme.test/', headers: {}, subject: 'the list', signal }));
  expect(failure).toMatchObject({ name: 'Retryable', message: 'Acme did not answer in time' });
});
