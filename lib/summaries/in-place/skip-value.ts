/** Finds where a JSON value of any kind ends, and holds it to the grammar of RFC 8259 on the way. */
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../reader/json-bytes.ts';
import { DECLINED, MAX_DEPTH } from './kernel.ts';
import { digitOf, isDigit, LETTER_CASE, MINUS, PLUS, POINT, SMALL_E, ZERO } from './number-bytes.ts';
import type { SkipString } from './skip-string.ts';
import type { WindowBytes } from './window-bytes.ts';

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

type Dependencies = { windowBytes: WindowBytes; skipString: SkipString };

export function makeSkipValue({ windowBytes, skipString }: Dependencies) {
  const { bytes, stuckAt, skipWhitespace } = windowBytes;
  /** What closes each container that is open, from the outermost on: kept track of here, not by calling oneself. */
  const closing = new Uint8Array(MAX_DEPTH);

  function skipValue(begin: number, maxDepth: number): number {
    let at = begin;
    let depth = 0;
    for (;;) {
      // A value begins here.
      const byte = bytes[at] ?? 0;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth >= maxDepth || depth >= MAX_DEPTH) return DECLINED;
        const close = byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
        closing[depth] = close;
        depth += 1;
        at = skipWhitespace(at + 1);
        if (bytes[at] !== close) {
          if (close === CLOSE_BRACE) at = skipKey(at);
          if (at < 0) return at;
          continue;
        }
      } else {
        at = byte === QUOTE ? skipString(at) : skipScalar(at, byte);
        if (at < 0 || depth === 0) return at;
        at = skipWhitespace(at);
      }
      // A value has ended, or an empty container is about to; and perhaps those around it.
      while (bytes[at] === closing[depth - 1]) {
        depth -= 1;
        if (depth === 0) return at + 1;
        at = skipWhitespace(at + 1);
      }
      if (bytes[at] !== COMMA) return stuckAt(at);
      at = skipWhitespace(at + 1);
      if (closing[depth - 1] === CLOSE_BRACE) at = skipKey(at);
      if (at < 0) return at;
    }
  }

  /** A key and its colon. Answers where the member's value begins. */
  function skipKey(begin: number): number {
    if (bytes[begin] !== QUOTE) return stuckAt(begin);
    let at = skipString(begin);
    if (at < 0) return at;
    at = skipWhitespace(at);
    return bytes[at] === COLON ? skipWhitespace(at + 1) : stuckAt(at);
  }

  function skipScalar(at: number, byte: number): number {
    if (byte === TRUE[0]) return skipWord(TRUE, at);
    if (byte === FALSE[0]) return skipWord(FALSE, at);
    return byte === NULL[0] ? skipWord(NULL, at) : skipNumber(at);
  }

  function skipWord(word: Uint8Array, begin: number): number {
    for (let letter = 0; letter < word.length; letter += 1) {
      if (bytes[begin + letter] !== word[letter]) return stuckAt(begin + letter);
    }
    return begin + word.length;
  }

  function skipNumber(begin: number): number {
    let at = bytes[begin] === MINUS ? begin + 1 : begin;
    at = bytes[at] === ZERO ? at + 1 : skipSomeDigits(at);
    if (at >= 0 && bytes[at] === POINT) at = skipSomeDigits(at + 1);
    if (at >= 0 && ((bytes[at] ?? 0) | LETTER_CASE) === SMALL_E) {
      const sign = bytes[at + 1];
      at = skipSomeDigits(sign === MINUS || sign === PLUS ? at + 2 : at + 1);
    }
    // Where the window ends after it, what follows may be more of it.
    return at >= 0 && bytes[at] === 0 ? stuckAt(at) : at;
  }

  function skipSomeDigits(begin: number): number {
    if (!isDigit(digitOf(bytes[begin] ?? 0))) return stuckAt(begin);
    let at = begin + 1;
    while (isDigit(digitOf(bytes[at] ?? 0))) at += 1;
    return at;
  }

  return skipValue;
}
