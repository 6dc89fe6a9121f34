/**
 * One element of a model's `predictions` array. This is the inner loop over millions of predictions, so it is checked
 * by hand where the rest of the project uses zod.
 */
import type { EmotionStatistics } from '../../summaries/emotions.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { isVendorName } from '../vendor.ts';

/** Hume's scores may leave 0..1 (1.303 has been seen); what leaves this range is no score, and no database keeps it. */
const LARGEST_SCORE = 1e100;

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
    if (isVendorName(name) && typeof score === 'number' && Math.abs(score) < LARGEST_SCORE) {
      statistics.addScore(name, score, place);
    } else {
      onUnusable('emotion without a name or a usable score');
    }
  }
}

/** `time` is a number of seconds for faces and a range for the other models; `position` counts characters. */
function placeOf(prediction: unknown): Place {
  const time = property(prediction, 'time');
  const timeRange = typeof time === 'number' ? { begin: time, end: time } : rangeOf(time);
  const position = rangeOf(property(prediction, 'position'));
  const frame = property(prediction, 'frame');
  return {
    ...(timeRange && { time: timeRange }),
    ...(position && { position }),
    ...(typeof frame === 'number' && { frame }),
  };
}

function rangeOf(value: unknown): { begin: number; end: number } | undefined {
  const begin = property(value, 'begin');
  const end = property(value, 'end');
  return typeof begin === 'number' && typeof end === 'number' ? { begin, end } : undefined;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
