/**
 * Reads lists of classes, as they stand in sentences, texts, frames and boxes. By hand, and not by a schema: a video of an
 * hour has 300,000 classes.
 */
import { isVendorName } from '../vendor.ts';
import type { ClassNames } from './class-names.ts';

/** A list of classes: of each that has a name, what it is called and what it scores, in order; one that comes twice, twice. */
export type ClassScores = {
  names: ClassNames;
  /** The score of each name, from `from` on; NaN where none stands there, or no number. */
  scores: ArrayLike<number>;
  from: number;
  /** How many of them have nothing, or null, as their score. */
  scoreless: number;
  /** How many members of the list have no name that a class could be kept under. */
  unnamed: number;
};

/** @param namesOf makes one object of the same names, as `makeKnownNames` does. */
export function classScoresOf(
  classes: readonly unknown[],
  namesOf: (names: readonly string[]) => ClassNames,
): ClassScores {
  const names: string[] = [];
  const scores: number[] = [];
  let scoreless = 0;
  for (const value of classes) {
    const name = nameOf(value);
    if (name === undefined) continue;
    const score = scoreOf(value);
    names.push(name);
    scores.push(typeof score === 'number' ? score : Number.NaN);
    if (score === undefined || score === null) scoreless += 1;
  }
  return { names: namesOf(names), scores, from: 0, scoreless, unnamed: classes.length - names.length };
}

/** Whether the value is a class by itself, as a box can be. */
export function isClass(value: object): boolean {
  return ['class', 'class_name'].some((key) => typeof Reflect.get(value, key) === 'string');
}

/** `class` and `score` in V1 and V2; `class_name`, or `class`, and `value` in V3. */
function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('class' in value && isVendorName(value.class)) return value.class;
  return 'class_name' in value && isVendorName(value.class_name) ? value.class_name : undefined;
}

function scoreOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const score = 'score' in value ? value.score : undefined;
  return score ?? ('value' in value ? value.value : undefined);
}

/** Hive's word for "this class is not supported for the language": no score at all, least of all a 0. */
const NOT_SUPPORTED = -1;
/** What rounding may put a probability beyond its bounds by. */
const GRACE = 1e-6;

export function isSeverity(score: number): boolean {
  return score === 0 || score === 1 || score === 2 || score === 3;
}

export function isNotSupported(score: number): boolean {
  return score === NOT_SUPPORTED;
}

export function isProbability(score: number): boolean {
  return score >= -GRACE && score <= 1 + GRACE;
}
