/** Statistics over one model's predictions for one file, in memory that grows with the names alone. */
import type { EmotionScore, ModelEmotions, Place } from './file-summary.ts';
import { MAX_NAMES, tooManyNames } from './too-many-names.ts';

/** How many emotions a file is indexed under, per model. */
export const TOP_EMOTIONS = 5;

/** A face, a speaker: kept as long as a peak lies in it. */
type Group = { id: string | undefined };
type Peak = { max: number; place: Place; group: Group };
type Running = Peak & { sum: number; count: number };
type NamedScore = { name: string; score: EmotionScore };

export type EmotionStatistics = {
  /** Starts the next group (a face, a speaker); predictions added from here on belong to it. */
  openGroup(): void;
  /** Names the open group. The vendor may say it before or after the group's predictions. */
  nameGroup(id: string): void;
  openPrediction(): void;
  /** One score of the open prediction; `place` is asked for only when the score is a new maximum. */
  addScore(name: string, score: number, place: () => Place): void;
  /**
   * The same for each of `names`, whose scores stand in `scores` from `from` on. While the same `names` come again, none is
   * looked up.
   */
  addScores(names: readonly string[], scores: Float64Array, from: number, place: () => Place): void;
  /** Whether these are the names that `addScores` was given last. */
  hasJustAdded(names: readonly string[]): boolean;
  /** What is no emotion and of which only the maximum is kept; otherwise as {@link EmotionStatistics.addScore}. */
  addToxicity(name: string, score: number, place: () => Place): void;
  /** The open prediction's mean level of sentiment. */
  addSentiment(level: number): void;
  /** Names a list of scores that the predictions hold besides. */
  addNotSummarised(list: string): void;
  isNotSummarised(list: string): boolean;
  readonly predictions: number;
  summary(): ModelEmotions;
};

/**
 * Per emotion: the mean over the predictions that scored it, the maximum, and the first place it was reached. An
 * emotion absent from a prediction is not a 0 in its mean. Throws Permanent for more names than a summary can hold.
 */
export function makeEmotionStatistics(): EmotionStatistics {
  const running = new Map<string, Running>();
  const toxicity = new Map<string, Peak>();
  const sentiment = { sum: 0, count: 0 };
  const notSummarised = new Set<string>();
  let group: Group = { id: undefined };
  let groups = 0;
  let predictions = 0;
  /** The list that was added last, and what its names are summed in once it has come twice. */
  let lastNames: readonly string[] = [];
  let lastRunning: Running[] | undefined;

  const peakOf = ({ place, group: { id } }: Peak): Place => (id === undefined ? place : { ...place, group: id });
  const scoreOf = (emotion: Running): EmotionScore => {
    return { mean: emotion.sum / emotion.count, max: emotion.max, peak: peakOf(emotion) };
  };
  const toxicityOf = () =>
    Object.fromEntries([...toxicity].map(([name, each]) => [name, { max: each.max, peak: peakOf(each) }]));

  const addScore = (name: string, score: number, place: () => Place) => {
    const seen = running.get(name);
    if (seen !== undefined) {
      seen.sum += score;
      seen.count += 1;
      if (score > seen.max) raise(seen, score, place(), group);
      return;
    }
    if (running.size >= MAX_NAMES) throw tooManyNames('emotions in one model');
    running.set(name, { sum: score, count: 1, max: score, place: place(), group });
  };

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
    },
    addScore,
    addScores: (names, scores, from, place) => {
      if (names !== lastNames) {
        for (const [index, name] of names.entries()) addScore(name, scores[from + index] ?? 0, place);
        lastNames = names;
        lastRunning = undefined;
        return;
      }
      lastRunning ??= names.flatMap((name) => running.get(name) ?? []);
      let at = from;
      for (const seen of lastRunning) {
        const score = scores[at] ?? 0;
        seen.sum += score;
        seen.count += 1;
        if (score > seen.max) raise(seen, score, place(), group);
        at += 1;
      }
    },
    hasJustAdded: (names) => names === lastNames,
    addToxicity: (name, score, place) => {
      const seen = toxicity.get(name);
      if (seen !== undefined && score <= seen.max) return;
      if (seen === undefined && toxicity.size >= MAX_NAMES) throw tooManyNames('kinds of toxicity in one model');
      toxicity.set(name, { max: score, place: place(), group });
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
    get predictions() {
      return predictions;
    },
    summary: () => {
      const scored = Array.from(running, ([name, emotion]) => ({ name, score: scoreOf(emotion) }));
      const strongest = scored.toSorted(byStrength).slice(0, TOP_EMOTIONS);
      const { sum, count } = sentiment;
      return {
        predictions,
        groups,
        top: strongest.map(({ name, score }) => ({ name, ...score })),
        all: Object.fromEntries(scored.map(({ name, score }) => [name, score])),
        ...(count > 0 && { sentiment: { meanLevel: sum / count, predictions: count } }),
        ...(toxicity.size > 0 && { toxicity: toxicityOf() }),
        notSummarised: [...notSummarised].toSorted(),
      };
    },
  };
}

function raise(peak: Peak, score: number, place: Place, group: Group): void {
  peak.max = score;
  peak.place = place;
  peak.group = group;
}

/** Strongest first: by mean, then maximum, then name, so that equal numbers still give one order. */
function byStrength(a: NamedScore, b: NamedScore): number {
  return b.score.mean - a.score.mean || b.score.max - a.score.max || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
