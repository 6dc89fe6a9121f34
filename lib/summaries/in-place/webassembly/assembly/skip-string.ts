/** Finds where a string ends, and holds it to the grammar of RFC 8259 on the way. */
import { BACKSLASH, isDigit, LETTER_CASE, QUOTE, SMALL_A, SMALL_F, SMALL_U } from './json-bytes';
import { byteAt, skipPlainText, stuckAt } from './window-bytes';

/** Answers the index after the string whose first quote stands at `begin`, OUT_OF_BYTES or DECLINED. */
export function skipString(begin: i32): i32 {
  let at = skipPlainText(begin + 1);
  while (byteAt(at) === BACKSLASH) {
    at = skipEscape(at + 1);
    if (at < 0) return at;
    at = skipPlainText(at);
  }
  return byteAt(at) === QUOTE ? at + 1 : stuckAt(at);
}

function skipEscape(begin: i32): i32 {
  if (byteAt(begin) !== SMALL_U) return isShortEscape(byteAt(begin)) ? begin + 1 : stuckAt(begin);
  for (let at = begin + 1; at <= begin + 4; at += 1) {
    if (!isHexDigit(byteAt(at))) return stuckAt(at);
  }
  return begin + 5;
}

/** `"`, `\`, `/` and b, f, n, r, t. */
function isShortEscape(byte: u8): bool {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

function isHexDigit(byte: u8): bool {
  const letter = byte | LETTER_CASE;
  return isDigit(byte) || (letter >= SMALL_A && letter <= SMALL_F);
}
