/**
 * One raw result of each vendor, to which all rows of that vendor point: the evidence for each of their numbers is in it, and
 * a million rows need no more of S3 than one.
 */
import { digestOf } from '../../lib/raw/digest.ts';
import type { Place } from '../../lib/summaries/file-summary.ts';
import type { RawRef } from '../../lib/summaries/raw-ref.ts';
import type { ClassEntry } from '../../lib/vendors/hive/classes/class-entry.ts';
import { entriesOf } from '../../lib/vendors/hive/classes/class-registry.ts';
import { EXPRESSION_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import { makeRandom, type Random } from '../../local/simulators/random.ts';

export type KeptResult = {
  ref: Omit<RawRef, 'versionId'>;
  bytes: Uint8Array;
  /** What any element says of the name, evenly among those with a chance of `least` or more (at most {@link MOST_LEAST}). */
  maximumOf(name: string, random: Random, least?: number): { score: number; place: Place };
};

/** Some faces of a Hume job. */
const PREDICTIONS = 100;
/** So many that the likeliest frame is as likely as one in 400: over 0.9. */
const FRAMES = 400;
/** So few classes of a picture are likely: of Hive's visual ones about one in twenty above the least that is searched. */
const UNLIKELINESS = 40;

/** There is an element at or above it. */
export const MOST_LEAST = (PREDICTIONS - 1) / PREDICTIONS;

export const HIVE_CLASSES: readonly ClassEntry[] = [...entriesOf('visual'), ...entriesOf('text')];

let hume: KeptResult | undefined;
let hive: KeptResult | undefined;

export function humeResult(): KeptResult {
  hume ??= keptResult({
    key: 'results/hume/0e8fd3bc-6a35-4a3c-8d7a-0b7b1f5f3a52',
    elements: PREDICTIONS,
    scoresOf: (chance) => new Map(EXPRESSION_EMOTIONS.map((name) => [name, chance()])),
    elementOf: (time, scores) => ({ time, emotions: [...scores].map(([name, score]) => ({ name, score })) }),
    before: '[{"results":{"predictions":[{"models":{"face":{"grouped_predictions":[{"id":"face_0","predictions":[',
    after: ']}]}}}]}}]',
  });
  return hume;
}

/** Classes of pictures and of texts in the same elements, as no task of Hive's has them. */
export function hiveResult(): KeptResult {
  hive ??= keptResult({
    key: 'callbacks/hive/5b0d3f0e-52f5-4a3e-9d53-6a1f0c1f7a10',
    elements: FRAMES,
    scoresOf: (chance) => new Map(HIVE_CLASSES.map((entry) => [entry.class, scoreOf(entry, chance())])),
    elementOf: ({ begin }, scores) => ({
      time: begin,
      classes: [...scores].map(([name, score]) => ({ class: name, score })),
    }),
    before: '{"status":[{"response":{"output":[',
    after: ']}}]}',
  });
  return hive;
}

function scoreOf({ scale, polarity }: ClassEntry, chance: number): number {
  if (scale !== 'probability') return Math.floor(4 * chance ** 8);
  return polarity === 'safe' ? 1 - chance ** UNLIKELINESS : chance ** UNLIKELINESS;
}

type Scores = ReadonlyMap<string, number>;
type Time = { begin: number; end: number };

/** The first of n elements has chances from 0 to 1/n, the last from 1 - 1/n to 1. */
function keptResult({
  key,
  elements,
  scoresOf,
  elementOf,
  before,
  after,
}: {
  key: string;
  elements: number;
  scoresOf: (chance: () => number) => Scores;
  elementOf: (time: Time, scores: Scores) => object;
  before: string;
  after: string;
}): KeptResult {
  const random = makeRandom(key);
  const kept: { scores: Scores; place: Place }[] = [];
  let text = before;
  for (let nth = 0; nth < elements; nth += 1) {
    const scores = scoresOf(() => (nth + random.next()) / elements);
    const begin = Math.round(random.next() * 6e5) / 1e3;
    const time = { begin, end: begin + 0.5 };
    if (nth > 0) text += ',';
    // All names are ASCII: characters are bytes.
    const first = text.length;
    text += JSON.stringify(elementOf(time, scores));
    kept.push({ scores, place: { time, bytes: { begin: first, end: text.length } } });
  }
  const bytes = Buffer.from(text + after);
  return {
    ref: { key, ...digestOf(bytes) },
    bytes,
    maximumOf: (name, anyOf, least = 0) => {
      const element = kept[anyOf.integer(Math.ceil(least * elements), elements - 1)];
      const score = element?.scores.get(name);
      if (element === undefined || score === undefined) throw new Error(`${key} scores no ${name} of ${least} or more`);
      return { score, place: element.place };
    },
  };
}
