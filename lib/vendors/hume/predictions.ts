/**
 * One element of a model's `predictions` array. This is the inner loop over millions of predictions, so it is checked
 * by hand where the rest of the project uses zod.
 */
import type { EmotionStatistics } from '../../summaries/emotions.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { isUsableNumber, rangeOf } from '../../summaries/place.ts';
import type { ByteRange } from '../../summaries/reader/cut-plan.ts';
import { isVendorName } from '../vendor.ts';
import { isScoreList, property, sentimentLevelOf } from './score-lists.ts';

/** What was in a prediction and could not be counted. */
export type Unusable =
  | 'prediction without emotions'
  | 'emotion without a name or a usable score'
  | 'sentiment that is no distribution over levels'
  | 'sentiment level without a name or a usable score'
  | 'toxicity without a name or a usable score';

/**
 * Adds what a prediction says to the statistics, `bytes` being where it stands in the result; reports what it had to
 * leave out.
 */
export function addPrediction(
  value: unknown,
  bytes: ByteRange,
  statistics: EmotionStatistics,
  onUnusable: (what: Unusable) => void,
): void {
  statistics.openPrediction();
  let known: Place | undefined;
  const place = () => {
    known ??= placeOf(value, bytes);
    return known;
  };
  const emotions = property(value, 'emotions');
  if (Array.isArray(emotions)) {
    for (const emotion of emotions) {
      const name = property(emotion, 'name');
      const score = property(emotion, 'score');
      // Scores may leave 0..1 (1.303 has been seen), and are kept as they are.
      if (isVendorName(name) && isUsableNumber(score)) statistics.addScore(name, score, place);
      else onUnusable('emotion without a name or a usable score');
    }
  } else onUnusable('prediction without emotions');
  if (typeof value !== 'object' || value === null) return;
  for (const key in value) {
    if (key !== 'emotions') addBesides(key, Reflect.get(value, key), statistics, place, onUnusable);
  }
}

/** What is no emotion: two lists have a meaning of their own, the others are named. `null` and an empty list are nothing. */
function addBesides(
  key: string,
  list: unknown,
  statistics: EmotionStatistics,
  place: () => Place,
  onUnusable: (what: Unusable) => void,
): void {
  if (key === 'sentiment') addSentiment(list, statistics, onUnusable);
  else if (key === 'toxicity') addToxicity(list, statistics, place, onUnusable);
  else if (Array.isArray(list) && !statistics.isNotSummarised(key) && isScoreList(key, list)) {
    statistics.addNotSummarised(key);
  }
}

function addSentiment(list: unknown, statistics: EmotionStatistics, onUnusable: (what: Unusable) => void): void {
  if (isNothing(list)) return;
  const onUnusablePair = () => onUnusable('sentiment level without a name or a usable score');
  const level = Array.isArray(list) ? sentimentLevelOf(list, onUnusablePair) : undefined;
  if (level === undefined) onUnusable('sentiment that is no distribution over levels');
  else statistics.addSentiment(level);
}

function addToxicity(
  list: unknown,
  statistics: EmotionStatistics,
  place: () => Place,
  onUnusable: (what: Unusable) => void,
): void {
  if (isNothing(list)) return;
  for (const category of Array.isArray(list) ? list : [list]) {
    const name = property(category, 'name');
    const score = property(category, 'score');
    if (isVendorName(name) && isUsableNumber(score)) statistics.addToxicity(name, score, place);
    else onUnusable('toxicity without a name or a usable score');
  }
}

function isNothing(list: unknown): boolean {
  return list === null || list === undefined || (Array.isArray(list) && list.length === 0);
}

/** `time` is a number of seconds for faces and a range for the other models; `position` counts characters. */
function placeOf(prediction: unknown, bytes: ByteRange): Place {
  const moment = property(prediction, 'time');
  const time = isUsableNumber(moment) ? rangeOf(moment, moment) : rangeIn(moment);
  const position = rangeIn(property(prediction, 'position'));
  const frame = property(prediction, 'frame');
  return { ...(time && { time }), ...(position && { position }), ...(isUsableNumber(frame) && { frame }), bytes };
}

function rangeIn(value: unknown) {
  return rangeOf(property(value, 'begin'), property(value, 'end'));
}
