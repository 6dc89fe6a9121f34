/** The byte order mark that some writers put before a document. It may lie across chunks. */
import { BYTE_ORDER_MARK } from './json-bytes.ts';

export type ByteOrderMark = {
  /** The index after what the chunk has of it. `offset` is where the chunk begins in the document. */
  skip(chunk: Uint8Array, offset: number): number;
  /** It was begun and not finished: so it is where something else comes next. */
  isBroken(): boolean;
};

export function makeByteOrderMark(): ByteOrderMark {
  let markBytes = 0;
  return {
    skip: (chunk, offset) => {
      let at = 0;
      while (markBytes === offset + at && at < chunk.length && chunk[at] === BYTE_ORDER_MARK[markBytes]) {
        markBytes += 1;
        at += 1;
      }
      return at;
    },
    isBroken: () => markBytes % BYTE_ORDER_MARK.length !== 0,
  };
}
