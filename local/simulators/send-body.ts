/** Sends a body of any length, so that what was yielded before a failure has left when the connection is cut for it. */
import type { Writable } from 'node:stream';

/**
 * Each chunk is written when the one before it has left. A body that fails destroys the stream, which cuts the
 * connection. Rejects with the body's failure, or when the other side goes away.
 */
export async function sendBody(body: AsyncIterable<Uint8Array>, stream: Writable): Promise<void> {
  try {
    for await (const chunk of body) await write(stream, chunk);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  stream.end();
}

function write(stream: Writable, chunk: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A stream destroyed before it was connected forgets what it was to call.
  const onClose = () => reject(new Error('the connection was closed'));
  stream.once('close', onClose);
  stream.write(chunk, (error) => {
    stream.off('close', onClose);
    if (error) reject(error);
    else resolve();
  });
  return promise;
}
