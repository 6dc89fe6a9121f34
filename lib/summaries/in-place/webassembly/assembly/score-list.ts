/** Reads a list of scores token by token, and tells where its names and numbers stand. */
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes';
import { END_OFFSET, GAPS_AT, MAX_SCORES, RANGE_BYTES, RANGES_AT } from './memory';
import { readScore } from './score-number';
import { byteAt, coverEnd, DECLINED, skipPlainText, skipWhitespace, stuckAt, uncoverEnd } from './window-bytes';

const NAME_KEY_AT: i32 = RANGES_AT;
const SCORE_KEY_AT: i32 = RANGES_AT + RANGE_BYTES;
const FIRST_NAME_AT: i32 = RANGES_AT + 2 * RANGE_BYTES;

/** How many scores the list has that was walked last, 0 where there was none. */
export let walked: i32 = 0;

export function forgetWalked(): void {
  walked = 0;
}

export function walkList(at: i32, end: i32, scoresFrom: i32): i32 {
  coverEnd(end);
  const after = walkCovered(at, scoresFrom);
  uncoverEnd();
  return after;
}

function walkCovered(begin: i32, scoresFrom: i32): i32 {
  walked = 0;
  if (byteAt(begin) !== OPEN_BRACKET) return stuckAt(begin);
  let at = begin;
  for (let index = 0; scoresFrom + index < MAX_SCORES; index += 1) {
    at = walkObject(skipWhitespace(at + 1), index, scoresFrom + index);
    if (at < 0) return at;
    if (index === 0 && isSame(NAME_KEY_AT, load<i32>(SCORE_KEY_AT))) return DECLINED;
    at = skipWhitespace(at);
    if (byteAt(at) === CLOSE_BRACKET) {
      walked = index + 1;
      return at + 1;
    }
    if (byteAt(at) !== COMMA) return stuckAt(at);
  }
  return DECLINED;
}

function walkObject(begin: i32, index: i32, slot: i32): i32 {
  if (byteAt(begin) !== OPEN_BRACE) return stuckAt(begin);
  const keyAt = skipWhitespace(begin + 1);
  const valueAt = walkKey(keyAt);
  if (valueAt < 0) return valueAt;
  const isName = byteAt(valueAt) === QUOTE;
  const valueEnd = isName ? walkName(keyAt, valueAt, index) : walkScore(keyAt, valueAt, index, slot);
  if (valueEnd < 0) return valueEnd;
  const commaAt = skipWhitespace(valueEnd);
  if (byteAt(commaAt) !== COMMA) return stuckAt(commaAt);

  const otherKeyAt = skipWhitespace(commaAt + 1);
  const otherAt = walkKey(otherKeyAt);
  if (otherAt < 0) return otherAt;
  const otherEnd = isName ? walkScore(otherKeyAt, otherAt, index, slot) : walkName(otherKeyAt, otherAt, index);
  if (otherEnd < 0) return otherEnd;
  const closeAt = skipWhitespace(otherEnd);
  return byteAt(closeAt) === CLOSE_BRACE ? closeAt + 1 : stuckAt(closeAt);
}

/** A key and its colon. Answers where the member's value begins. */
function walkKey(begin: i32): i32 {
  const end = skipPlainString(begin);
  if (end < 0) return end;
  const colonAt = skipWhitespace(end);
  return byteAt(colonAt) === COLON ? skipWhitespace(colonAt + 1) : stuckAt(colonAt);
}

function walkName(keyAt: i32, at: i32, index: i32): i32 {
  const end = skipPlainString(at);
  if (end < 0) return end;
  keepRange(FIRST_NAME_AT + index * RANGE_BYTES, at, end);
  return isKey(NAME_KEY_AT, keyAt, index) ? end : DECLINED;
}

function walkScore(keyAt: i32, at: i32, index: i32, slot: i32): i32 {
  const end = readScore(at, slot);
  if (end < 0) return end;
  keepRange(GAPS_AT + index * RANGE_BYTES, at, end);
  return isKey(SCORE_KEY_AT, keyAt, index) ? end : DECLINED;
}

/** Whether the key that stands there is that of the first object's member of the same kind; of the first, it becomes it. */
function isKey(rangeAt: i32, begin: i32, index: i32): bool {
  if (index > 0) return isSame(rangeAt, begin);
  keepRange(rangeAt, begin, skipPlainText(begin + 1) + 1);
  return true;
}

/** With their quotes, of which there are two in a string without escapes: so neither may be longer than the other. */
function isSame(rangeAt: i32, otherBegin: i32): bool {
  const begin = load<i32>(rangeAt);
  const end = load<i32>(rangeAt, END_OFFSET);
  return memory.compare(begin, otherBegin, end - begin) === 0;
}

function keepRange(rangeAt: i32, begin: i32, end: i32): void {
  store<i32>(rangeAt, begin);
  store<i32>(rangeAt, end, END_OFFSET);
}

function skipPlainString(begin: i32): i32 {
  if (byteAt(begin) !== QUOTE) return stuckAt(begin);
  const at = skipPlainText(begin + 1);
  // A backslash begins an escape, which is left to the slower reader.
  return byteAt(at) === QUOTE ? at + 1 : stuckAt(at);
}
