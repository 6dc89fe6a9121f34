/**
 * The lists of scores that stand under one key of like elements. Mostly each has the names of the one before, and is read by
 * comparing it with that one; otherwise it is walked, and learned for the next.
 */
import { DECLINED, type Kernel } from './kernel.ts';
import type { Known, Learning, Remembered } from './learning.ts';
import type { WindowText } from './window-text.ts';

/** A list of `{name, score}` as it was read, of names without escapes. */
export type ScoreList = {
  /** One object for as long as lists have the same bytes around their numbers: what is known of names can be kept by it. */
  readonly names: readonly string[];
  /** The keys that the names and the scores stand under. Not the same. */
  readonly nameKey: string;
  readonly scoreKey: string;
  /** Where the kernel has the scores, from `from` on as many as there are names. For one element: the next changes it. */
  readonly scores: Float64Array;
  from: number;
};

export type RememberedLists = Remembered<ScoreList & Known>;

/** A list whose names take more is declined, so that none is ever held. Vendors' largest have 100 names of some 30 bytes. */
const MAX_NAME_BYTES = 32 * 1024;

export type ListReader = {
  /** Reads the value at `at` into `last` and the kernel's scores from `from` on. Answers what a kernel does. */
  read(lists: RememberedLists, at: number, end: number, from: number): number;
  /** The list that was read last. */
  readonly last: ScoreList | undefined;
};

type Dependencies = { kernel: Kernel; text: WindowText; learning: Learning };

export function makeListReader({ kernel, text, learning }: Dependencies): ListReader {
  let last: ScoreList | undefined;

  function walk(lists: RememberedLists, at: number, end: number, from: number): number {
    const after = kernel.walkList(at, end, from);
    if (after < 0) return after;
    if (nameBytes() > MAX_NAME_BYTES) return DECLINED;
    const list = describeWalked(from);
    if (list.nameKey === list.scoreKey) return DECLINED;
    last = list;
    if (!learning.isDue(lists, after - at)) return after;
    const whole = { begin: at, end: after, count: list.names.length };
    last = learning.learn(lists, whole, (learned) => ({ ...list, learned })) ?? list;
    return after;
  }

  /** Of the two keys, too. */
  function nameBytes(): number {
    const { ranges, walked } = kernel;
    let bytes = 0;
    for (let pair = 0; pair < walked + 2; pair += 1) bytes += (ranges[2 * pair + 1] ?? 0) - (ranges[2 * pair] ?? 0);
    return bytes;
  }

  function describeWalked(from: number): ScoreList {
    const { ranges, walked, scores } = kernel;
    const textOf = (pair: number) => text.inQuotes(ranges[2 * pair] ?? 0, ranges[2 * pair + 1] ?? 0);
    const names = Array.from({ length: walked }, (_, index) => textOf(index + 2));
    return { names, nameKey: textOf(0), scoreKey: textOf(1), scores, from };
  }

  return {
    read: (lists, at, end, from) => {
      const after = learning.read(lists, at, end, from);
      if (after === DECLINED) return walk(lists, at, end, from);
      const { like } = lists;
      if (after >= 0 && like !== undefined) {
        like.from = from;
        last = like;
      }
      return after;
    },
    get last() {
      return last;
    },
  };
}
