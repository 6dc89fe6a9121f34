/**
 * Where everything lies. The memory has one size for life: growing it would take the caller's views of it away. Nothing
 * in it is ever allocated or freed, so the module needs no runtime.
 *
 * The window lies at address 0: an index into it is an address.
 */

/** As in kernel.ts of the folder above; makeWebassemblyKernel refuses a module that was built with others. */
export const WINDOW_BYTES: i32 = 256 * 1024;
export const MAX_SCORES: i32 = 4096;
export const MAX_DEPTH: i32 = 1024;
export const LEARNED_BYTES: i32 = 128 * 1024;
export const MAX_LEARNED_VALUES: i32 = 64;
export const MAX_STRETCHES: i32 = 2 * MAX_SCORES;
export const MAX_NUMBER: f64 = 9_007_199_254_740_991;
export const MAX_TALLIES: i32 = 16;
export const TALLY_NAMES: i32 = 64;

/**
 * Bytes are looked at by sixteen, also where fewer are left: so many may be read after the window's last byte, and after
 * the last learned one.
 */
const SLACK_BYTES: i32 = 64;

/** Doubles. */
export const SCORES_AT: i32 = WINDOW_BYTES + SLACK_BYTES;
/** A begin and an end of 4 bytes each: of the two keys, then of each name. */
export const RANGES_AT: i32 = SCORES_AT + 8 * MAX_SCORES;
export const RANGE_BYTES: i32 = 8;
export const END_OFFSET: usize = 4;
/** The same of each gap. */
export const GAPS_AT: i32 = RANGES_AT + RANGE_BYTES * (MAX_SCORES + 2);

/** See tally-scores.ts. */
export const TALLIES_AT: i32 = GAPS_AT + RANGE_BYTES * MAX_SCORES;
export const RAISED_AT: i32 = TALLIES_AT + MAX_TALLIES * 2 * 8 * TALLY_NAMES;

/** What powers-of-ten.ts of the folder above works out; the caller writes it here. */
export const POWERS_AT: i32 = RAISED_AT + 4 * TALLY_NAMES;
export const MAX_EXPONENT: i32 = 64;
export const POWER_BYTES: i32 = 4 * 8;

/** What closes each container that is open, from the outermost on. */
export const CLOSING_AT: i32 = POWERS_AT + POWER_BYTES * (2 * MAX_EXPONENT + 1);

/** See learned-value.ts. */
export const FIRST_STRETCHES_AT: i32 = CLOSING_AT + MAX_DEPTH;
export const FIRST_BYTES_AT: i32 = FIRST_STRETCHES_AT + 4 * (MAX_LEARNED_VALUES + 1);
export const STRETCH_BYTES_AT: i32 = FIRST_BYTES_AT + 4 * (MAX_LEARNED_VALUES + 1);
export const LEARNED_AT: i32 = STRETCH_BYTES_AT + 4 * MAX_STRETCHES;

/** As many pages of 64 KiB as this takes, infra/compile-kernel.ts gives to the compiler. */
export const MEMORY_BYTES: i32 = LEARNED_AT + LEARNED_BYTES + SLACK_BYTES;
