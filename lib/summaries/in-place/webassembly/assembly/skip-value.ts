/** Finds where a JSON value of any kind ends, and holds it to the grammar of RFC 8259 on the way. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isDigit,
  LETTER_CASE,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  SMALL_E,
  SMALL_F,
  SMALL_N,
  SMALL_T,
  ZERO,
} from './json-bytes';
import { CLOSING_AT, MAX_DEPTH } from './memory';
import { skipString } from './skip-string';
import { byteAt, coverEnd, DECLINED, skipDigits, skipWhitespace, stuckAt, uncoverEnd } from './window-bytes';

/** Four letters as one number, the first lowest; of `false` the last four. */
const TRUE: i32 = 0x65757274;
const ALSE: i32 = 0x65736c61;
const NULL: i32 = 0x6c6c756e;

export function skipValue(at: i32, end: i32, maxDepth: i32): i32 {
  coverEnd(end);
  const after = skipCovered(at, min(maxDepth, MAX_DEPTH));
  uncoverEnd();
  return after;
}

function skipCovered(begin: i32, maxDepth: i32): i32 {
  let at = begin;
  let depth = 0;
  while (true) {
    // A value begins here.
    const byte = byteAt(at);
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth >= maxDepth) return DECLINED;
      const close = byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      store<u8>(CLOSING_AT + depth, close);
      depth += 1;
      at = skipWhitespace(at + 1);
      if (byteAt(at) !== close) {
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
    while (byteAt(at) === load<u8>(CLOSING_AT + depth - 1)) {
      depth -= 1;
      if (depth === 0) return at + 1;
      at = skipWhitespace(at + 1);
    }
    if (byteAt(at) !== COMMA) return stuckAt(at);
    at = skipWhitespace(at + 1);
    if (load<u8>(CLOSING_AT + depth - 1) === CLOSE_BRACE) at = skipKey(at);
    if (at < 0) return at;
  }
}

/** A key and its colon. Answers where the member's value begins. */
function skipKey(begin: i32): i32 {
  if (byteAt(begin) !== QUOTE) return stuckAt(begin);
  let at = skipString(begin);
  if (at < 0) return at;
  at = skipWhitespace(at);
  return byteAt(at) === COLON ? skipWhitespace(at + 1) : stuckAt(at);
}

function skipScalar(at: i32, byte: u8): i32 {
  if (byte === SMALL_T) return skipFour(TRUE, at);
  if (byte === SMALL_F) return skipFour(ALSE, at + 1);
  return byte === SMALL_N ? skipFour(NULL, at) : skipNumber(at);
}

function skipFour(letters: i32, begin: i32): i32 {
  const differences = load<i32>(begin) ^ letters;
  return differences === 0 ? begin + 4 : stuckAt(begin + (ctz(differences) >> 3));
}

function skipNumber(begin: i32): i32 {
  let at = byteAt(begin) === MINUS ? begin + 1 : begin;
  at = byteAt(at) === ZERO ? at + 1 : skipSomeDigits(at);
  if (at >= 0 && byteAt(at) === POINT) at = skipSomeDigits(at + 1);
  if (at >= 0 && (byteAt(at) | LETTER_CASE) === SMALL_E) {
    const sign = byteAt(at + 1);
    at = skipSomeDigits(sign === MINUS || sign === PLUS ? at + 2 : at + 1);
  }
  // Where the window ends after it, what follows may be more of it.
  return at >= 0 && byteAt(at) === 0 ? stuckAt(at) : at;
}

function skipSomeDigits(begin: i32): i32 {
  return isDigit(byteAt(begin)) ? skipDigits(begin) : stuckAt(begin);
}
