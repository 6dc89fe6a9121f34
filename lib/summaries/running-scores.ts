/**
 * Sum, count and maximum by name. The numbers of all names lie side by side in arrays, and an object is made only where a
 * maximum is reached: a result has thousands of files, each under several models with some fifty names.
 */
import type { EmotionScore, Place } from './file-summary.ts';
import { MAX_NAMES, tooManyNames } from './too-many-names.ts';

/** A face, a speaker: kept as long as a peak lies in it. */
export type Group = { id: string | undefined };
/** Where a prediction stands, for all maxima that it holds. */
export type Spot = { readonly place: Place; readonly group: Group; peak: Place | undefined };

export type RunningScores = {
  /** Which number each name has, from 0 on in the order in which they came. */
  readonly numberOf: Map<string, number>;
  /** By the names' numbers. */
  sums: Float64Array;
  counts: Float64Array;
  maxima: Float64Array;
  /** Where each maximum was first reached. */
  readonly spots: Spot[];
};

/** Hume's models have 48 and 53. */
const FIRST_NAMES = 64;

export function makeRunningScores(): RunningScores {
  return {
    numberOf: new Map(),
    sums: new Float64Array(),
    counts: new Float64Array(),
    maxima: new Float64Array(),
    spots: [],
  };
}

/** The name's number. One that is new must be given a score next. Throws Permanent for too many. */
export function numberOfName(running: RunningScores, name: string): number {
  const { numberOf } = running;
  const known = numberOf.get(name);
  if (known !== undefined) return known;
  if (numberOf.size >= MAX_NAMES) throw tooManyNames('emotions in one model');
  const number = numberOf.size;
  if (number === running.sums.length) makeRoom(running, Math.max(2 * number, FIRST_NAMES));
  numberOf.set(name, number);
  return number;
}

/** New names begin with what any score leaves as it is, also one of -0. */
function makeRoom(running: RunningScores, names: number): void {
  const { sums, counts, maxima } = running;
  running.sums = new Float64Array(names).fill(-0);
  running.counts = new Float64Array(names);
  running.maxima = new Float64Array(names).fill(Number.NEGATIVE_INFINITY);
  running.sums.set(sums);
  running.counts.set(counts);
  running.maxima.set(maxima);
}

/**
 * Adds finite scores, those in `scores` from `from` on, to the names of these numbers. `spotOf` is asked once, at the first
 * new maximum.
 */
export function addTo(
  { sums, counts, maxima, spots }: RunningScores,
  numbers: Int32Array,
  scores: Float64Array,
  from: number,
  spotOf: () => Spot,
): void {
  let spot: Spot | undefined;
  // By index: it is passed once for every score of a result.
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? 0;
    const score = scores[from + index] ?? 0;
    sums[number] = (sums[number] ?? 0) + score;
    counts[number] = (counts[number] ?? 0) + 1;
    if (score <= (maxima[number] ?? 0)) continue;
    maxima[number] = score;
    spot ??= spotOf();
    spots[number] = spot;
  }
}

export type NamedScore = [name: string, score: EmotionScore];

/** What it came to, in the order in which the names came. */
export function scoresOf({ numberOf, sums, counts, maxima, spots }: RunningScores): NamedScore[] {
  const scored: NamedScore[] = [];
  for (const [name, number] of numberOf) {
    const spot = spots[number];
    if (spot === undefined) continue;
    const mean = (sums[number] ?? 0) / (counts[number] ?? 0);
    scored.push([name, { mean, max: maxima[number] ?? 0, peak: peakOf(spot) }]);
  }
  return scored;
}

/** One for all maxima there. Only asked once the group has a name, if it gets one. */
export function peakOf(spot: Spot): Place {
  const { place, group } = spot;
  spot.peak ??= group.id === undefined ? place : { ...place, group: group.id };
  return spot.peak;
}
