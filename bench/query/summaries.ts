/** Files as both vendors see them: how many names each scores is theirs, the scores are a seed's. */
import { TOP_EMOTIONS } from '../../lib/summaries/emotions.ts';
import {
  type ClassMaximum,
  type FileSummary,
  INDEX_VERSION,
  type ModelEmotions,
  type Place,
} from '../../lib/summaries/file-summary.ts';
import { fileKeyOf, urlIdentity } from '../../lib/summaries/identity.ts';
import { judgedBy } from '../../lib/summaries/policy.ts';
import { entriesOf } from '../../lib/vendors/hive/classes/class-registry.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { EXPRESSION_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import { makeRandom, type Random } from '../../local/simulators/random.ts';

/** Of a Hume job; a Hive task is one file. */
const FILES_PER_JOB = 100;
/** The vendors' results came over one year. */
const FIRST_AT_MS = Date.UTC(2025, 0, 1);
const YEAR_MS = 365 * 86_400_000;
/** So few classes of a picture are likely: of Hive's visual ones about one in twenty above the least that is searched. */
const UNLIKELINESS = 40;

export type SeenFile = { at: string; summaries: [hume: FileSummary, hive: FileSummary] };

export function urlOfFile(index: number): string {
  return `https://media.example.com/films/${index}.mp4`;
}

/** The same file for the same index, whatever the others are. */
export function makeSeenFile(index: number): SeenFile {
  const random = makeRandom('query', index);
  const identity = urlIdentity(urlOfFile(index)) ?? '';
  const about = {
    identity,
    fileKey: fileKeyOf(identity),
    source: { index: index % FILES_PER_JOB, type: 'url', url: urlOfFile(index) },
    path: null,
    errors: [],
    indexVersion: INDEX_VERSION,
  };
  const at = new Date(FIRST_AT_MS + Math.floor(random.next() * YEAR_MS)).toISOString();
  return { at, summaries: [humeSummary(index, about, random), hiveSummary(about, random)] };
}

type About = Pick<FileSummary, 'identity' | 'fileKey' | 'source' | 'path' | 'errors' | 'indexVersion'>;

/** Every file has faces, every other one a voice. */
function humeSummary(index: number, about: About, random: Random): FileSummary {
  const jobId = makeRandom('query job', Math.floor(index / FILES_PER_JOB)).uuid();
  const predictions = random.integer(20, 2000);
  const models = index % 2 === 0 ? ['face', 'prosody'] : ['face'];
  return {
    ...about,
    vendor: 'hume',
    jobId,
    schema: 'hume-batch-v0',
    emotions: Object.fromEntries(models.map((model) => [model, modelEmotions(predictions, random)])),
    moderation: null,
    coverage: { unit: 'predictions', indexed: predictions, expected: null, complete: null },
    raw: { key: `results/hume/${jobId}`, versionId: random.hex(32), sha256: random.hex(64), bytes: 12_345_678 },
  };
}

function modelEmotions(predictions: number, random: Random): ModelEmotions {
  const scores = EXPRESSION_EMOTIONS.map((name) => {
    const mean = random.next() ** 3;
    return { name, mean, max: mean + (1 - mean) * random.next(), peak: placeOf(random, 'face_0') };
  });
  return {
    predictions,
    groups: 1,
    top: scores.toSorted((a, b) => b.mean - a.mean).slice(0, TOP_EMOTIONS),
    all: Object.fromEntries(scores.map(({ name, ...score }) => [name, score])),
    notSummarised: [],
  };
}

/** Its visual product, whose classes have probabilities, and its text product, whose classes have levels. */
function hiveSummary(about: About, random: Random): FileSummary {
  const jobId = random.uuid();
  const entries = [...entriesOf('visual'), ...entriesOf('text')];
  const classes = entries.map(({ product, head, class: name, polarity, scale }): [string, ClassMaximum] => {
    const chance = random.next();
    const probability = polarity === 'safe' ? 1 - chance ** UNLIKELINESS : chance ** UNLIKELINESS;
    const max = scale === 'probability' ? probability : Math.floor(4 * chance ** 8);
    return [name, { product, head, polarity, scale, max, at: placeOf(random), count: 120 }];
  });
  return {
    ...about,
    vendor: 'hive',
    jobId,
    schema: 'hive-task-v2',
    emotions: {},
    moderation: judgedBy(DEFAULT_POLICY, {
      classes: Object.fromEntries(classes),
      unknownClasses: [],
      changedHeads: [],
    }),
    coverage: { unit: 'mixed', indexed: 120, expected: null, complete: null },
    raw: { key: `callbacks/hive/${jobId}`, versionId: random.hex(32), sha256: random.hex(64), bytes: 345_678 },
  };
}

function placeOf(random: Random, group?: string): Place {
  const begin = Math.round(random.next() * 6e5) / 1e3;
  const firstByte = random.integer(0, 12_000_000);
  const place = { time: { begin, end: begin + 0.5 }, bytes: { begin: firstByte, end: firstByte + 2600 } };
  return group === undefined ? place : { ...place, group };
}
