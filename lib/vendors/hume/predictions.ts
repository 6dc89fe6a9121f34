/**
 * One element of a model's `predictions` array. This is the inner loop over millions of predictions, so it is checked
 * by hand where the rest of the project uses zod.
 */
import type { EmotionStatistics } from '../../summaries/emotions.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { isUsableNumber, rangeOf } from '../../summaries/place.ts';
import { isVendorName } from '../vendor.ts';

/** What was in a prediction and could not be counted. */
export type Unusable = 'prediction without emotions' | 'emotion without a name or a usable score';

/** Adds a prediction's emotions to the statistics; reports what it had to leave out. */
export function addPrediction(
  value: unknown,
  statistics: EmotionStatistics,
  onUnusable: (what: Unusable) => void,
): void {
  statistics.openPrediction();
  const emotions = property(value, 'emotions');
  if (!Array.isArray(emotions)) {
    onUnusable('prediction without emotions');
    return;
  }
  const place = () => placeOf(value);
  for (const emotion of emotions) {
    const name = property(emotion, 'name');
    const score = property(emotion, 'score');
    // Scores may leave 0..1 (1.303 has been seen), and are kept as they are.
    if (isVendorName(name) && isUsableNumber(score)) {
      statistics.addScore(name, score, place);
    } else {
      onUnusable('emotion without a name or a usable score');
    }
  }
}

/** `time` is a number of seconds for faces and a range for the other models; `position` counts characters. */
function placeOf(prediction: unknown): Place {
  const moment = property(prediction, 'time');
  const time = isUsableNumber(moment) ? rangeOf(moment, moment) : rangeIn(moment);
  const position = rangeIn(property(prediction, 'position'));
  const frame = property(prediction, 'frame');
  return { ...(time && { time }), ...(position && { position }), ...(isUsableNumber(frame) && { frame }) };
}

function rangeIn(value: unknown) {
  return rangeOf(property(value, 'begin'), property(value, 'end'));
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
