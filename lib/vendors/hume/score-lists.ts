/** The lists of `{name, score}` in a prediction, parsed or read in place. Part of the inner loop, checked by hand. */
import type { ScoreList } from '../../summaries/in-place/remembered-lists.ts';
import { isUsableNumber } from '../../summaries/place.ts';
import { isVendorName } from '../vendor.ts';

/** What is at the place of each name and of each score, which may be anything. */
export type Pairs = { readonly length: number; nameAt(index: number): unknown; scoreAt(index: number): unknown };

export function pairsOf(list: readonly unknown[]): Pairs {
  return {
    length: list.length,
    nameAt: (index) => property(list[index], 'name'),
    scoreAt: (index) => property(list[index], 'score'),
  };
}

export function pairsInPlace({ names, scores, from }: ScoreList): Pairs {
  return { length: names.length, nameAt: (index) => names[index], scoreAt: (index) => scores[from + index] };
}

/** Whether it is a list of Hume's. */
export function isOfNamesAndScores({ nameKey, scoreKey }: ScoreList): boolean {
  return nameKey === 'name' && scoreKey === 'score';
}

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
export function sentimentLevelOf(pairs: Pairs, onUnusablePair: () => void): number | undefined {
  let weighted = 0;
  let weight = 0;
  let isOnLevels = true;
  for (let index = 0; index < pairs.length; index += 1) {
    const name = pairs.nameAt(index);
    const score = pairs.scoreAt(index);
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
