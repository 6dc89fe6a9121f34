/** The bytes of one value, which may lie across any number of chunks. Copies only when it does. */

export type TokenBytes = {
  /** The value begins at this index of the chunk at hand. */
  start(at: number): void;
  /** The chunk ends inside the value: keep its part. False when the value has grown past the limit. */
  carry(chunk: Uint8Array): boolean;
  finish(chunk: Uint8Array, end: number): void;
  /** The value's text, once finished or when the document ended with it. Bad UTF-8 becomes U+FFFD. */
  text(): string;
};

export function makeTokenBytes(limitBytes: number): TokenBytes {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let begin = 0;
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let whole: Uint8Array = new Uint8Array();

  return {
    start: (at) => {
      begin = at;
      carried = [];
      carriedBytes = 0;
      whole = new Uint8Array();
    },
    carry: (chunk) => {
      // A copy, since the giver of the chunk may fill it again. (`slice` of a Buffer would be none.)
      carried.push(new Uint8Array(chunk.subarray(begin)));
      carriedBytes += chunk.length - begin;
      begin = 0;
      return carriedBytes <= limitBytes;
    },
    finish: (chunk, end) => {
      const last = chunk.subarray(begin, end);
      if (carried.length === 0) whole = last;
      else carried.push(last);
    },
    text: () => decoder.decode(carried.length === 0 ? whole : Buffer.concat(carried)),
  };
}
