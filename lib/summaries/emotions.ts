/** Statistics over one model's predictions for one file, in memory that grows with the names and groups, not the predictions. */
import type { EmotionScore, ModelEmotions, Place, RankedEmotion } from './file-summary.ts';

/** How many emotions a file is indexed under, per model. */
export const TOP_EMOTIONS = 5;

type Running = { sum: number; count: number; max: number; place: Place; groupIndex: number };

export type EmotionStatistics = {
  /** Starts the next group (a face, a speaker); predictions added from here on belong to it. */
  openGroup(): void;
  /** Names the open group. The vendor may say it before or after the group's predictions. */
  nameGroup(id: string): void;
  openPrediction(): void;
  /** One score of the open prediction; `place` is asked for only when the score is a new maximum. */
  addScore(name: string, score: number, place: () => Place): void;
  readonly predictions: number;
  summary(): ModelEmotions;
};

/**
 * Per emotion: the mean over the predictions that scored it, the maximum, and the first place it was reached. An
 * emotion absent from a prediction is not a 0 in its mean.
 */
export function makeEmotionStatistics(): EmotionStatistics {
  const running = new Map<string, Running>();
  const groupIds: (string | undefined)[] = [];
  let predictions = 0;

  const scoreOf = ({ sum, count, max, place, groupIndex }: Running): EmotionScore => {
    const group = groupIds[groupIndex];
    return { mean: sum / count, max, peak: group === undefined ? place : { ...place, group } };
  };

  return {
    openGroup: () => {
      groupIds.push(undefined);
    },
    nameGroup: (id) => {
      groupIds[groupIds.length - 1] = id;
    },
    openPrediction: () => {
      predictions += 1;
    },
    addScore: (name, score, place) => {
      const seen = running.get(name);
      if (seen === undefined) {
        running.set(name, { sum: score, count: 1, max: score, place: place(), groupIndex: groupIds.length - 1 });
        return;
      }
      seen.sum += score;
      seen.count += 1;
      if (score > seen.max) {
        seen.max = score;
        seen.place = place();
        seen.groupIndex = groupIds.length - 1;
      }
    },
    get predictions() {
      return predictions;
    },
    summary: () => {
      const ranked = [...running].map(([name, emotion]) => ({ name, ...scoreOf(emotion) })).sort(byStrength);
      return {
        predictions,
        groups: groupIds.length,
        top: ranked.slice(0, TOP_EMOTIONS),
        all: Object.fromEntries([...running].map(([name, emotion]) => [name, scoreOf(emotion)])),
      };
    },
  };
}

/** Strongest first: by mean, then maximum, then name, so that equal numbers still give one order. */
function byStrength(a: RankedEmotion, b: RankedEmotion): number {
  return b.mean - a.mean || b.max - a.max || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
