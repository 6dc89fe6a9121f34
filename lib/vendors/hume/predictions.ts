/**
 * One element of a model's `predictions` array, parsed or as it lies in the reader's window. This is the inner loop over
 * millions of predictions, so it is checked by hand where the rest of the project uses zod.
 */
import type { EmotionStatistics } from '../../summaries/emotions.ts';
import type { Place } from '../../summaries/file-summary.ts';
import type { Element } from '../../summaries/in-place/element.ts';
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
  const place = () => placeOf(property(value, 'time'), property(value, 'position'), property(value, 'frame'), bytes);
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
  const { emotions, time, position, frame, besides } = partsOf(element);
  const list = emotions === undefined ? undefined : element.listOf(emotions);
  if (list === undefined) return false;
  statistics.openPrediction();
  const place = () =>
    placeOf(valueIn(element, time), valueIn(element, position), valueIn(element, frame), element.range());
  statistics.addScores(list.names, list.scores, list.from, place);
  for (const member of besides) {
    const key = element.keyOf(member);
    if (!hasMeaning(key) && statistics.isNotSummarised(key)) continue;
    addBesidesInPlace(element, member, { statistics, place, onUnusable });
  }
  return true;
}

/** Members of a prediction, undefined where it has none: its emotions, if all are usable, where it stands, and what may count besides. */
type PredictionParts = {
  emotions: number | undefined;
  time: number | undefined;
  position: number | undefined;
  frame: number | undefined;
  besides: number[];
};

const partsOfLayouts = new WeakMap<object, PredictionParts>();

function partsOf(element: Element): PredictionParts {
  const { layout } = element;
  const known = layout && partsOfLayouts.get(layout);
  if (known !== undefined) return known;
  const parts = findParts(element);
  if (layout !== undefined) partsOfLayouts.set(layout, parts);
  return parts;
}

function findParts(element: Element): PredictionParts {
  const parts: PredictionParts = {
    emotions: undefined,
    time: undefined,
    position: undefined,
    frame: undefined,
    besides: [],
  };
  for (let member = 0; member < element.members; member += 1) {
    const key = element.keyOf(member);
    if (key === 'emotions') {
      if (isUsable(element.listOf(member))) parts.emotions = member;
      continue;
    }
    if (key === 'time' || key === 'position' || key === 'frame') parts[key] = member;
    if (hasMeaning(key) || element.firstByteOf(member) === OPEN_BRACKET) parts.besides.push(member);
  }
  return parts;
}

function isUsable(list: ScoreList | undefined): boolean {
  return list !== undefined && isOfNamesAndScores(list) && list.names.every(isVendorName);
}

function valueIn(element: Element, member: number | undefined): unknown {
  return member === undefined ? undefined : element.valueOf(member);
}

function addBesidesInPlace(element: Element, member: number, counting: Counting): void {
  const key = element.keyOf(member);
  const list = element.listOf(member);
  if (hasMeaning(key) && list !== undefined && isOfNamesAndScores(list)) {
    addMeant(key, pairsInPlace(list), counting);
  } else addBesides(key, element.valueOf(member), counting);
}

/** `time` is a number of seconds for faces and a range for the other models; `position` counts characters. */
function placeOf(moment: unknown, characters: unknown, frame: unknown, bytes: ByteRange): Place {
  const time = isUsableNumber(moment) ? rangeOf(moment, moment) : rangeIn(moment);
  const position = rangeIn(characters);
  const place: Place = {};
  if (time !== undefined) place.time = time;
  if (position !== undefined) place.position = position;
  if (isUsableNumber(frame)) place.frame = frame;
  place.bytes = bytes;
  return place;
}

function rangeIn(value: unknown) {
  return rangeOf(property(value, 'begin'), property(value, 'end'));
}
