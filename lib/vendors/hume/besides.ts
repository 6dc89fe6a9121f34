/** What stands in a prediction beside its emotions. Part of the inner loop, checked by hand. */
import type { EmotionStatistics } from '../../summaries/emotions.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { isUsableNumber } from '../../summaries/place.ts';
import { isVendorName } from '../vendor.ts';
import { isScoreList, type Pairs, pairsOf, sentimentLevelOf } from './score-lists.ts';

/** What was in a prediction and could not be counted. */
export type Unusable =
  | 'prediction without emotions'
  | 'emotion without a name or a usable score'
  | 'sentiment that is no distribution over levels'
  | 'sentiment level without a name or a usable score'
  | 'toxicity without a name or a usable score';

/** Where what a prediction says is counted; `place` is that of the prediction. */
export type Counting = {
  statistics: EmotionStatistics;
  place: () => Place;
  onUnusable: (what: Unusable) => void;
};

/** What is no emotion: two lists have a meaning of their own, the others are named. `null` and an empty list are nothing. */
export function addBesides(key: string, list: unknown, counting: Counting): void {
  const { statistics } = counting;
  if (hasMeaning(key)) {
    if (isNothing(list)) return;
    if (Array.isArray(list)) addMeant(key, pairsOf(list), counting);
    else if (key === 'toxicity') addMeant(key, pairsOf([list]), counting);
    else counting.onUnusable('sentiment that is no distribution over levels');
  } else if (Array.isArray(list) && !statistics.isNotSummarised(key) && isScoreList(key, list)) {
    statistics.addNotSummarised(key);
  }
}

export function hasMeaning(key: string): key is 'sentiment' | 'toxicity' {
  return key === 'sentiment' || key === 'toxicity';
}

/** `pairs`: at least one. */
export function addMeant(key: 'sentiment' | 'toxicity', pairs: Pairs, counting: Counting): void {
  if (key === 'sentiment') addSentiment(pairs, counting);
  else addToxicity(pairs, counting);
}

function addSentiment(pairs: Pairs, { statistics, onUnusable }: Counting): void {
  const onUnusablePair = () => onUnusable('sentiment level without a name or a usable score');
  const level = sentimentLevelOf(pairs, onUnusablePair);
  if (level === undefined) onUnusable('sentiment that is no distribution over levels');
  else statistics.addSentiment(level);
}

function addToxicity(pairs: Pairs, { statistics, place, onUnusable }: Counting): void {
  for (let index = 0; index < pairs.length; index += 1) {
    const name = pairs.nameAt(index);
    const score = pairs.scoreAt(index);
    if (isVendorName(name) && isUsableNumber(score)) statistics.addToxicity(name, score, place);
    else onUnusable('toxicity without a name or a usable score');
  }
}

function isNothing(list: unknown): boolean {
  return list === null || list === undefined || (Array.isArray(list) && list.length === 0);
}
