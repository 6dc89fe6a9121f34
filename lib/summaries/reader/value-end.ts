/** Finds where a value ends, without reading it. A value may lie across any number of chunks. */
import { Malformed } from '../../platform/errors.ts';
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isWhitespace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts';

/** `scalar`: a number, true, false or null, which only what follows it ends. */
export type ValueKind = 'string' | 'scalar' | 'container';

export type ValueEnd = {
  /** A value begins; what was of the one before is forgotten. */
  start(): void;
  /** The index after the value's last byte, or -1 when the chunk ends first: then the next chunk goes on from 0. */
  find(kind: ValueKind, chunk: Uint8Array, from: number): number;
};

export function makeValueEnd(): ValueEnd {
  let depth = 0;
  let inString = false;
  let escaped = false;

  function stringEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE && inString) return at + 1;
      else if (byte === QUOTE) inString = true;
    }
    return -1;
  }

  function scalarEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isWhitespace(byte)) return at;
    }
    return -1;
  }

  /**
   * The hot loop: nearly every byte of a large result passes here. Brackets need only be counted, for `JSON.parse`
   * refuses the value afterwards if they do not match.
   */
  function containerEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth += 1;
        if (depth > MAX_JSON_DEPTH)
          throw new Malformed(`not the JSON expected: it should be nested at most ${MAX_JSON_DEPTH} deep`);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return -1;
  }

  return {
    start: () => {
      depth = 0;
      inString = false;
      escaped = false;
    },
    find: (kind, chunk, from) => {
      if (kind === 'container') return containerEnd(chunk, from);
      return kind === 'scalar' ? scalarEnd(chunk, from) : stringEnd(chunk, from);
    },
  };
}
