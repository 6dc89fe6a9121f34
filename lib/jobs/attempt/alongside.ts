/** A second reader of a stream, in step with the first: neither is ever further than a chunk ahead of the other. */
import { Retryable } from '../../platform/errors.ts';

type Chunks = AsyncIterable<Uint8Array>;

export type ReadAlongside<T> = {
  /** For the first reader. It is given each chunk when the second is done with it, and so is free to fill it again. */
  stream: Chunks;
  /**
   * What the second one made of the stream, once the first has read it to its end; undefined where it failed, of which the
   * first hears nothing.
   */
  outcome(): T | undefined;
};

/**
 * `read` begins with the first chunk and may stop at any; the first reader goes on. Where the stream breaks, or its first
 * reader stops, the second hears of an error, and has ended when the stream has.
 */
export function alongside<T>(stream: Chunks, read: (chunks: Chunks) => Promise<T>): ReadAlongside<T> {
  let outcome: T | undefined;

  async function* through() {
    const handover = makeHandover();
    const reading = read(handover.chunks())
      .then(
        (made) => () => made,
        () => () => undefined,
      )
      .finally(handover.close);
    try {
      for await (const chunk of stream) {
        await handover.give(chunk);
        yield chunk;
      }
      handover.end();
      outcome = (await reading)();
    } finally {
      handover.breakOff();
      await reading;
    }
  }

  return { stream: through(), outcome: () => outcome };
}

type Given = { chunk: Uint8Array; done: () => void } | 'the end' | 'broken off';

/** From one who gives to one who takes, a chunk at a time. */
function makeHandover() {
  let next = Promise.withResolvers<Given>();
  let isClosed = false;
  let done = () => {};
  return {
    async *chunks(): AsyncGenerator<Uint8Array> {
      for (;;) {
        const given = await next.promise;
        if (given === 'the end') return;
        if (given === 'broken off') throw new Retryable('the result broke off');
        next = Promise.withResolvers();
        yield given.chunk;
        given.done();
      }
    },
    /** Until the taker asks for more, or takes no more. */
    give: async (chunk: Uint8Array) => {
      if (isClosed) return;
      const taken = Promise.withResolvers<void>();
      done = taken.resolve;
      next.resolve({ chunk, done });
      await taken.promise;
    },
    end: () => next.resolve('the end'),
    breakOff: () => next.resolve('broken off'),
    /** The taker takes no more. */
    close: () => {
      isClosed = true;
      done();
    },
  };
}
