/** What the policy `standard@1` says, as the service is packaged. */
import type { ClassMaximum } from '../../lib/summaries/file-summary.ts';

/** Of the simulator's classes with levels, those that count; the first of equals gives its name. */
const SEVERITY_CLASSES = ['sexual', 'hate', 'violence', 'bullying', 'child_exploitation'];
/** The least probability of level 1, 2 and 3. */
const PROBABILITY_LEVELS = [0.5, 0.9, 0.99];

type Found = Pick<ClassMaximum, 'scale' | 'polarity' | 'max'>;

/** The level of a class that counts for the headline; undefined of one that does not, or that was scored nowhere. */
export function levelOfClass(name: string, { scale, polarity, max }: Found) {
  if (max === null) return undefined;
  const order = SEVERITY_CLASSES.indexOf(name);
  if (scale !== 'probability') return order === -1 ? undefined : { level: max, score: max, order };
  // A level of the vendor's own goes before a derived one.
  const after = SEVERITY_CLASSES.length;
  return polarity === 'violation' ? { level: levelOfProbability(max), score: max, order: after } : undefined;
}

/** Of a class that is asked for by its name, whether or not it counts. */
export function levelOfMaximum({ scale, max }: Found): number {
  if (max === null) return 0;
  return scale === 'probability' ? levelOfProbability(max) : max;
}

function levelOfProbability(probability: number): number {
  return PROBABILITY_LEVELS.filter((least) => probability >= least).length;
}
