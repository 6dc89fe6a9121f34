/**
 * Sum, count and maximum by name. The numbers of all names lie side by side in one array, and an object is made only where a
 * maximum is reached: a result has thousands of files, each under several models with some fifty names.
 */
import type { Place } from './file-summary.ts';
import { MAX_NAMES, tooManyNames } from './too-many-names.ts';

/** A face, a speaker: kept as long as a peak lies in it. */
export type Group = { id: string | undefined };
/** Where a prediction stands, for all maxima that it holds. */
export type Spot = { readonly place: Place; readonly group: Group; peak: Place | undefined };

export type RunningScores = {
  /** By name, where its numbers begin. */
  readonly begins: Map<string, number>;
  numbers: Float64Array;
  /** Where each maximum was first reached, in the order of the names. */
  readonly spots: Spot[];
};

const SUM = 0;
const COUNT = 1;
const MAXIMUM = 2;
const NUMBERS_PER_NAME = 3;
/** Hume's models have 48 and 53. */
const FIRST_NAMES = 64;

export function makeRunningScores(): RunningScores {
  return { begins: new Map(), numbers: new Float64Array(), spots: [] };
}

/** Where the name's numbers begin. One that is new must be given a score next. Throws Permanent for too many. */
export function beginOf(running: RunningScores, name: string): number {
  const { begins, numbers } = running;
  const known = begins.get(name);
  if (known !== undefined) return known;
  if (begins.size >= MAX_NAMES) throw tooManyNames('emotions in one model');
  const begin = begins.size * NUMBERS_PER_NAME;
  if (begin === numbers.length) {
    running.numbers = new Float64Array(Math.max(2 * begin, FIRST_NAMES * NUMBERS_PER_NAME));
    running.numbers.set(numbers);
  }
  // What any score leaves as it is, also one of -0.
  running.numbers[begin + SUM] = -0;
  running.numbers[begin + MAXIMUM] = Number.NEGATIVE_INFINITY;
  begins.set(name, begin);
  return begin;
}

/**
 * Adds finite scores, those in `scores` from `from` on, to the numbers that begin at each of `begins`. `spot` is asked for at
 * each new maximum.
 */
export function addTo(
  { numbers, spots }: RunningScores,
  begins: readonly number[],
  scores: Float64Array,
  from: number,
  spot: () => Spot,
): void {
  // By index: it is passed once for every score of a result.
  for (let index = 0; index < begins.length; index += 1) {
    const begin = begins[index] ?? 0;
    const score = scores[from + index] ?? 0;
    numbers[begin + SUM] = (numbers[begin + SUM] ?? 0) + score;
    numbers[begin + COUNT] = (numbers[begin + COUNT] ?? 0) + 1;
    if (score <= (numbers[begin + MAXIMUM] ?? 0)) continue;
    numbers[begin + MAXIMUM] = score;
    spots[begin / NUMBERS_PER_NAME] = spot();
  }
}

export type Ran = { name: string; mean: number; max: number; spot: Spot };

/** What it came to, in the order in which the names came. */
export function allOfRunning({ begins, numbers, spots }: RunningScores): Ran[] {
  const all: Ran[] = [];
  for (const [name, begin] of begins) {
    const spot = spots[begin / NUMBERS_PER_NAME];
    if (spot === undefined) continue;
    const mean = (numbers[begin + SUM] ?? 0) / (numbers[begin + COUNT] ?? 0);
    all.push({ name, mean, max: numbers[begin + MAXIMUM] ?? 0, spot });
  }
  return all;
}
