/**
 * One element of a model's `predictions` array, parsed or as it lies in the reader's window. This is the inner loop over
 * millions of predictions, so it is checked by hand where the rest of the project uses zod.
 */
import type { EmotionStatistics } from '../../summaries/emotions.ts';
import type { Place } from '../../summaries/file-summary.ts';
import type { Element } from '../../summaries/in-place/element-reader.ts';
import type { ScoreList } from '../../summaries/in-place/remembered-lists.ts';
import { isUsableNumber, rangeOf } from '../../summaries/place.ts';
import type { ByteRange } from '../../summaries/reader/cut-plan.ts';
import { OPEN_BRACKET } from '../../summaries/reader/json-bytes.ts';
import { isVendorName } from '../vendor.ts';
import { addBesides, addMeant, type Counting, hasMeaning, type Unusable } from './besides.ts';
import { isOfNamesAndScores, pairsInPlace, property } from './score-lists.ts';

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
  const place = () => placeOf((key) => property(value, key), bytes);
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
  const counting = { statistics, place, onUnusable };
  for (const key in value) {
    if (key !== 'emotions') addBesides(key, Reflect.get(value, key), counting);
  }
}

/** The same of one in the window. False, and nothing added, where any of its emotions would have to be left out. */
export function addPredictionInPlace(
  element: Element,
  statistics: EmotionStatistics,
  onUnusable: (what: Unusable) => void,
): boolean {
  const emotions = element.list('emotions');
  if (emotions === undefined || !isOfNamesAndScores(emotions) || !isUsable(emotions, statistics)) return false;
  statistics.openPrediction();
  const place = () => placeOf(element.value, element.range());
  statistics.addScores(emotions.names, emotions.scores, emotions.from, place);
  for (let member = 0; member < element.members; member += 1) {
    const key = element.keyOf(member);
    const isList = element.firstByteOf(member) === OPEN_BRACKET;
    if (key === 'emotions' || !(hasMeaning(key) || (isList && !statistics.isNotSummarised(key)))) continue;
    addBesidesInPlace(element, member, { statistics, place, onUnusable });
  }
  return true;
}

function addBesidesInPlace(element: Element, member: number, counting: Counting): void {
  const key = element.keyOf(member);
  const list = element.listOf(member);
  if (hasMeaning(key) && list !== undefined && isOfNamesAndScores(list)) {
    addMeant(key, pairsInPlace(list), counting);
  } else addBesides(key, element.valueOf(member), counting);
}

function isUsable({ names, scores, from }: ScoreList, statistics: EmotionStatistics): boolean {
  if (!statistics.hasJustAdded(names) && !names.every(isVendorName)) return false;
  const end = from + names.length;
  for (let at = from; at < end; at += 1) if (!isUsableNumber(scores[at])) return false;
  return true;
}

/** `time` is a number of seconds for faces and a range for the other models; `position` counts characters. */
function placeOf(read: (key: string) => unknown, bytes: ByteRange): Place {
  const moment = read('time');
  const time = isUsableNumber(moment) ? rangeOf(moment, moment) : rangeIn(moment);
  const position = rangeIn(read('position'));
  const frame = read('frame');
  return { ...(time && { time }), ...(position && { position }), ...(isUsableNumber(frame) && { frame }), bytes };
}

function rangeIn(value: unknown) {
  return rangeOf(property(value, 'begin'), property(value, 'end'));
}
