/** One prediction after another, in the shapes of the Hume v0 reference; optional parts that do not apply are null. */
import { EXPRESSION_EMOTIONS, LANGUAGE_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import {
  burstDescriptions,
  faceDescriptions,
  facsNames,
  sentimentLevels,
  toxicityCategories,
} from './emotion-names.ts';
import type { HumeModel, PlannedFile, PlannedModel } from './hume-plan.ts';
import { makeRandom, type Random } from './random.ts';
import { type Segment, secondsPerCharacter } from './sentences.ts';

type Score = { name: string; score: number };
type Group = { id: string; predictions: Iterable<object> };

/** Videos are taken to have 30 frames a second; `frame` counts these, not the sampled ones. */
const videoFramesPerSecond = 30;

/** The groups of one model in one file. Their predictions are made while they are read, and are readable once. */
export function* groupsOf(file: PlannedFile, planned: PlannedModel): Generator<Group> {
  const { count, lanes, groupPrefix } = planned;
  const mood = makeMood(file, planned.model);
  const separate = groupPrefix === undefined ? 1 : Math.min(lanes, count);
  for (let group = 0; group < separate && count > 0; group += 1) {
    const id = groupPrefix === undefined ? 'unknown' : `${groupPrefix}${group}`;
    const random = makeRandom(...file.seed, planned.model, id);
    yield { id, predictions: predictionsOf(file, planned, { first: group, step: separate }, mood, random) };
  }
}

function* predictionsOf(
  file: PlannedFile,
  planned: PlannedModel,
  { first, step }: { first: number; step: number },
  mood: Mood,
  random: Random,
): Generator<object> {
  for (let number = first; number < planned.count; number += step) {
    const emotions = feel(mood, random);
    if (planned.model === 'face') yield faceOf(file, planned, number, emotions, random);
    else if (planned.model === 'facemesh') yield { emotions };
    else if (planned.model === 'burst') yield burstOf(number, emotions, random);
    else yield spokenOf(file, planned, number, emotions, random);
  }
}

function faceOf(file: PlannedFile, { lanes }: PlannedModel, number: number, emotions: Score[], random: Random): object {
  const { fps_pred, facs, descriptions } = file.settings.face ?? {};
  const moment = Math.floor(number / lanes);
  const left = 120 + 400 * (number % lanes);
  return {
    frame: Math.round((moment * videoFramesPerSecond) / (fps_pred ?? 3)),
    time: moment / (fps_pred ?? 3),
    prob: Math.fround(random.between(0.99, 1)),
    box: {
      x: Math.fround(left + random.between(-8, 8)),
      y: Math.fround(210 + random.between(-8, 8)),
      w: Math.fround(190 + random.between(-8, 8)),
      h: Math.fround(260 + random.between(-8, 8)),
    },
    emotions,
    facs: facs ? anyScores(facsNames, random) : null,
    descriptions: descriptions ? anyScores(faceDescriptions, random) : null,
  };
}

function burstOf(number: number, emotions: Score[], random: Random): object {
  const begin = hundredths(number * 5 + random.between(0, 4));
  return {
    time: { begin, end: hundredths(begin + random.between(0.2, 0.9)) },
    emotions,
    descriptions: anyScores(burstDescriptions, random),
  };
}

/** Prosody, language and named entities: all are about a piece of text, spoken unless the source is a text. */
function spokenOf(
  file: PlannedFile,
  { model, segments, groupPrefix }: PlannedModel,
  number: number,
  emotions: Score[],
  random: Random,
): object {
  const { text, begin, end } = segmentAt(segments, number);
  const isSpoken = file.kind === 'video' || file.kind === 'audio';
  const time = { begin: hundredths(begin * secondsPerCharacter), end: hundredths(end * secondsPerCharacter) };
  const heard = {
    time: isSpoken ? time : null,
    confidence: isSpoken ? Math.fround(random.between(0.6, 1)) : null,
    speaker_confidence: isSpoken && groupPrefix !== undefined ? Math.fround(random.between(0.5, 1)) : null,
  };
  if (model === 'prosody') return { text, ...heard, emotions };
  if (model === 'language') {
    const { sentiment, toxicity } = file.settings.language ?? {};
    return {
      text,
      position: { begin, end },
      ...heard,
      emotions,
      sentiment: sentiment ? asDistribution(anyScores(sentimentLevels, random)) : null,
      toxicity: toxicity ? anyScores(toxicityCategories, random) : null,
    };
  }
  return {
    entity: text,
    position: { begin, end },
    entity_confidence: Math.fround(random.between(0.4, 1)),
    support: random.integer(1, 5000),
    uri: `http://dbpedia.org/resource/${encodeURIComponent(text.replaceAll(' ', '_'))}`,
    link_word: text,
    ...heard,
    emotions,
  };
}

/** Beyond the last segment the text is taken to go on from its beginning. */
function segmentAt(segments: readonly Segment[], number: number): Segment {
  const segment = segments[number % segments.length];
  if (segment === undefined) return { text: '', begin: 0, end: 0 };
  const shift = Math.floor(number / segments.length) * ((segments.at(-1)?.end ?? 0) + 1);
  return { text: segment.text, begin: segment.begin + shift, end: segment.end + shift };
}

/** The level each emotion keeps to throughout a file, as the model sees it. */
type Mood = readonly { name: string; level: number }[];

/** Three emotions stand out in each file, so that files differ; the models agree on them only roughly. */
function makeMood(file: PlannedFile, model: HumeModel): Mood {
  const random = makeRandom(...file.seed, 'mood');
  const levels = new Map(LANGUAGE_EMOTIONS.map((name) => [name, 0.02 + 0.22 * random.next() ** 2]));
  for (const level of [0.4, 0.47, 0.55]) levels.set(random.pick(EXPRESSION_EMOTIONS), level);

  const view = makeRandom(...file.seed, 'mood', model);
  const names = model === 'language' || model === 'ner' ? LANGUAGE_EMOTIONS : EXPRESSION_EMOTIONS;
  return names.map((name) => ({ name, level: (levels.get(name) ?? 0) * view.between(0.9, 1.1) }));
}

/**
 * Single-precision numbers, hence the 15 to 17 digits of published answers. About one prediction in 500 goes over 1, as
 * published answers do: scores are no probabilities.
 */
function feel(mood: Mood, random: Random): Score[] {
  const stretch = random.chance(1 / 500) ? 2.4 : 1;
  return mood.map(({ name, level }) => ({
    name,
    score: Math.fround(Math.max(0.0004, level * stretch + random.between(-0.03, 0.03))),
  }));
}

function anyScores(names: readonly string[], random: Random): Score[] {
  return names.map((name) => ({ name, score: Math.fround(0.6 * random.next() ** 2) }));
}

/** Sentiment alone sums to 1 (Hume v0 reference: "a distribution"). */
function asDistribution(scores: Score[]): Score[] {
  const total = scores.reduce((sum, { score }) => sum + score, 0);
  return scores.map(({ name, score }) => ({ name, score: Math.fround(score / total) }));
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
