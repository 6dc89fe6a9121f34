/**
 * Reads lists of classes, as they stand in sentences, texts, frames and boxes. By hand, and not by a schema: a video of an
 * hour has 300,000 classes.
 */
import { isVendorName } from '../vendor.ts';

/** A class's name, and what stands where its score should be. */
export type ClassScore = { name: string; score: unknown };

/** `unnamed`: how many members have no name that a class could be kept under. */
export type ClassScores = { scores: ClassScore[]; unnamed: number };

/** Every member that has a name, in order; one that comes twice, twice. */
export function classScoresOf(classes: readonly unknown[]): ClassScores {
  const scores: ClassScore[] = [];
  for (const value of classes) {
    const name = nameOf(value);
    if (name !== undefined) scores.push({ name, score: scoreOf(value) });
  }
  return { scores, unnamed: classes.length - scores.length };
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

export function isSeverity(score: unknown): score is number {
  return typeof score === 'number' && Number.isInteger(score) && score >= 0 && score <= 3;
}

export function isNotSupported(score: unknown): boolean {
  return score === NOT_SUPPORTED;
}

export function isProbability(score: unknown): score is number {
  return typeof score === 'number' && score >= -GRACE && score <= 1 + GRACE;
}
