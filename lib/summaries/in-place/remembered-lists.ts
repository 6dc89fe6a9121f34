/**
 * The lists of scores that stand under one key of like elements. Mostly each has the names of the one before, and is read by
 * comparing it with that one; otherwise it is walked, and learned for the next.
 */
import { DECLINED, type Kernel, NO_ROOM } from './kernel.ts';
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

type LearnedList = ScoreList & { readonly learned: number };

export type RememberedLists = {
  /** The latest first. */
  known: readonly LearnedList[];
  /** So many lists more are walked before one is learned again, and so many after that. */
  rest: number;
  pause: number;
};

export function rememberNoLists(): RememberedLists {
  return { known: [], rest: 0, pause: 0 };
}

/** Of one key. A model's predictions have one or two, as texts in several languages may. */
const MOST_KNOWN = 4;
/** Lists that never come again, such as those sorted by score, are not worth learning: beyond a few, one in so many is. */
const LONGEST_PAUSE = 64;
/** A list whose names take more is declined, so that none is ever held. Vendors' largest have 100 names of some 30 bytes. */
const MAX_NAME_BYTES = 32 * 1024;

export type ListReader = {
  /** Reads the value at `at` into `last` and the kernel's scores from `from` on. Answers what a kernel does. */
  read(lists: RememberedLists, at: number, end: number, from: number): number;
  /** The list that was read last. */
  readonly last: ScoreList | undefined;
};

/**
 * What is remembered is what the kernel has learned, and forgotten with it: so all the names that are kept, under whatever many
 * keys, fit into its LEARNED_BYTES.
 */
export function makeListReader(kernel: Kernel, text: WindowText): ListReader {
  let last: ScoreList | undefined;
  /** Under which keys lists are known. */
  const remembering = new Set<RememberedLists>();

  function walk(lists: RememberedLists, at: number, end: number, from: number): number {
    const after = kernel.walkList(at, end, from);
    if (after < 0) return after;
    if (nameBytes() > MAX_NAME_BYTES) return DECLINED;
    const list = describeWalked(from);
    if (list.nameKey === list.scoreKey) return DECLINED;
    last = list;
    if (lists.rest > 0) lists.rest -= 1;
    else learn(lists, list);
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

  function learn(lists: RememberedLists, list: ScoreList): void {
    let learned = kernel.learn();
    if (learned === NO_ROOM) {
      forgetAll();
      learned = kernel.learn();
    }
    lists.pause = Math.min(2 * lists.pause + 1, LONGEST_PAUSE);
    lists.rest = lists.pause;
    if (learned === NO_ROOM) return;
    const known = { ...list, learned };
    last = known;
    lists.known = [known, ...lists.known].slice(0, MOST_KNOWN);
    remembering.add(lists);
  }

  function forgetAll(): void {
    kernel.makeRoom();
    for (const lists of remembering) lists.known = [];
    remembering.clear();
  }

  return {
    read: (lists, at, end, from) => {
      for (const list of lists.known) {
        const after = kernel.readLearned(list.learned, at, end, from);
        if (after === DECLINED) continue;
        last = list;
        lists.pause = 0;
        list.from = from;
        return after;
      }
      return walk(lists, at, end, from);
    },
    get last() {
      return last;
    },
  };
}
