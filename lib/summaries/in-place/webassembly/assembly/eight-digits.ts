/** Decimal digits by eight: as the bytes of one number of 64 bits, the first of them lowest. */

const UPPER_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
const LOWER_HALVES: u64 = 0x0f0f_0f0f_0f0f_0f0f;
const ZEROS: u64 = 0x3030_3030_3030_3030;
const SIXES: u64 = 0x0606_0606_0606_0606;

/**
 * How many of eight bytes are digits before the first that is none. A digit is 0x30 to 0x39: its upper half is 3, and still
 * is when 6 is added. An addition carries into the next byte only from one that is no digit, which is the end already.
 */
export function leadingDigits(bytes: u64): i32 {
  const others = ((bytes & UPPER_HALVES) ^ ZEROS) | (((bytes + SIXES) & UPPER_HALVES) ^ ZEROS);
  return i32(ctz(others) >> 3);
}

/**
 * The number that eight digits make. Neighbours are joined to numbers of two digits, those to numbers of four, those to one of
 * eight, each time by one multiplication for all of them: by 1, and by 10, 100 or 10,000 as many places up as the neighbour is,
 * so that there the neighbour and so many times this one come to one sum. What stands in the other places is then cleared.
 */
export function valueOfDigits(bytes: u64): u64 {
  const pairs = ((bytes & LOWER_HALVES) * 0x0000_0a01) >> 8;
  const fours = ((pairs & 0x00ff_00ff_00ff_00ff) * 0x0064_0001) >> 16;
  return ((fours & 0x0000_ffff_0000_ffff) * 0x2710_0000_0001) >> 32;
}

/** The number that the first `count` of them make, 0 to 7: behind so many zeros that they are the last. */
export function valueOfLeadingDigits(bytes: u64, count: i32): u64 {
  return valueOfDigits(((bytes & LOWER_HALVES) << 8) << (56 - 8 * count));
}

/** 10^`count` for 0 to 7: by three choices, which take less time than a table. */
export function shiftOfDigits(count: i32): u64 {
  const one: u64 = count & 1 ? 10 : 1;
  const two: u64 = count & 2 ? 100 : 1;
  const four: u64 = count & 4 ? 10_000 : 1;
  return one * two * four;
}
