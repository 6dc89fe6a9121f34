/**
 * What is learned of values that stand in one place, such as all under one key. Mostly each differs from the one before in its
 * gaps alone, and is read by comparing it with that one; otherwise it is learned for the next.
 */
import { DECLINED, type Kernel, NO_ROOM } from './kernel.ts';

/** `learned`: what the kernel knows it by. */
export type Known = { readonly learned: number };

/** For one place. */
export type Remembered<Value extends Known> = {
  /** The latest first. */
  known: readonly Value[];
  /** The one of them that the value was like which was read by them last. */
  like: Value | undefined;
  /** So many values more are not learned, and so many after the next that is. */
  rest: number;
  pause: number;
};

export function rememberNothing<Value extends Known>(): Remembered<Value> {
  return { known: [], like: undefined, rest: 0, pause: 0 };
}

/** In one place. A model's predictions have one or two, as texts in several languages may. */
const MOST_KNOWN = 4;
/** Values that never come again, such as lists sorted by score, are not worth learning: beyond a few, one in so many is. */
const LONGEST_PAUSE = 64;
/** One that takes more is not learned: it would leave no room for others. Vendors' take up to 10 KB. */
const MAX_VALUE_BYTES = 32 * 1024;

export type Learning = {
  /** Reads the value by what is known of its place, and answers what the kernel does: DECLINED where it is like none. */
  read<Value extends Known>(place: Remembered<Value>, at: number, end: number, scoresFrom: number): number;
  /** Whether a value of so many bytes that was like none is to be learned; to be asked once of each, and then `learn` or `pass`. */
  isDue(place: Remembered<Known>, bytes: number): boolean;
  /** It is not worth learning after all, and those after it will hardly be. */
  pass(place: Remembered<Known>): void;
  /**
   * Learns the value from `begin` to `end`, whose gaps are the first `count` in the kernel's. Answers what was made of what the
   * kernel knows it by, which is remembered; undefined where there is no room for it.
   */
  learn<Value extends Known>(
    place: Remembered<Value>,
    value: { begin: number; end: number; count: number },
    make: (learned: number) => Value,
  ): Value | undefined;
};

/**
 * What is remembered is what the kernel has learned, and forgotten with it: so all that is kept, of whatever many places, fits
 * into its LEARNED_BYTES. What was learned with the kernel before is forgotten.
 */
export function makeLearning(kernel: Kernel): Learning {
  const places = new Set<Remembered<Known>>();
  kernel.makeRoom();

  function pass(place: Remembered<Known>): void {
    place.pause = Math.min(2 * place.pause + 1, LONGEST_PAUSE);
    place.rest = place.pause;
  }

  function forgetAll(): void {
    kernel.makeRoom();
    for (const place of places) {
      place.known = [];
      place.like = undefined;
    }
    places.clear();
  }

  return {
    read: (place, at, end, scoresFrom) => {
      for (const each of place.known) {
        const after = kernel.readLearned(each.learned, at, end, scoresFrom);
        if (after === DECLINED) continue;
        // Where the window ends it is not known yet what the value is like.
        if (after >= 0) place.pause = 0;
        place.like = each;
        return after;
      }
      return DECLINED;
    },
    isDue: (place, bytes) => {
      if (place.rest > 0) {
        place.rest -= 1;
        // None has come again for so long, and the last one that was learned has not either: no more are compared in vain.
        if (place.pause === LONGEST_PAUSE) place.known = [];
        return false;
      }
      if (bytes > MAX_VALUE_BYTES) pass(place);
      return bytes <= MAX_VALUE_BYTES;
    },
    pass,
    learn: (place, { begin, end, count }, make) => {
      let learned = kernel.learn(begin, end, count);
      if (learned === NO_ROOM) {
        forgetAll();
        learned = kernel.learn(begin, end, count);
      }
      pass(place);
      if (learned === NO_ROOM) return undefined;
      const value = make(learned);
      place.known = [value, ...place.known].slice(0, MOST_KNOWN);
      places.add(place);
      return value;
    },
  };
}
