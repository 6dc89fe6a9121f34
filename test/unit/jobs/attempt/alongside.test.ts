import { describe, expect, test } from 'vitest';
import { alongside } from '../../../../lib/jobs/attempt/alongside.ts';

type Chunks = AsyncIterable<Uint8Array>;

const TEXT = 'every byte, in its place';

async function textOf(chunks: Chunks): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

/** The letters, each in the one buffer. */
async function* lettersInOneBuffer(text = TEXT): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(1);
  for (const letter of text) {
    buffer.write(letter);
    yield buffer;
    buffer.write('?');
  }
}

/** What may happen meanwhile. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const slowly: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
  ['both at once', async () => {}, async () => {}],
  ['the first slowly', turn, async () => {}],
  ['the second slowly', async () => {}, turn],
];

test.each(slowly)('both read all of it, from a giver that fills its chunk again: %s', async (_, first, second) => {
  const { stream, outcome } = alongside(lettersInOneBuffer(), async (chunks) => {
    await second();
    let text = '';
    for await (const chunk of chunks) {
      await second();
      text += Buffer.from(chunk).toString();
    }
    await second();
    return text;
  });
  let text = '';
  for await (const chunk of stream) {
    await first();
    text += Buffer.from(chunk).toString();
  }
  expect(text).toBe(TEXT);
  expect(outcome()).toBe(TEXT);
});

test('nothing is read, and nothing begun, before the first reader asks', async () => {
  let isBegun = false;
  const { stream, outcome } = alongside(lettersInOneBuffer(), async () => {
    isBegun = true;
  });
  await turn();
  expect(isBegun).toBe(false);
  await textOf(stream);
  expect(isBegun).toBe(true);
  expect(outcome()).toBeUndefined();
});

describe.each([
  ['before the first chunk', 0],
  ['at the first', 1],
  ['in the middle', 7],
])('a second reader that fails %s', (_, chunksRead) => {
  test('does not keep the first from the rest', async () => {
    const { stream, outcome } = alongside(lettersInOneBuffer(), async (chunks) => {
      let read = 0;
      if (read === chunksRead) throw new Error('no result');
      for await (const _chunk of chunks) {
        read += 1;
        if (read === chunksRead) throw new Error('no result');
      }
      return 'seen';
    });
    expect(await textOf(stream)).toBe(TEXT);
    expect(outcome()).toBeUndefined();
  });
});

test('a second reader that has seen enough lets the first go on', async () => {
  const { stream, outcome } = alongside(lettersInOneBuffer(), async (chunks) => {
    for await (const chunk of chunks) return Buffer.from(chunk).toString();
    return 'nothing';
  });
  expect(await textOf(stream)).toBe(TEXT);
  expect(outcome()).toBe('e');
});

test('a stream that breaks breaks for both, and the second has ended when the first hears of it', async () => {
  const error = new TypeError('cut');
  let heard: unknown;
  const breaking = (async function* () {
    yield* lettersInOneBuffer();
    throw error;
  })();
  const { stream, outcome } = alongside(breaking, async (chunks) => {
    try {
      return await textOf(chunks);
    } catch (cause) {
      await turn();
      heard = cause;
      throw cause;
    }
  });
  await expect(textOf(stream)).rejects.toBe(error);
  expect(heard).toMatchObject({ message: 'the result broke off' });
  expect(outcome()).toBeUndefined();
});

test('where the first reader stops, the stream is given up, and the second has ended', async () => {
  let isGivenUp = false;
  let heard: unknown;
  const endless = (async function* () {
    try {
      for (;;) yield Buffer.from('x');
    } finally {
      isGivenUp = true;
    }
  })();
  const { stream, outcome } = alongside(endless, (chunks) =>
    textOf(chunks).catch((error) => {
      heard = error;
    }),
  );
  for await (const _chunk of stream) break;
  expect(isGivenUp).toBe(true);
  expect(heard).toBeInstanceOf(Error);
  expect(outcome()).toBeUndefined();
});
