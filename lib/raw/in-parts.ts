/** A stream of chunks of any size, cut into parts of one size. */

/** `isLast`: the stream has ended well. Only the last part may be shorter than the others; it is empty where the stream was. */
export type StreamPart = { bytes: Uint8Array; isLast: boolean };

/**
 * Each part is filled into a buffer of its own from `takeBuffer`, all of the same length, which says when there is one: the
 * stream is read no faster. A chunk is copied before the next is asked for, so that its giver may fill it again. Throws what
 * the stream throws, and gives it up where its reader stops.
 */
export async function* inParts(
  stream: AsyncIterable<Uint8Array>,
  takeBuffer: () => Promise<Uint8Array>,
): AsyncGenerator<StreamPart, void, undefined> {
  let buffer: Uint8Array | undefined;
  let filledBytes = 0;
  for await (const chunk of stream) {
    for (let from = 0; from < chunk.length; ) {
      buffer ??= await takeBuffer();
      if (filledBytes === buffer.length) {
        // Not before there is more: a stream of just one part is known to have no other.
        yield { bytes: buffer, isLast: false };
        buffer = await takeBuffer();
        filledBytes = 0;
      }
      const piece = chunk.subarray(from, from + buffer.length - filledBytes);
      buffer.set(piece, filledBytes);
      filledBytes += piece.length;
      from += piece.length;
    }
  }
  yield { bytes: buffer?.subarray(0, filledBytes) ?? new Uint8Array(), isLast: true };
}
