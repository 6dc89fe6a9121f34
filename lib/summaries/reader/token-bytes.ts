/** The bytes of one value, which may lie across any number of chunks. Copies only when it does. */
import { uncheckedOf } from './checked-text.ts';

export type TokenBytes = {
  /** The value begins at this index of the chunk at hand. Of a string that nobody wants only a part is kept. */
  start(at: number, isWanted?: boolean): void;
  /** The chunk ends inside the value: keep its part. */
  carry(chunk: Uint8Array): void;
  finish(chunk: Uint8Array, end: number): void;
  /**
   * The value's text, once finished or when the document ended with it. Bad UTF-8 becomes U+FFFD. Of a string that nobody
   * wants it is the end, as a string by itself, or anything that is no JSON if the string is none.
   */
  text(): string;
};

const NOTHING = Buffer.alloc(0);

export function makeTokenBytes(): TokenBytes {
  let begin = 0;
  let end = 0;
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let isKept = true;
  let last: Uint8Array = NOTHING;
  /** What decodes a part of `last` without a view of that part: made once for a chunk, which may have thousands of values. */
  let decoder: Buffer = NOTHING;

  function decodeLast(): string {
    if (decoder.buffer !== last.buffer || decoder.byteOffset !== last.byteOffset || decoder.length !== last.length) {
      decoder = Buffer.from(last.buffer, last.byteOffset, last.length);
    }
    return decoder.toString('utf8', begin, end);
  }

  return {
    start: (at, isWanted = true) => {
      isKept = isWanted;
      begin = at;
      end = at;
      last = NOTHING;
      if (carriedBytes === 0) return;
      carried = [];
      carriedBytes = 0;
    },
    carry: (chunk) => {
      const part = chunk.subarray(begin);
      begin = 0;
      // A copy, since the giver of the chunk may fill it again. (`slice` of a Buffer would be none.)
      if (isKept) carried.push(new Uint8Array(part));
      else carried = [uncheckedOf(Buffer.concat([...carried, part]))];
      carriedBytes += part.length;
    },
    finish: (chunk, at) => {
      last = chunk;
      end = at;
    },
    text: () => {
      if (carriedBytes === 0) return decodeLast();
      return Buffer.concat([...carried, last.subarray(begin, end)]).toString();
    },
  };
}
