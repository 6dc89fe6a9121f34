/**
 * The documents of a saved file: one, or several after each other with blanks between them, as JSON lines are. Read once
 * from front to back, whatever their sizes.
 */
import { BYTE_ORDER_MARK, isWhitespace, OPEN_BRACE, OPEN_BRACKET } from '../summaries/reader/json-bytes.ts';
import type { ByteStream } from '../vendors/vendor.ts';
import { LINE_FEED, makeDocumentEnd } from './document-end.ts';

export type SavedDocument = {
  /** Its first byte, and the line that this is in, the first line being 1. */
  begin: number;
  line: number;
  /** To be read once; it may be given up in the middle. */
  bytes: ByteStream;
  /** Reads what is left of it, and must be called before the next document is asked for. */
  finish(): Promise<DocumentEnding>;
};

export type DocumentEnding = {
  /** Exclusive. */
  end: number;
  /** Why it is no whole document. */
  problem: string | undefined;
  members: ReadonlyMap<string, string>;
};

/** `wantedMembers`: which texts at the top of a document are told of. Throws what the stream throws. */
export async function* readSavedDocuments(
  stream: ByteStream,
  wantedMembers: ReadonlySet<string>,
): AsyncGenerator<SavedDocument> {
  const chunks = stream[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  /** Where in the chunk one stands; how many bytes were before it; the line one stands in. */
  let at = 0;
  let offset = 0;
  let line = 1;

  /** Whether there is another byte to stand on. */
  const hasMore = async (): Promise<boolean> => {
    while (at === chunk.length) {
      const { done, value } = await chunks.next();
      if (done) return false;
      offset += chunk.length;
      chunk = value;
      at = 0;
    }
    return true;
  };

  /** To the next byte that is neither a blank nor of a byte order mark. */
  const skipBlanks = async (): Promise<boolean> => {
    while (await hasMore()) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED) line += 1;
      if (!isWhitespace(byte) && BYTE_ORDER_MARK[offset + at] !== byte) return true;
      at += 1;
    }
    return false;
  };

  /** To the next line that begins as a document does: what is broken leaves no other sign of where to go on. */
  const skipToDocument = async (): Promise<void> => {
    let before = 0;
    while (await hasMore()) {
      const byte = chunk[at] ?? 0;
      if (before === LINE_FEED && isOpening(byte)) return;
      if (byte === LINE_FEED) line += 1;
      before = byte;
      at += 1;
    }
  };

  const document = (): SavedDocument => {
    const begin = offset + at;
    const documentEnd = makeDocumentEnd(wantedMembers);
    let end: number | undefined;

    /** Goes on to the end of the document or of the chunk, whichever comes first. */
    const readOn = (): Uint8Array => {
      const from = at;
      const found = documentEnd.find(chunk, from);
      at = found === -1 ? chunk.length : found;
      if (found !== -1) end = offset + found;
      return chunk.subarray(from, at);
    };
    async function* bytes(): ByteStream {
      while (end === undefined && (await hasMore())) yield readOn();
    }
    return {
      begin,
      line,
      bytes: bytes(),
      finish: async () => {
        while (end === undefined && (await hasMore())) readOn();
        line += documentEnd.lines;
        const { problem, endsBeforeDocument, members } = documentEnd;
        if (problem !== undefined && !endsBeforeDocument) await skipToDocument();
        if (end !== undefined) return { end, problem, members };
        return { end: offset + at, problem: 'it breaks off at the end of the file', members };
      },
    };
  };

  const somethingElse = (): SavedDocument => ({
    begin: offset + at,
    line,
    bytes: nothing(),
    finish: async () => {
      await skipToDocument();
      return { end: offset + at, problem: 'no JSON object or array begins here', members: new Map() };
    },
  });

  try {
    while (await skipBlanks()) yield isOpening(chunk[at] ?? 0) ? document() : somethingElse();
  } finally {
    await chunks.return?.();
  }
}

function isOpening(byte: number): boolean {
  return byte === OPEN_BRACE || byte === OPEN_BRACKET;
}

async function* nothing(): ByteStream {}
