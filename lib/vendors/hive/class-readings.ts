/**
 * The maxima of an entry's classes, each read both as a severity and as a probability: which of them a score is depends
 * on the product, and what the product is may stand at the end of the entry. Memory grows with the names alone.
 */
import type { Place } from '../../summaries/file-summary.ts';
import { higherOf, type Maximum, NOT_SCORED } from '../../summaries/moderation.ts';
import { type ClassScore, isNotSupported, isProbability, isSeverity } from './class-scores.ts';

export type Reading = { asSeverity: Maximum; asProbability: Maximum };

export type ClassReadings = {
  /** The class was looked for, whether or not it is scored anywhere. */
  name(className: string): void;
  addAll(scores: readonly ClassScore[], place: Place): void;
  /** What was read elsewhere, as if it were added now; `placed` says where its places lie here. */
  merge(other: ClassReadings, placed: (place: Place) => Place): void;
  readonly byName: ReadonlyMap<string, Reading>;
  /** How many scores are neither a severity nor Hive's word for "not supported". */
  readonly notSeverities: number;
  readonly notProbabilities: number;
  /** How many of both are no score at all. */
  readonly absent: number;
};

export function makeClassReadings(): ClassReadings {
  const byName = new Map<string, Reading>();
  let notSeverities = 0;
  let notProbabilities = 0;
  let absent = 0;

  const readingOf = (className: string): Reading => {
    const seen = byName.get(className);
    if (seen !== undefined) return seen;
    const reading = { asSeverity: { ...NOT_SCORED }, asProbability: { ...NOT_SCORED } };
    byName.set(className, reading);
    return reading;
  };

  return {
    name: (className) => {
      readingOf(className);
    },
    addAll: (scores, place) => {
      for (const { name, score } of scores) {
        const reading = readingOf(name);
        if (isSeverity(score)) raise(reading.asSeverity, score, place);
        else if (!isNotSupported(score)) notSeverities += 1;
        if (isProbability(score)) raise(reading.asProbability, score, place);
        else notProbabilities += 1;
        if (score === undefined || score === null) absent += 1;
      }
    },
    merge: (other, placed) => {
      const moved = ({ max, at, count }: Maximum) => ({ max, at: at === null ? null : placed(at), count });
      for (const [className, { asSeverity, asProbability }] of other.byName) {
        const reading = readingOf(className);
        reading.asSeverity = higherOf(reading.asSeverity, moved(asSeverity));
        reading.asProbability = higherOf(reading.asProbability, moved(asProbability));
      }
      notSeverities += other.notSeverities;
      notProbabilities += other.notProbabilities;
      absent += other.absent;
    },
    byName,
    get notSeverities() {
      return notSeverities;
    },
    get notProbabilities() {
      return notProbabilities;
    },
    get absent() {
      return absent;
    },
  };
}

/** In place, for this is done for every score there is. The first of equals stays. */
function raise(maximum: Maximum, score: number, place: Place): void {
  maximum.count += 1;
  if (maximum.max !== null && score <= maximum.max) return;
  maximum.max = score;
  maximum.at = place;
}
