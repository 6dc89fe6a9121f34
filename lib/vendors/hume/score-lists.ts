/** The lists of `{name, score}` that stand beside the emotions of a prediction. Part of the inner loop, checked by hand. */
import { isUsableNumber } from '../../summaries/place.ts';
import { isVendorName } from '../vendor.ts';

/** Hume v0 reference: sentiment is "a distribution" over levels named 1, negative, to 9, positive. */
const SENTIMENT_LEVELS: ReadonlyMap<unknown, number> = new Map(
  [1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => [`${level}`, level]),
);

/** Always scores, even where no element can be read as one. */
const SCORE_LISTS: ReadonlySet<string> = new Set(['facs', 'descriptions']);

/**
 * The mean of the levels, weighted by their scores; undefined where the scores come to nothing, or one is below 0 or of
 * something else than these levels. A pair without a usable score is reported and passed over.
 */
export function sentimentLevelOf(list: readonly unknown[], onUnusablePair: () => void): number | undefined {
  let weighted = 0;
  let weight = 0;
  let isOnLevels = true;
  for (const pair of list) {
    const name = property(pair, 'name');
    const score = property(pair, 'score');
    const level = SENTIMENT_LEVELS.get(name);
    if (!isVendorName(name) || !isUsableNumber(score)) onUnusablePair();
    else if (level === undefined || score < 0) isOnLevels = false;
    else {
      weighted += level * score;
      weight += score;
    }
  }
  return isOnLevels && weight > 0 ? weighted / weight : undefined;
}

/** Whether what stands under this key is scores: unknown kinds of them appear over time. */
export function isScoreList(key: string, list: readonly unknown[]): boolean {
  if (list.length === 0) return false;
  return SCORE_LISTS.has(key) || list.every(isNamedScore);
}

function isNamedScore(element: unknown): boolean {
  return typeof property(element, 'name') === 'string' && isUsableNumber(property(element, 'score'));
}

/** Of anything at all. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
