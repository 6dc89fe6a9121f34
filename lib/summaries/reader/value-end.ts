/** Finds where a value ends, without reading it. A value may lie across any number of chunks. */
import { Malformed } from '../../platform/errors.ts';
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, endsScalar, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts';

/** `scalar`: a number, true, false or null, which only what follows it ends. */
type ValueKind = 'string' | 'scalar' | 'container';

type ValueEnd = {
  /** A value begins at this byte of the document; what was of the one before is forgotten. */
  start(begin: number): void;
  /**
   * The index after the value's last byte, or -1 when the chunk ends first: then the next chunk goes on from 0. `offset` is
   * where the chunk begins in the document. Throws Malformed for a value of more than so many bytes as were allowed, however it is cut.
   */
  find(kind: ValueKind, chunk: Uint8Array, from: number, offset: number): number;
};

export function makeValueEnd(limitBytes: number): ValueEnd {
  let valueBegin = 0;
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
      if (endsScalar(chunk[at] ?? 0)) return at;
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

  function endOf(kind: ValueKind, chunk: Uint8Array, from: number): number {
    if (kind === 'container') return containerEnd(chunk, from);
    return kind === 'scalar' ? scalarEnd(chunk, from) : stringEnd(chunk, from);
  }

  return {
    start: (begin) => {
      valueBegin = begin;
      depth = 0;
      inString = false;
      escaped = false;
    },
    find: (kind, chunk, from, offset) => {
      const limit = valueBegin + limitBytes - offset;
      if (chunk.length <= limit) return endOf(kind, chunk, from);
      // No more is looked at than one byte beyond, which ends a number: what else is wrong there is not found by some chunks only.
      const end = endOf(kind, chunk.subarray(0, limit + 1), from);
      if (end !== -1 && end <= limit) return end;
      throw new Malformed(
        `not the JSON expected: byte ${valueBegin + limitBytes} should be part of a value of at most ${limitBytes} bytes`,
      );
    },
  };
}
