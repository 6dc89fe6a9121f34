/**
 * Probabilities in a few steps, each a list of its own, so that those that are high are found without reading the low ones.
 * A list is read from the step that holds the least one asked for, which is then compared exactly.
 */
import { LEAST_SEARCHED_PROBABILITY } from '../summaries/policy.ts';

/** Where each begins. They are dense where thresholds lie: Hive suggests 0.9. To change one takes a re-index. */
const BUCKETS = [LEAST_SEARCHED_PROBABILITY, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99] as const;

/** Of the files with nothing that is a violation, for policies that count something else. */
export const NO_VIOLATION_BUCKET = 0;

/** The bucket that a probability lies in; undefined for one that is too low to be searched by. */
export function bucketOf(probability: number): number | undefined {
  return BUCKETS.findLast((least) => probability >= least);
}

/** The buckets that may hold so much or more. */
export function bucketsFrom(probability: number): number[] {
  return BUCKETS.filter((_, at) => (BUCKETS[at + 1] ?? Number.POSITIVE_INFINITY) > probability);
}
