/**
 * Sum, count and maximum by name. The numbers of all names lie side by side in arrays, and an object is made only where a
 * maximum is reached: a result has thousands of files, each under several models with some fifty names, which mostly come in one
 * and the same list.
 */
import type { EmotionScore, Place } from './file-summary.ts';
import { TALLY_NAMES } from './in-place/kernel.ts';
import type { Tallies, Tally } from './in-place/tallies.ts';
import { MAX_NAMES, tooManyNames } from './too-many-names.ts';

/** A face, a speaker: kept as long as a peak lies in it. */
export type Group = { id: string | undefined };
/** Where a prediction stands, for all maxima that it holds. */
export type Spot = { readonly place: Place; readonly group: Group; peak: Place | undefined };

export type RunningScores = {
  /**
   * Each name has a number, from 0 on in the order in which they came: those of the list that came first, if the kernel began to
   * add it up, and then others.
   */
  firstList: readonly string[];
  /** How often the kernel added it. Its names are counted by this, and in `counts` where they were added in other ways. */
  firstListTimes: number;
  /** Made where a name is not of the first list, or came by itself. */
  numberOf: Map<string, number> | undefined;
  /** By the names' numbers. */
  sums: Float64Array;
  counts: Float64Array;
  maxima: Float64Array;
  /** Whose sums and maxima they are, where the kernel adds the first list up. */
  tally: Tally | undefined;
  readonly tallies: Tallies | undefined;
  /** Where each maximum was first reached. */
  readonly spots: Spot[];
  /** The list that came last beside the first one, and its names' numbers. */
  otherList: readonly string[];
  otherNumbers: Int32Array;
};

/** Hume's models have 48 and 53. Not less than a tally's. */
const FIRST_NAMES = TALLY_NAMES;

const NO_NUMBERS = new Float64Array();
const NO_LIST: readonly string[] = [];

/** Of lists that are looked at for every file and never change. */
const distinctLists = new WeakSet<readonly string[]>();

/** `tallies`: where the scores are a kernel's. */
export function makeRunningScores(tallies?: Tallies): RunningScores {
  return {
    firstList: NO_LIST,
    firstListTimes: 0,
    numberOf: undefined,
    sums: NO_NUMBERS,
    counts: NO_NUMBERS,
    maxima: NO_NUMBERS,
    tally: undefined,
    tallies,
    spots: [],
    otherList: NO_LIST,
    otherNumbers: new Int32Array(),
  };
}

/**
 * Adds finite scores, those in `scores` from `from` on, of these names. `spotOf` is asked at new maxima. While the
 * same `names` come again, none is looked up. Throws Permanent for too many.
 */
export function addList(
  running: RunningScores,
  names: readonly string[],
  scores: Float64Array,
  from: number,
  spotOf: () => Spot,
): void {
  const tally = tallyOf(running, names);
  if (tally?.scores === scores) {
    running.firstListTimes += 1;
    addByKernel(running, tally, from, spotOf);
    return;
  }
  if (names !== running.otherList) {
    running.otherNumbers = Int32Array.from(names, (name) => numberOfName(running, name));
    running.otherList = names;
  }
  addByNumbers(running, running.otherNumbers, scores, from, spotOf);
}

/** Adds one score; as {@link addList}. */
export function addOne(running: RunningScores, name: string, score: number, spotOf: () => Spot): void {
  addByNumber(running, numberOfName(running, name), score, spotOf);
}

/** That which adds this list up: the first one, while no other came. */
function tallyOf(running: RunningScores, names: readonly string[]): Tally | undefined {
  if (names === running.firstList) return running.tally;
  const isNothingAdded = running.firstList === NO_LIST && running.numberOf === undefined;
  if (!isNothingAdded || names.length > TALLY_NAMES || !isDistinct(names)) return undefined;
  const tally = running.tallies?.take();
  if (tally === undefined) return undefined;
  running.firstList = names;
  running.tally = tally;
  running.sums = tally.sums;
  running.maxima = tally.maxima;
  return tally;
}

function isDistinct(names: readonly string[]): boolean {
  if (distinctLists.has(names)) return true;
  if (new Set(names).size < names.length) return false;
  distinctLists.add(names);
  return true;
}

/** One that is new must be given a score next. */
function numberOfName(running: RunningScores, name: string): number {
  const numberOf = running.numberOf ?? numberFirstList(running);
  const known = numberOf.get(name);
  if (known !== undefined) return known;
  if (numberOf.size >= MAX_NAMES) throw tooManyNames('emotions in one model');
  const number = numberOf.size;
  if (number === running.sums.length) makeRoom(running, Math.max(2 * number, FIRST_NAMES));
  numberOf.set(name, number);
  return number;
}

/** From here on there may be others, which no tally counts. */
function numberFirstList(running: RunningScores): Map<string, number> {
  const { firstList } = running;
  const numberOf = new Map(firstList.map((name, number) => [name, number]));
  running.numberOf = numberOf;
  makeRoom(running, Math.max(2 * firstList.length, FIRST_NAMES));
  return numberOf;
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
  giveBackTally(running);
}

function giveBackTally(running: RunningScores): void {
  const { tally, tallies } = running;
  running.tally = undefined;
  if (tally !== undefined) tallies?.giveBack(tally);
}

/** Nothing is added or asked any more. */
export function closeScores(running: RunningScores): void {
  running.sums = NO_NUMBERS;
  running.maxima = NO_NUMBERS;
  giveBackTally(running);
}

function addByKernel({ firstList, spots }: RunningScores, tally: Tally, from: number, spotOf: () => Spot): void {
  const raised = tally.add(from, firstList.length);
  if (raised === 0) return;
  const spot = spotOf();
  for (let index = 0; index < raised; index += 1) spots[tally.raised[index] ?? 0] = spot;
}

function addByNumbers(
  running: RunningScores,
  numbers: Int32Array,
  scores: Float64Array,
  from: number,
  spotOf: () => Spot,
): void {
  for (let index = 0; index < numbers.length; index += 1) {
    addByNumber(running, numbers[index] ?? 0, scores[from + index] ?? 0, spotOf);
  }
}

function addByNumber(
  { sums, counts, maxima, spots }: RunningScores,
  number: number,
  score: number,
  spotOf: () => Spot,
): void {
  sums[number] = (sums[number] ?? 0) + score;
  counts[number] = (counts[number] ?? 0) + 1;
  if (score <= (maxima[number] ?? 0)) return;
  maxima[number] = score;
  spots[number] = spotOf();
}

export type NamedScore = [name: string, score: EmotionScore];

/** What it came to, in the order in which the names came. */
export function scoresOf({ firstList, firstListTimes, numberOf, ...running }: RunningScores): NamedScore[] {
  const { sums, counts, maxima, spots } = running;
  const names = numberOf === undefined ? firstList : [...numberOf.keys()];
  const scored: NamedScore[] = [];
  for (let number = 0; number < names.length; number += 1) {
    const spot = spots[number];
    if (spot === undefined) continue;
    const count = (counts[number] ?? 0) + (number < firstList.length ? firstListTimes : 0);
    const mean = (sums[number] ?? 0) / count;
    scored.push([names[number] ?? '', { mean, max: maxima[number] ?? 0, peak: peakOf(spot) }]);
  }
  return scored;
}

/** One for all maxima there. Only asked once the group has a name, if it gets one. */
export function peakOf(spot: Spot): Place {
  const { place, group } = spot;
  spot.peak ??= group.id === undefined ? place : { ...place, group: group.id };
  return spot.peak;
}
