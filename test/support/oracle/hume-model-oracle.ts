/** What one of Hume's models says of one file. */
import { elementOf, type FoundPlace } from './findings.ts';
import { type Fields, fieldsOf, isFields, isName, isNumber, itemsOf, rangeOf, stringOf } from './json.ts';

type Scored = { name: string; score: number; at: FoundPlace };
type Prediction = { fields: Fields; at: FoundPlace };

export type FoundModel = { summary: object; predictions: number; leftOut: number };

function placeOf(prediction: unknown, group: string | undefined): FoundPlace {
  const { time, position, frame } = fieldsOf(prediction);
  const at = typeof time === 'number' ? rangeOf(time, time) : rangeOf(fieldsOf(time).begin, fieldsOf(time).end);
  const characters = rangeOf(fieldsOf(position).begin, fieldsOf(position).end);
  return {
    ...(at && { time: at }),
    ...(characters && { position: characters }),
    ...(isNumber(frame) && { frame }),
    ...(group !== undefined && { group }),
    element: elementOf(prediction),
  };
}

/** By name, in order of appearance. */
function byName(scores: Scored[]): [string, Scored[]][] {
  return [...Map.groupBy(scores, ({ name }) => name)];
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The maximum, and where it was first reached. */
function maximumOf(scores: Scored[]): { max: number; peak: FoundPlace } {
  const max = Math.max(...scores.map(({ score }) => score));
  const peak = scores.find(({ score }) => score === max)?.at ?? {};
  return { max, peak };
}

/** The pairs that can be used, and how many cannot. */
function scoresIn(list: unknown, at: FoundPlace): { scores: Scored[]; leftOut: number } {
  const pairs = itemsOf(list).map(fieldsOf);
  const scores = pairs.flatMap(({ name, score }) => (isName(name) && isNumber(score) ? [{ name, score, at }] : []));
  return { scores, leftOut: pairs.length - scores.length };
}

/** `undefined` where it says nothing, null where what it says cannot be used. */
function levelOf(sentiment: unknown): number | null | undefined {
  if (sentiment === undefined || sentiment === null) return undefined;
  if (!Array.isArray(sentiment)) return null;
  if (sentiment.length === 0) return undefined;
  const { scores } = scoresIn(sentiment, {});
  if (!scores.every(({ name, score }) => /^[1-9]$/.test(name) && score >= 0)) return null;
  const weight = scores.reduce((sum, { score }) => sum + score, 0);
  if (weight <= 0) return null;
  return scores.reduce((sum, { name, score }) => sum + Number(name) * score, 0) / weight;
}

/** Lists of names with scores that are not read. */
function notSummarisedIn(prediction: Fields): string[] {
  return Object.entries(prediction).flatMap(([key, value]) => {
    if (['emotions', 'sentiment', 'toxicity'].includes(key) || !Array.isArray(value) || value.length === 0) return [];
    const isScores = value.every((item) => isFields(item) && typeof item.name === 'string' && isNumber(item.score));
    return isScores || key === 'facs' || key === 'descriptions' ? [key] : [];
  });
}

export function humeModel(model: unknown): FoundModel {
  const groups = itemsOf(fieldsOf(model).grouped_predictions).filter((group) => group !== null);
  const elements = groups.flatMap((group) => {
    const { id, predictions } = fieldsOf(group);
    return itemsOf(predictions).map((element) => ({ element, at: placeOf(element, stringOf(id)) }));
  });
  const predictions: Prediction[] = elements.map(({ element, at }) => ({ fields: fieldsOf(element), at }));

  const emotions = predictions.map(({ fields, at }) => scoresIn(fields.emotions, at));
  const withoutEmotions = predictions.filter(({ fields }) => !Array.isArray(fields.emotions));
  const all = byName(emotions.flatMap(({ scores }) => scores)).map(([name, scores]) => ({
    name,
    mean: meanOf(scores.map(({ score }) => score)),
    ...maximumOf(scores),
  }));
  const top = all.toSorted((a, b) => b.mean - a.mean || b.max - a.max || (a.name < b.name ? -1 : 1)).slice(0, 5);

  const sentiments = predictions.map(({ fields }) => levelOf(fields.sentiment));
  const levels = sentiments.filter((level) => typeof level === 'number');
  const toxicities = predictions.map(({ fields, at }) => scoresIn(fields.toxicity, at));
  const toxicity = byName(toxicities.flatMap(({ scores }) => scores)).map(([name, scores]) => [
    name,
    maximumOf(scores),
  ]);

  const leftOut = [
    withoutEmotions.length,
    ...emotions.map((each) => each.leftOut),
    sentiments.filter((level) => level === null).length,
    ...predictions.map(({ fields }) => scoresIn(fields.sentiment, {}).leftOut),
    ...toxicities.map((each) => each.leftOut),
  ];
  return {
    summary: {
      predictions: predictions.length,
      groups: groups.length,
      top,
      all: Object.fromEntries(all.map(({ name, ...rest }) => [name, rest])),
      ...(levels.length > 0 && { sentiment: { meanLevel: meanOf(levels), predictions: levels.length } }),
      ...(toxicity.length > 0 && { toxicity: Object.fromEntries(toxicity) }),
      notSummarised: [...new Set(predictions.flatMap(({ fields }) => notSummarisedIn(fields)))].toSorted(),
    },
    predictions: predictions.length,
    leftOut: leftOut.reduce((sum, count) => sum + count, 0),
  };
}
