/** Reads a list of scores token by token, and tells where its names and numbers stand. */
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../reader/json-bytes.ts';
import { DECLINED, MAX_SCORES } from './kernel.ts';
import type { ReadScore } from './score-number.ts';
import type { WindowBytes } from './window-bytes.ts';

/** Pairs of begin and end in `ranges`: of the key of the names, of that of the scores, and of the first name. */
const NAME_KEY = 0;
const SCORE_KEY = 2;
const FIRST_NAME = 4;

/** The list that was walked last; its `count` is 0 where there was none. */
export type WalkedList = {
  count: number;
  /** As in the kernel. */
  readonly ranges: Int32Array;
};

export function makeWalkedList(): WalkedList {
  return { count: 0, ranges: new Int32Array(FIRST_NAME + 2 * MAX_SCORES) };
}

export function forgetWalked(walked: WalkedList): void {
  walked.count = 0;
  walked.ranges.fill(0);
}

type Dependencies = { windowBytes: WindowBytes; readScore: ReadScore; walked: WalkedList; gaps: Int32Array };

export function makeWalkList({ windowBytes, readScore, walked, gaps }: Dependencies) {
  const { bytes, stuckAt, skipWhitespace, skipPlainText } = windowBytes;
  const { ranges } = walked;

  function walkList(begin: number, scoresFrom: number): number {
    walked.count = 0;
    if (bytes[begin] !== OPEN_BRACKET) return stuckAt(begin);
    let at = begin;
    for (let index = 0; scoresFrom + index < MAX_SCORES; index += 1) {
      at = walkObject(skipWhitespace(at + 1), index, scoresFrom + index);
      if (at < 0) return at;
      if (index === 0 && isSame(ranges[NAME_KEY] ?? 0, ranges[NAME_KEY + 1] ?? 0, ranges[SCORE_KEY] ?? 0))
        return DECLINED;
      at = skipWhitespace(at);
      if (bytes[at] === CLOSE_BRACKET) {
        walked.count = index + 1;
        return at + 1;
      }
      if (bytes[at] !== COMMA) return stuckAt(at);
    }
    return DECLINED;
  }

  function walkObject(begin: number, index: number, slot: number): number {
    if (bytes[begin] !== OPEN_BRACE) return stuckAt(begin);
    const keyAt = skipWhitespace(begin + 1);
    const valueAt = walkKey(keyAt);
    if (valueAt < 0) return valueAt;
    const isName = bytes[valueAt] === QUOTE;
    const valueEnd = isName ? walkName(keyAt, valueAt, index) : walkScore(keyAt, valueAt, index, slot);
    if (valueEnd < 0) return valueEnd;
    const commaAt = skipWhitespace(valueEnd);
    if (bytes[commaAt] !== COMMA) return stuckAt(commaAt);

    const otherKeyAt = skipWhitespace(commaAt + 1);
    const otherAt = walkKey(otherKeyAt);
    if (otherAt < 0) return otherAt;
    const otherEnd = isName ? walkScore(otherKeyAt, otherAt, index, slot) : walkName(otherKeyAt, otherAt, index);
    if (otherEnd < 0) return otherEnd;
    const closeAt = skipWhitespace(otherEnd);
    return bytes[closeAt] === CLOSE_BRACE ? closeAt + 1 : stuckAt(closeAt);
  }

  /** A key and its colon. Answers where the member's value begins. */
  function walkKey(begin: number): number {
    const end = skipPlainString(begin);
    if (end < 0) return end;
    const colonAt = skipWhitespace(end);
    return bytes[colonAt] === COLON ? skipWhitespace(colonAt + 1) : stuckAt(colonAt);
  }

  function walkName(keyAt: number, at: number, index: number): number {
    const end = skipPlainString(at);
    if (end < 0) return end;
    ranges[FIRST_NAME + 2 * index] = at;
    ranges[FIRST_NAME + 2 * index + 1] = end;
    return isKey(NAME_KEY, keyAt, index) ? end : DECLINED;
  }

  function walkScore(keyAt: number, at: number, index: number, slot: number): number {
    const end = readScore(at, slot);
    if (end < 0) return end;
    gaps[2 * index] = at;
    gaps[2 * index + 1] = end;
    return isKey(SCORE_KEY, keyAt, index) ? end : DECLINED;
  }

  /** Whether the key that stands there is that of the first object's member of the same kind; of the first, it becomes it. */
  function isKey(key: number, begin: number, index: number): boolean {
    if (index === 0) {
      ranges[key] = begin;
      ranges[key + 1] = skipPlainText(begin + 1) + 1;
      return true;
    }
    return isSame(ranges[key] ?? 0, ranges[key + 1] ?? 0, begin);
  }

  /** With their quotes, of which there are two in a string without escapes: so neither may be longer than the other. */
  function isSame(begin: number, end: number, otherBegin: number): boolean {
    let at = begin;
    while (at < end && bytes[at] === bytes[at - begin + otherBegin]) at += 1;
    return at === end;
  }

  function skipPlainString(begin: number): number {
    if (bytes[begin] !== QUOTE) return stuckAt(begin);
    const at = skipPlainText(begin + 1);
    // A backslash begins an escape, which is left to the slower reader.
    return bytes[at] === QUOTE ? at + 1 : stuckAt(at);
  }

  return walkList;
}
