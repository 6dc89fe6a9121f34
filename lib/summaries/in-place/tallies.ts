/** Lends the kernel's tallies, each to one file's statistics of one model for as long as that file is read. */
import { type Kernel, MAX_TALLIES, TALLY_NAMES } from './kernel.ts';

export type Tally = {
  /** Of TALLY_NAMES names by number, kept by the kernel. Begin with what any score leaves as it is, also one of -0. */
  readonly sums: Float64Array;
  readonly maxima: Float64Array;
  /** Those of the kernel, which alone it can add. */
  readonly scores: Float64Array;
  /** Adds the scores from `from` on to the first `count` names. Answers how many maxima were raised: those of the first so many names in `raised`. */
  add(from: number, count: number): number;
  readonly raised: Int32Array;
};

export type Tallies = {
  /** Undefined where all are lent. */
  take(): Tally | undefined;
  giveBack(tally: Tally): void;
};

/** All are free: what others have taken is theirs no longer. */
export function makeTallies({ tallies, scores, raised, addScores }: Kernel): Tallies {
  const free = Array.from({ length: MAX_TALLIES }, (_, tally): Tally => {
    const begin = 2 * TALLY_NAMES * tally;
    return {
      sums: tallies.subarray(begin, begin + TALLY_NAMES),
      maxima: tallies.subarray(begin + TALLY_NAMES, begin + 2 * TALLY_NAMES),
      scores,
      add: (from, count) => addScores(tally, from, count),
      raised,
    };
  });
  return {
    take: () => {
      const tally = free.pop();
      tally?.sums.fill(-0);
      tally?.maxima.fill(Number.NEGATIVE_INFINITY);
      return tally;
    },
    giveBack: (tally) => free.push(tally),
  };
}
