/**
 * Finds where a saved document ends, without reading it: its brackets are counted, and whether it is JSON is for others to
 * say. Documents may stand one on a line, and one that broke off must not take the next ones with it.
 */
import { MAX_JSON_DEPTH } from '../platform/parse-json.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isWhitespace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../summaries/reader/json-bytes.ts';
import { makeTopMembers } from './top-members.ts';

export const LINE_FEED = 0x0a;

/** Of each byte, whether it means anything outside of texts. */
const MATTERS = new Uint8Array(256);
for (const byte of [QUOTE, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET, LINE_FEED]) {
  MATTERS[byte] = 1;
}

export type DocumentEnd = {
  /** The index after the document's last byte, or -1 when the chunk ends first: then the next chunk goes on from 0. */
  find(chunk: Uint8Array, from: number): number;
  /** Why the document ends where it does, though it is not closed there. */
  readonly problem: string | undefined;
  /** Whether what it ends before is a line that begins as a document does. */
  readonly endsBeforeDocument: boolean;
  /** Line feeds in it so far. */
  readonly lines: number;
  /** Wanted texts at its top, or at the top of the first element where it is an array. */
  readonly members: ReadonlyMap<string, string>;
};

/** Of one document, whose first byte is the first that is looked at. */
export function makeDocumentEnd(wantedMembers: ReadonlySet<string>): DocumentEnd {
  const top = makeTopMembers(wantedMembers);
  /** Whether each container that is open is an array, the outermost first. */
  const areArrays: boolean[] = [];
  let topDepth = 1;
  let isTop = false;
  let inString = false;
  let escaped = false;
  let lines = 0;
  let problem: string | undefined;
  let endsBeforeDocument = false;
  /** Of the chunks before: the last byte, and the last that is no blank. */
  let lastByte = 0;
  let lastMark = 0;

  /** The hot loop: every byte of everything that is imported passes here. */
  function find(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (inString) {
        at = isTop ? readText(chunk, at) : skipText(chunk, at);
        if (problem !== undefined) return at;
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (MATTERS[byte] === 0) {
        at += 1;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === LINE_FEED) lines += 1;
      else if (byte === COLON || byte === COMMA) {
        if (isTop) top.readMark(byte);
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (!open(chunk, at, byte === OPEN_BRACKET)) return at;
      } else if (close()) return at + 1;
      at += 1;
    }
    lastMark = markBefore(chunk, chunk.length);
    lastByte = chunk.at(-1) ?? lastByte;
    return -1;
  }

  /** To after the text that is open, or to where it breaks off. */
  function skipText(chunk: Uint8Array, from: number): number {
    let at = from;
    let isEscaped = escaped;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) {
        inString = false;
        at += 1;
        break;
      }
      // No text holds a line feed as it is: here the document breaks off, and the next line is another's.
      if (byte === LINE_FEED) {
        problem = 'it breaks off in the middle of a text, at the end of a line';
        break;
      }
    }
    escaped = isEscaped;
    return at;
  }

  function readText(chunk: Uint8Array, from: number): number {
    const at = skipText(chunk, from);
    for (const byte of chunk.subarray(from, inString ? at : at - 1)) top.addToText(byte);
    if (!inString) top.closeText();
    return at;
  }

  /** Whether the document goes on here. */
  function open(chunk: Uint8Array, at: number, isArray: boolean): boolean {
    const depth = areArrays.length;
    const isLineStart = depth > 0 && (at > 0 ? chunk[at - 1] : lastByte) === LINE_FEED;
    if (isLineStart && !mayOpenAfter(markBefore(chunk, at))) {
      problem = 'it breaks off at the end of a line';
      endsBeforeDocument = true;
    } else if (depth >= MAX_JSON_DEPTH) problem = `it is nested more than ${MAX_JSON_DEPTH} deep`;
    if (problem !== undefined) return false;
    if (depth === 0 && isArray) topDepth = 2;
    areArrays.push(isArray);
    isTop = areArrays.length === topDepth;
    return true;
  }

  /** Whether it was the document's last bracket. */
  function close(): boolean {
    areArrays.pop();
    // Of an array, only the first element says whose it is.
    if (topDepth === 2 && areArrays.length === 1) topDepth = 0;
    isTop = areArrays.length === topDepth;
    return areArrays.length === 0;
  }

  function mayOpenAfter(mark: number): boolean {
    if (mark === COLON || mark === OPEN_BRACKET) return true;
    return mark === COMMA && areArrays.at(-1) === true;
  }

  function markBefore(chunk: Uint8Array, end: number): number {
    for (let at = end - 1; at >= 0; at -= 1) {
      const byte = chunk[at] ?? 0;
      if (!isWhitespace(byte)) return byte;
    }
    return lastMark;
  }

  return {
    find,
    get problem() {
      return problem;
    },
    get endsBeforeDocument() {
      return endsBeforeDocument;
    },
    get lines() {
      return lines;
    },
    members: top.found,
  };
}
