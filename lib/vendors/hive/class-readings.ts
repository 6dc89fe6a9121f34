/**
 * The maxima of an entry's classes, each read both as a severity and as a probability: which of them a score is depends
 * on the product, and what the product is may stand at the end of the entry. Memory grows with the names alone: more than a
 * summary can hold throw Permanent.
 */
import type { Place } from '../../summaries/file-summary.ts';
import { type Maximum, NOT_SCORED } from '../../summaries/moderation.ts';
import { MAX_NAMES, tooManyNames } from '../../summaries/too-many-names.ts';
import { makeKeptByNames } from './class-names.ts';
import { type ClassScores, isNotSupported, isProbability, isSeverity } from './class-scores.ts';

export type Reading = {
  asSeverity: Maximum;
  asProbability: Maximum;
  /** Where the class stands: in boxes around what a detector found, in other places, in both or in none. */
  isInDetectorBoxes: boolean;
  isElsewhere: boolean;
};

export type ClassReadings = {
  /** The class was looked for, whether or not it is scored anywhere. */
  name(className: string): void;
  /**
   * `place` is asked for only where a score is a new maximum. `isDetectorBox`: whether it is a box around what a detector
   * found, which may have any name and no score.
   */
  addAll(classes: ClassScores, place: () => Place, isDetectorBox: boolean): void;
  /**
   * What was read elsewhere, as if it were added now; `placed` says where its places lie here, and is asked for those of new
   * maxima.
   */
  merge(other: ClassReadings, placed: (place: Place) => Place): void;
  /** As if nothing had been added. */
  clear(): void;
  readonly byName: ReadonlyMap<string, Reading>;
  /** How many scores are neither a severity nor Hive's word for "not supported". */
  readonly notSeverities: number;
  readonly notProbabilities: number;
  /** How many of both are no score at all, where a detector only says what is there. */
  readonly scoreless: number;
  /** Whether some score is 2 or 3: no probability is. */
  hasHighLevel(): boolean;
};

export function makeClassReadings(): ClassReadings {
  const byName = new Map<string, Reading>();
  let notSeverities = 0;
  let notProbabilities = 0;
  let scoreless = 0;

  const readingOf = (className: string): Reading => {
    const seen = byName.get(className);
    if (seen !== undefined) return seen;
    if (byName.size >= MAX_NAMES) throw tooManyNames('classes');
    const reading = {
      asSeverity: { ...NOT_SCORED },
      asProbability: { ...NOT_SCORED },
      isInDetectorBoxes: false,
      isElsewhere: false,
    };
    byName.set(className, reading);
    return reading;
  };
  const readings = makeKeptByNames((names) => names.map(readingOf));

  return {
    name: (className) => {
      readingOf(className);
    },
    addAll: ({ names, scores, from, scoreless: without }, place, isDetectorBox) => {
      const ofNames = readings.of(names);
      // Counted by index, and nothing is made in it: every score there is passes here.
      for (let index = 0; index < ofNames.length; index += 1) {
        const reading = ofNames[index];
        const score = scores[from + index];
        if (reading === undefined || score === undefined) continue;
        if (isDetectorBox) reading.isInDetectorBoxes = true;
        else reading.isElsewhere = true;
        if (isSeverity(score)) raise(reading.asSeverity, score, place);
        else if (!isNotSupported(score)) notSeverities += 1;
        if (isProbability(score)) raise(reading.asProbability, score, place);
        else notProbabilities += 1;
      }
      if (isDetectorBox) scoreless += without;
    },
    merge: (other, placed) => {
      for (const [className, { asSeverity, asProbability, isInDetectorBoxes, isElsewhere }] of other.byName) {
        const reading = readingOf(className);
        raiseTo(reading.asSeverity, asSeverity, placed);
        raiseTo(reading.asProbability, asProbability, placed);
        reading.isInDetectorBoxes ||= isInDetectorBoxes;
        reading.isElsewhere ||= isElsewhere;
      }
      notSeverities += other.notSeverities;
      notProbabilities += other.notProbabilities;
      scoreless += other.scoreless;
    },
    clear: () => {
      byName.clear();
      readings.forget();
      notSeverities = 0;
      notProbabilities = 0;
      scoreless = 0;
    },
    byName,
    get notSeverities() {
      return notSeverities;
    },
    get notProbabilities() {
      return notProbabilities;
    },
    get scoreless() {
      return scoreless;
    },
    hasHighLevel: () => [...byName.values()].some(({ asSeverity: { max } }) => max !== null && max >= 2),
  };
}

/** In place, for this is done for every score there is. The first of equals stays. */
function raise(maximum: Maximum, score: number, place: () => Place): void {
  maximum.count += 1;
  if (maximum.max !== null && score <= maximum.max) return;
  maximum.max = score;
  maximum.at = place();
}

/** The same by a maximum of several scores: done for every class of every frame that has boxes. */
function raiseTo(maximum: Maximum, { max, at, count }: Maximum, placed: (place: Place) => Place): void {
  maximum.count += count;
  if (max === null || (maximum.max !== null && max <= maximum.max)) return;
  maximum.max = max;
  maximum.at = at === null ? null : placed(at);
}
