/** The body of an object that S3 answered with: its bytes come after the answer, and may fail after it. */
import type { Readable } from 'node:stream';
import { Retryable } from '../platform/errors.ts';

/** From one piece to the next. Not counted while nobody asks for it: a slow reader is not a silent S3. */
const IDLE_MS = 30_000;

/** The bytes, as they come. Throws Retryable where they end too soon, or fall silent. Whoever stops early ends the connection. */
export async function* bytesOf(body: Readable, key: string, idleMs = IDLE_MS): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => body.destroy(new Error(`nothing came for ${idleMs / 1000} s`)), idleMs);
      const { done, value } = await pieces.next().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch (cause) {
    // Whatever it is, and some of it names no code: it is of the connection, for nothing else is done here.
    throw new Retryable(`S3 broke off in the midst of ${key}`, { cause });
  } finally {
    await pieces.return?.();
  }
}
