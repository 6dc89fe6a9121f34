/** How the loops know where to stop, and passing over many bytes of a kind: sixteen are compared at once, and make sixteen bits. */
import { BACKSLASH, CARRIAGE_RETURN, LINE_FEED, QUOTE, SPACE, TAB, ZERO } from './json-bytes';

/** As in kernel.ts of the folder above. */
export const OUT_OF_BYTES: i32 = -2;
export const DECLINED: i32 = -1;

export const CHUNK_BYTES: i32 = 16;
const ALL_BITS: i32 = 0xffff;

let windowEnd: i32 = 0;
let covered: u8 = 0;

/**
 * Lays a zero over the byte after the window's filled part, for the time of a reading. Nowhere has JSON a zero byte: it is no
 * digit, no whitespace, no part of a string and not among learned bytes. So every loop stops there by itself and none
 * compares indexes; and where a reading is stuck, either that zero stands there or something that is wrong.
 */
export function coverEnd(end: i32): void {
  windowEnd = end;
  covered = load<u8>(end);
  store<u8>(end, 0);
}

export function uncoverEnd(): void {
  store<u8>(windowEnd, covered);
}

/** What a reading answers that cannot go on at this byte, all before it being right. */
export function stuckAt(at: i32): i32 {
  return at < windowEnd ? DECLINED : OUT_OF_BYTES;
}

export function byteAt(at: i32): u8 {
  return load<u8>(at);
}

/** The index of the first byte from `at` on that is no whitespace. */
export function skipWhitespace(begin: i32): i32 {
  if (byteAt(begin) > SPACE) return begin;
  let at = begin;
  while (true) {
    const bytes = v128.load(at);
    const spaces = v128.or(i8x16.eq(bytes, i8x16.splat(SPACE)), i8x16.eq(bytes, i8x16.splat(TAB)));
    const lines = v128.or(i8x16.eq(bytes, i8x16.splat(LINE_FEED)), i8x16.eq(bytes, i8x16.splat(CARRIAGE_RETURN)));
    const others = i8x16.bitmask(v128.or(spaces, lines)) ^ ALL_BITS;
    if (others !== 0) return at + ctz(others);
    at += CHUNK_BYTES;
  }
}

/** The index of the first byte from `at` on that ends plain text: a quote, a backslash or a control character. */
export function skipPlainText(begin: i32): i32 {
  let at = begin;
  while (true) {
    const bytes = v128.load(at);
    const marks = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
    const endings = i8x16.bitmask(v128.or(marks, i8x16.lt_u(bytes, i8x16.splat(SPACE))));
    if (endings !== 0) return at + ctz(endings);
    at += CHUNK_BYTES;
  }
}

/** The index of the first byte from `at` on that is no digit. */
export function skipDigits(begin: i32): i32 {
  let at = begin;
  while (true) {
    const values = i8x16.sub(v128.load(at), i8x16.splat(ZERO));
    const others = i8x16.bitmask(i8x16.gt_u(values, i8x16.splat(9)));
    if (others !== 0) return at + ctz(others);
    at += CHUNK_BYTES;
  }
}
