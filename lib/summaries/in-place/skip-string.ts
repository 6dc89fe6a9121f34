/** Finds where a string ends, and holds it to the grammar of RFC 8259 on the way. */
import { BACKSLASH, QUOTE } from '../reader/json-bytes.ts';
import { digitOf, isDigit, LETTER_CASE } from './number-bytes.ts';
import type { WindowBytes } from './window-bytes.ts';

const SMALL_A = 0x61;
const SMALL_F = 0x66;
const SMALL_U = 0x75;

/** For each byte 1 where a backslash and it stand for a character. */
const IS_SHORT_ESCAPE = new Uint8Array(256);
for (const letter of Buffer.from('"\\/bfnrt')) IS_SHORT_ESCAPE[letter] = 1;

/** Answers the index after the string whose first quote stands at `begin`, OUT_OF_BYTES or DECLINED. */
export type SkipString = (begin: number) => number;

export function makeSkipString({ bytes, stuckAt, skipPlainText }: WindowBytes): SkipString {
  function skipString(begin: number): number {
    let at = skipPlainText(begin + 1);
    while (bytes[at] === BACKSLASH) {
      at = skipEscape(at + 1);
      if (at < 0) return at;
      at = skipPlainText(at);
    }
    return bytes[at] === QUOTE ? at + 1 : stuckAt(at);
  }

  function skipEscape(begin: number): number {
    const letter = bytes[begin] ?? 0;
    if (letter !== SMALL_U) return IS_SHORT_ESCAPE[letter] === 1 ? begin + 1 : stuckAt(begin);
    for (let at = begin + 1; at <= begin + 4; at += 1) {
      if (!isHexDigit(bytes[at] ?? 0)) return stuckAt(at);
    }
    return begin + 5;
  }

  return skipString;
}

function isHexDigit(byte: number): boolean {
  const letter = byte | LETTER_CASE;
  return isDigit(digitOf(byte)) || (letter >= SMALL_A && letter <= SMALL_F);
}
