/** Reads a value by comparing it with one that was read before: ../../README.md has the picture. */
import { QUOTE } from './json-bytes';
import {
  END_OFFSET,
  FIRST_BYTES_AT,
  FIRST_STRETCHES_AT,
  GAPS_AT,
  LEARNED_AT,
  LEARNED_BYTES,
  MAX_LEARNED_VALUES,
  MAX_SCORES,
  MAX_STRETCHES,
  RANGE_BYTES,
  STRETCH_BYTES_AT,
} from './memory';
import { readScore } from './score-number';
import { skipString } from './skip-string';
import { CHUNK_BYTES, coverEnd, DECLINED, stuckAt, uncoverEnd } from './window-bytes';

const NO_ROOM: i32 = -1;

/** Whoever compares a stretch by so many bytes gives it as many more. Here none is lost, but room is to end in every kernel alike. */
const ROUNDING_BYTES: i32 = 8;

let values: i32 = 0;
/** Of LEARNED_BYTES. */
let takenBytes: i32 = 0;

export function learn(begin: i32, end: i32, count: i32): i32 {
  if (count === 0 || values === MAX_LEARNED_VALUES) return NO_ROOM;
  let stretch = firstStretchOf(values);
  let bytesAt = firstByteOf(values);
  if (stretch + count + 1 > MAX_STRETCHES) return NO_ROOM;
  const bytesToTake = stretchBytesOf(begin, end, count) + ROUNDING_BYTES * (count + 1);
  if (takenBytes + bytesToTake > LEARNED_BYTES) return NO_ROOM;
  takenBytes += bytesToTake;
  let at = begin;
  for (let gap = 0; gap <= count; gap += 1) {
    const length = (gap < count ? gapBegin(gap) : end) - at;
    memory.copy(bytesAt, at, length);
    bytesAt += length;
    store<i32>(STRETCH_BYTES_AT + 4 * stretch, length);
    stretch += 1;
    at = gapEnd(gap);
  }
  values += 1;
  store<i32>(FIRST_STRETCHES_AT + 4 * values, stretch);
  store<i32>(FIRST_BYTES_AT + 4 * values, bytesAt - LEARNED_AT);
  return values - 1;
}

/** All of the value but its gaps. */
function stretchBytesOf(begin: i32, end: i32, count: i32): i32 {
  let length = end - begin;
  for (let gap = 0; gap < count; gap += 1) length -= gapEnd(gap) - gapBegin(gap);
  return length;
}

function gapBegin(gap: i32): i32 {
  return load<i32>(GAPS_AT + RANGE_BYTES * gap);
}
function gapEnd(gap: i32): i32 {
  return load<i32>(GAPS_AT + RANGE_BYTES * gap, END_OFFSET);
}

export function readLearned(value: i32, at: i32, end: i32, scoresFrom: i32): i32 {
  coverEnd(end);
  const after = readCovered(value, at, scoresFrom);
  uncoverEnd();
  return after;
}

function readCovered(value: i32, begin: i32, scoresFrom: i32): i32 {
  if (value < 0 || value >= values) return DECLINED;
  let stretch = firstStretchOf(value);
  const lastStretch = firstStretchOf(value + 1) - 1;
  if (scoresFrom < 0 || scoresFrom + lastStretch - stretch > MAX_SCORES) return DECLINED;
  let bytesAt = firstByteOf(value);
  let gapAt = GAPS_AT;
  let slot = scoresFrom;
  let at = begin;
  while (true) {
    const length = load<i32>(STRETCH_BYTES_AT + 4 * stretch);
    at = compareStretch(at, bytesAt, length);
    if (at < 0 || stretch === lastStretch) return at;
    bytesAt += length;
    stretch += 1;
    store<i32>(gapAt, at);
    // A stretch ends with a quote where it opens a text, and nowhere else before a gap.
    at = load<u8>(bytesAt - 1) === QUOTE ? textEnd(at) : readScore(at, slot);
    if (at < 0) return at;
    store<i32>(gapAt, at, END_OFFSET);
    gapAt += RANGE_BYTES;
    slot += 1;
  }
}

/** Where the text ends that begins there, behind its quote: at the other one. */
function textEnd(begin: i32): i32 {
  const after = skipString(begin - 1);
  return after < 0 ? after : after - 1;
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

/** Of each value, and of the one to be learned next: its first stretch, and where its bytes begin. */
function firstStretchOf(value: i32): i32 {
  return load<i32>(FIRST_STRETCHES_AT + 4 * value);
}
function firstByteOf(value: i32): i32 {
  return LEARNED_AT + load<i32>(FIRST_BYTES_AT + 4 * value);
}

export function makeRoom(): void {
  values = 0;
  takenBytes = 0;
}
