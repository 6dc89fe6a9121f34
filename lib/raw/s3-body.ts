/** The body of an object that S3 answered with: its bytes come after the answer, and may fail after it. */
import type { Readable } from 'node:stream';
import { Retryable } from '../platform/errors.ts';

/** The bytes, as they come. Throws Retryable where they end too soon, or fall silent. Whoever stops early ends the connection. */
export async function* bytesOf(body: Readable, key: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    // Whatever it is, and some of it names no code: it is of the connection, for nothing else is done here.
    throw new Retryable(`S3 broke off in the midst of ${key}`, { cause });
  }
}
