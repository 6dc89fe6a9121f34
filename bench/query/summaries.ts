/** Files as both vendors see them: how many names each scores is theirs, the scores are a seed's. */
import { TOP_EMOTIONS } from '../../lib/summaries/emotions.ts';
import type { ClassMaximum, FileSummary, ModelEmotions } from '../../lib/summaries/file-summary.ts';
import { fileKeyOf, md5Identity, refIdentity, urlIdentity } from '../../lib/summaries/identity.ts';
import { INDEX_VERSION } from '../../lib/summaries/index-version.ts';
import { judgedBy } from '../../lib/summaries/policy.ts';
import type { RawRef } from '../../lib/summaries/raw-ref.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { EXPRESSION_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import { makeRandom, type Random } from '../../local/simulators/random.ts';
import { HIVE_CLASSES, hiveResult, humeResult, type KeptResult, MOST_LEAST } from './kept-results.ts';

/** Of a Hume job; a Hive task is one file. */
export const FILES_PER_JOB = 100;
/** The vendors' results came over one year. */
const FIRST_AT_MS = Date.UTC(2025, 0, 1);
const YEAR_MS = 365 * 86_400_000;

export type SeenFile = { at: string; summaries: [hume: FileSummary, hive: FileSummary] };

/** What files are asked for by, in turn: every third by its URL, and so on. */
export const NAMINGS = ['url', 'ref', 'md5'] as const;
export type Naming = (typeof NAMINGS)[number];

/** What the user calls the file: a naming and its value. */
export function nameOfFile(index: number): [Naming, string] {
  const naming = NAMINGS[index % NAMINGS.length] ?? 'url';
  const values = { url: urlOfFile, ref: (nth: number) => `film-${nth}`, md5: md5OfFile };
  return [naming, values[naming](index)];
}

const urlOfFile = (index: number) => `https://media.example.com/films/${index}.mp4`;
const md5OfFile = (index: number) => makeRandom('query md5', index).hex(32);

export function fileKeyOfFile(index: number): string {
  return fileKeyOf(identityOfFile(index));
}

function identityOfFile(index: number): string {
  const [naming, value] = nameOfFile(index);
  const identities = { url: (url: string) => urlIdentity(url) ?? '', ref: refIdentity, md5: md5Identity };
  return identities[naming](value);
}

/** The same file for the same index, whatever the others are. */
export function makeSeenFile(index: number): SeenFile {
  const random = makeRandom('query', index);
  const identity = identityOfFile(index);
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

export function humeJobIdOfFile(index: number): string {
  return makeRandom('query job', Math.floor(index / FILES_PER_JOB)).uuid();
}

type About = Pick<FileSummary, 'identity' | 'fileKey' | 'source' | 'path' | 'errors' | 'indexVersion'>;

/** Every file has faces, every other one a voice. */
function humeSummary(index: number, about: About, random: Random): FileSummary {
  const predictions = random.integer(20, 2000);
  const models = index % 2 === 0 ? ['face', 'prosody'] : ['face'];
  return {
    ...about,
    vendor: 'hume',
    jobId: humeJobIdOfFile(index),
    schema: 'hume-batch-v0',
    emotions: Object.fromEntries(models.map((model) => [model, modelEmotions(predictions, random)])),
    moderation: null,
    coverage: { unit: 'predictions', indexed: predictions, expected: null, complete: null },
    raw: rawOf(humeResult(), random),
  };
}

function modelEmotions(predictions: number, random: Random): ModelEmotions {
  const scores = EXPRESSION_EMOTIONS.map((name) => {
    const mean = random.next() ** 3 * MOST_LEAST;
    const { score: max, place } = humeResult().maximumOf(name, random, mean);
    return { name, mean, max, peak: { ...place, group: 'face_0' } };
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
  const classes = HIVE_CLASSES.map(({ product, head, class: name, polarity, scale }): [string, ClassMaximum] => {
    const { score: max, place: at } = hiveResult().maximumOf(name, random);
    return [name, { product, head, polarity, scale, max, at, count: 120 }];
  });
  return {
    ...about,
    vendor: 'hive',
    jobId: random.uuid(),
    schema: 'hive-task-v2',
    emotions: {},
    moderation: judgedBy(DEFAULT_POLICY, {
      classes: Object.fromEntries(classes),
      unknownClasses: [],
      changedHeads: [],
    }),
    coverage: { unit: 'mixed', indexed: 120, expected: null, complete: null },
    raw: rawOf(hiveResult(), random),
  };
}

/** Of a version, as buckets have them on AWS: the emulator has none, and answers what it has for each. */
function rawOf({ ref }: KeptResult, random: Random): RawRef {
  return { ...ref, versionId: random.hex(32) };
}
