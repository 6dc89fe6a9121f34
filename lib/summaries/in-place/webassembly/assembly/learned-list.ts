/** Reads a list of scores by comparing it with one that was walked before: ../../README.md has the picture. */
import {
  FIRST_BYTES_AT,
  FIRST_STRETCHES_AT,
  LEARNED_AT,
  LEARNED_BYTES,
  MAX_LEARNED_LISTS,
  MAX_SCORES,
  MAX_STRETCHES,
  NUMBERS_AT,
  RANGE_BYTES,
  STRETCH_BYTES_AT,
} from './memory';
import { walked, walkedBegin, walkedEnd } from './score-list';
import { readScore } from './score-number';
import { CHUNK_BYTES, coverEnd, DECLINED, stuckAt, uncoverEnd } from './window-bytes';

const NO_ROOM: i32 = -1;

/** Whoever compares a stretch by so many bytes gives it as many more. Here none is lost, but room is to end in every kernel alike. */
const ROUNDING_BYTES: i32 = 8;

let lists: i32 = 0;
/** Of LEARNED_BYTES. */
let takenBytes: i32 = 0;

export function learn(): i32 {
  if (walked === 0 || lists === MAX_LEARNED_LISTS) return NO_ROOM;
  let stretch = firstStretchOf(lists);
  let bytesAt = firstByteOf(lists);
  if (stretch + walked + 1 > MAX_STRETCHES) return NO_ROOM;
  if (takenBytes + walkedEnd - walkedBegin + ROUNDING_BYTES * (walked + 1) > LEARNED_BYTES) return NO_ROOM;
  let begin = walkedBegin;
  for (let score = 0; score <= walked; score += 1) {
    const numberAt = NUMBERS_AT + score * RANGE_BYTES;
    const end = score < walked ? load<i32>(numberAt) : walkedEnd;
    memory.copy(bytesAt, begin, end - begin);
    bytesAt += end - begin;
    takenBytes += end - begin + ROUNDING_BYTES;
    store<i32>(STRETCH_BYTES_AT + 4 * stretch, end - begin);
    stretch += 1;
    begin = load<i32>(numberAt, 4);
  }
  lists += 1;
  store<i32>(FIRST_STRETCHES_AT + 4 * lists, stretch);
  store<i32>(FIRST_BYTES_AT + 4 * lists, bytesAt - LEARNED_AT);
  return lists - 1;
}

export function readLearned(list: i32, at: i32, end: i32, scoresFrom: i32): i32 {
  coverEnd(end);
  const after = readCovered(list, at, scoresFrom);
  uncoverEnd();
  return after;
}

function readCovered(list: i32, begin: i32, scoresFrom: i32): i32 {
  if (list < 0 || list >= lists) return DECLINED;
  let stretch = firstStretchOf(list);
  const lastStretch = firstStretchOf(list + 1) - 1;
  if (scoresFrom < 0 || scoresFrom + lastStretch - stretch > MAX_SCORES) return DECLINED;
  let bytesAt = firstByteOf(list);
  let slot = scoresFrom;
  let at = begin;
  while (true) {
    const length = load<i32>(STRETCH_BYTES_AT + 4 * stretch);
    at = compareStretch(at, bytesAt, length);
    if (at < 0 || stretch === lastStretch) return at;
    at = readScore(at, slot);
    if (at < 0) return at;
    bytesAt += length;
    stretch += 1;
    slot += 1;
  }
}

/** The index after a stretch that is as the learned one. */
function compareStretch(begin: i32, learnedAt: i32, length: i32): i32 {
  let done = 0;
  while (done < length) {
    let differences = differencesOf(begin + done, learnedAt + done);
    // Of the last sixteen bytes only as many as are left.
    if (length - done < CHUNK_BYTES) differences &= (1 << (length - done)) - 1;
    if (differences !== 0) return stuckAt(begin + done + ctz(differences));
    done += CHUNK_BYTES;
  }
  return begin + length;
}

/** A bit for each of sixteen bytes that is not the other, the first byte's lowest. */
function differencesOf(at: i32, otherAt: i32): i32 {
  return i8x16.bitmask(i8x16.ne(v128.load(at), v128.load(otherAt)));
}

/** Of each list, and of the one to be learned next: its first stretch, and where its bytes begin. */
function firstStretchOf(list: i32): i32 {
  return load<i32>(FIRST_STRETCHES_AT + 4 * list);
}
function firstByteOf(list: i32): i32 {
  return LEARNED_AT + load<i32>(FIRST_BYTES_AT + 4 * list);
}

export function makeRoom(): void {
  lists = 0;
  takenBytes = 0;
}
