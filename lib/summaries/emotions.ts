/** Statistics over one model's predictions for one file, in memory that grows with the names alone. */
import type { ModelEmotions, Place, RankedEmotion } from './file-summary.ts';
import type { Tallies } from './in-place/tallies.ts';
import {
  addList,
  addOne,
  closeScores,
  type Group,
  makeRunningScores,
  type NamedScore,
  peakOf,
  type Spot,
  scoresOf,
} from './running-scores.ts';
import { MAX_NAMES, tooManyNames } from './too-many-names.ts';

/** How many emotions a file is indexed under, per model. */
export const TOP_EMOTIONS = 5;

/** A maximum of something that is no emotion. */
type Peak = { max: number; spot: Spot };

export type EmotionStatistics = {
  /** Starts the next group (a face, a speaker); predictions added from here on belong to it. */
  openGroup(): void;
  /** Names the open group. The vendor may say it before or after the group's predictions. */
  nameGroup(id: string): void;
  openPrediction(): void;
  /** One score of the open prediction; `place`, that of the prediction, is asked for once, at its first new maximum. */
  addScore(name: string, score: number, place: () => Place): void;
  /**
   * The same for each of `names`, whose scores stand in `scores` from `from` on. While the same `names` come again, none is
   * looked up.
   */
  addScores(names: readonly string[], scores: Float64Array, from: number, place: () => Place): void;
  /** What is no emotion and of which only the maximum is kept; otherwise as {@link EmotionStatistics.addScore}. */
  addToxicity(name: string, score: number, place: () => Place): void;
  /** The open prediction's mean level of sentiment. */
  addSentiment(level: number): void;
  /** Names a list of scores that the predictions hold besides. */
  addNotSummarised(list: string): void;
  isNotSummarised(list: string): boolean;
  /** How many were opened. No getter: V8 makes a hidden class for each object that has one, and
   * it keeps the object until the next full collection, whatever became of it. */
  predictions(): number;
  summary(): ModelEmotions;
  /** Nothing is added or asked any more: what was lent is given back. */
  close(): void;
};

/**
 * Per emotion: the mean over the predictions that scored it, the maximum, and the first place it was reached. An
 * emotion absent from a prediction is not a 0 in its mean. Throws Permanent for more names than a summary can hold.
 * `tallies`: where the scores are a kernel's.
 */
export function makeEmotionStatistics(tallies?: Tallies): EmotionStatistics {
  const running = makeRunningScores(tallies);
  const toxicity = new Map<string, Peak>();
  const sentiment = { sum: 0, count: 0 };
  const notSummarised = new Set<string>();
  let group: Group = { id: undefined };
  let groups = 0;
  let predictions = 0;
  /** Of the open prediction, once it is known. */
  let spot: Spot | undefined;

  const spotAt = (place: () => Place) => {
    spot ??= { place: place(), group, peak: undefined };
    return spot;
  };
  const toxicityOf = () =>
    Object.fromEntries([...toxicity].map(([name, each]) => [name, { max: each.max, peak: peakOf(each.spot) }]));

  return {
    openGroup: () => {
      group = { id: undefined };
      groups += 1;
    },
    nameGroup: (id) => {
      group.id = id;
    },
    openPrediction: () => {
      predictions += 1;
      spot = undefined;
    },
    addScore: (name, score, place) => addOne(running, name, score, () => spotAt(place)),
    addScores: (names, scores, from, place) => addList(running, names, scores, from, () => spotAt(place)),
    addToxicity: (name, score, place) => {
      const seen = toxicity.get(name);
      if (seen !== undefined && score <= seen.max) return;
      if (seen === undefined && toxicity.size >= MAX_NAMES) throw tooManyNames('kinds of toxicity in one model');
      toxicity.set(name, { max: score, spot: spotAt(place) });
    },
    addSentiment: (level) => {
      sentiment.sum += level;
      sentiment.count += 1;
    },
    addNotSummarised: (list) => {
      if (notSummarised.size >= MAX_NAMES) throw tooManyNames('lists in one model’s predictions');
      notSummarised.add(list);
    },
    isNotSummarised: (list) => notSummarised.has(list),
    predictions: () => predictions,
    summary: () => {
      const scored = scoresOf(running);
      const { sum, count } = sentiment;
      return {
        predictions,
        groups,
        top: topOf(scored),
        all: Object.fromEntries(scored),
        ...(count > 0 && { sentiment: { meanLevel: sum / count, predictions: count } }),
        ...(toxicity.size > 0 && { toxicity: toxicityOf() }),
        notSummarised: [...notSummarised].toSorted(),
      };
    },
    close: () => closeScores(running),
  };
}

/** The strongest first. */
function topOf(scored: readonly NamedScore[]): RankedEmotion[] {
  const top: NamedScore[] = [];
  for (const each of scored) {
    const last = top[TOP_EMOTIONS - 1];
    if (last !== undefined && byStrength(last, each) < 0) continue;
    const weaker = top.findIndex((other) => byStrength(each, other) < 0);
    top.splice(weaker === -1 ? top.length : weaker, 0, each);
    top.length = Math.min(top.length, TOP_EMOTIONS);
  }
  return top.map(([name, score]) => ({ name, ...score }));
}

/** Strongest first: by mean, then maximum, then name, so that equal numbers still give one order. */
function byStrength([name, a]: NamedScore, [otherName, b]: NamedScore): number {
  return b.mean - a.mean || b.max - a.max || (name < otherName ? -1 : name > otherName ? 1 : 0);
}
