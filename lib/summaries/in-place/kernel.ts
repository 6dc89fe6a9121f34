/**
 * What the reader asks of its innermost part: the few loops that every byte of a large result passes. There are two of
 * them, in TypeScript and in WebAssembly, with the same answers; see README.md in this folder.
 */

/** The window ends before the value does: with more bytes the answer may be another. */
export const OUT_OF_BYTES = -2;
/**
 * Not read, whatever bytes follow: it is no JSON, or it is JSON of a form that is left to the slower reader. A kernel may
 * always say so; what it reads, it reads exactly as `JSON.parse` does.
 */
export const DECLINED = -1;

/** The most numbers that are kept at a time: those of one element. Hume's largest has some 190, Hive's 300. */
export const MAX_SCORES = 4096;
/** The bytes that a kernel looks at: about 100 of Hume's predictions. */
export const WINDOW_BYTES = 256 * 1024;
/** Containers within containers, far more than any document that is read may have: see MAX_JSON_DEPTH. */
export const MAX_DEPTH = 1024;

/**
 * Numbers further from 0 are declined. None of them is a score, a time or a position that can be used (`isUsableNumber`), so
 * that nobody has to look at each number once more.
 */
export const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

/** What there is room for among learned values: one of Hume's takes some 2.5 KB, one of Hive's 5; a shape has a handful. */
export const LEARNED_BYTES = 128 * 1024;
export const MAX_LEARNED_VALUES = 64;
/** Of all learned values. One with n gaps has n + 1 stretches of bytes around them. */
export const MAX_STRETCHES = 2 * MAX_SCORES;

/** Sums and maxima of so many lists, of so many names at the most. A file of Hume's has six models of 48 or 53 names. */
export const MAX_TALLIES = 16;
export const TALLY_NAMES = 64;

/**
 * Indexes are into `window`. `at` is where a value begins, whitespace before it skipped; `end` is where the filled part of
 * the window ends. A reading answers the index after the value's last byte, OUT_OF_BYTES or DECLINED.
 *
 * A list of scores is a JSON array of one or more objects, each of exactly two members: one a string, the name, and one a
 * number, the score, in either order, under the same two keys in all of them, with any whitespace. Keys and names have no
 * escapes, and are compared by their bytes: two keys that bad UTF-8 makes the same text are two here, and for the caller to
 * compare. Numbers are doubles, correctly rounded, -0 included.
 *
 * A gap is what differs between values that are alike: a number, or what stands between the quotes of a text. The bytes around
 * gaps are stretches.
 */
export type Kernel = {
  readonly kind: 'webassembly' | 'typescript';
  /** WINDOW_BYTES long; the caller fills it from 0. Never replaced during the kernel's life. */
  readonly window: Uint8Array;
  /** MAX_SCORES long. Readings put their numbers there, from `scoresFrom` on. */
  readonly scores: Float64Array;
  /**
   * What `walkList` found, pairs of begin and end: first of the key of the names and of the key of the scores, then of each
   * name in turn, all with their quotes.
   */
  readonly ranges: Int32Array;
  /** MAX_SCORES pairs of begin and end: of the gaps of what was walked, read, or is to be learned. */
  readonly gaps: Int32Array;

  /**
   * One JSON value of any kind, held to the grammar of RFC 8259 as strictly as `JSON.parse` does, and not looked at
   * otherwise. DECLINED where it nests containers more than `maxDepth` deep, or MAX_DEPTH. A number that reaches `end` is OUT_OF_BYTES.
   */
  skipValue(at: number, end: number, maxDepth: number): number;
  /** One list of scores, token by token. After it, `walked` scores are in `scores`, and in `gaps`; their names in `ranges`. */
  walkList(at: number, end: number, scoresFrom: number): number;
  readonly walked: number;
  /**
   * Keeps the stretches of an object or array that the window holds from `begin` to `end`, whose gaps are the first `count` pairs in
   * `gaps`, at least one, in the order of the bytes. Answers what `readLearned` knows it by, or NO_ROOM, which all kernels say of
   * the same value: each of its stretches takes eight bytes beside its own.
   */
  learn(begin: number, end: number, count: number): number;
  /**
   * One value that differs from the learned one in its gaps alone: their stretches are compared, not read. Where there was a
   * number there is one, put into the slot of `scores` that is as many behind `scoresFrom` as there are gaps before it; where
   * there was text, any text. `gaps` then has where they stand.
   */
  readLearned(learned: number, at: number, end: number, scoresFrom: number): number;
  /** All that was learned is forgotten. */
  makeRoom(): void;
  /** MAX_TALLIES times TALLY_NAMES sums and as many maxima: the caller's, to begin with what it likes and to read. */
  readonly tallies: Float64Array;
  /**
   * Adds `count` scores, those from `scoresFrom` on, to the sums of a tally, one to each from the first on, and raises the maxima
   * that they exceed. Answers how many that are; which, stands in `raised`, from the first on. DECLINED, and nothing added,
   * where there is no such tally or no room in it.
   */
  addScores(tally: number, scoresFrom: number, count: number): number;
  /** TALLY_NAMES long. */
  readonly raised: Int32Array;
  /** Nothing of what was read is left anywhere: neither what was learned or walked, nor scores and tallies, nor the window's bytes. */
  forget(): void;
};

export const NO_ROOM = -1;
