/** Hume's summaries against a plain reading of the whole result, written from VENDORS.md and DESIGN.md alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { piecesOf, summarised } from '../support/result-bytes.ts';

type Named = { name?: unknown; score?: unknown };
type Range = { begin: number; end: number };
type Prediction = { emotions?: Named[] | null; time?: number | Range | null; position?: Range | null; frame?: number };
type Group = { id?: string; predictions: Prediction[] };
type Models = Record<string, { grouped_predictions?: Group[] | null } | null>;
type Source = {
  source: { type: string; url?: string; md5sum?: string; filename?: string | null };
  results?: {
    predictions: { file: string; models: Models }[];
    errors?: { message: string; file?: string | null }[] | null;
  } | null;
  error?: string | null;
};

const isUsable = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 2 ** 53;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length < 201;
const isRange = (value: Range | null | undefined): value is Range => isUsable(value?.begin) && isUsable(value?.end);

/** All that one model says about one file: first come first, in the result's order. */
function plainModel(groups: Group[]) {
  const seen = new Map<string, { score: number; peak: object }[]>();
  let predictions = 0;
  for (const { id, predictions: ofGroup } of groups) {
    for (const { emotions, time, position, frame } of ofGroup) {
      predictions += 1;
      const range = typeof time === 'number' ? { begin: time, end: time } : time;
      const peak = {
        ...(isRange(range) && { time: range }),
        ...(isRange(position) && { position }),
        ...(isUsable(frame) && { frame }),
        ...(id !== undefined && { group: id }),
      };
      for (const { name, score } of emotions ?? []) {
        if (!isName(name) || !isUsable(score)) continue;
        seen.set(name, [...(seen.get(name) ?? []), { score, peak }]);
      }
    }
  }
  const all = [...seen].map(([name, scores]) => {
    const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
    const max = Math.max(...scores.map(({ score }) => score));
    return { name, mean, max, peak: scores.find(({ score }) => score === max)?.peak };
  });
  const byName = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const top = byName.toSorted((a, b) => b.mean - a.mean || b.max - a.max).slice(0, 5);
  return {
    predictions,
    groups: groups.length,
    top,
    all: Object.fromEntries(all.map(({ name, ...rest }) => [name, rest])),
  };
}

/** Each kind of thing that is left out of a file is one error of it. */
function leftOut(models: Models): number {
  const predictions = Object.values(models).flatMap((model) =>
    (model?.grouped_predictions ?? []).flatMap((g) => g.predictions),
  );
  const noEmotions = predictions.some(({ emotions }) => !emotions);
  const noScore = predictions.some(({ emotions }) =>
    emotions?.some(({ name, score }) => !isName(name) || !isUsable(score)),
  );
  return Number(noEmotions) + Number(noScore);
}

/**
 * The files that were read, then those only errors name. An error is about the files of its name in its source, about
 * all of the source's files when it names none, and a file of its own when there is no file.
 */
function plainFiles(sources: Source[]) {
  return sources.flatMap(({ source, results, error }, index) => {
    const about = { index, type: source.type };
    const files = (results?.predictions ?? []).map(({ file, models }) => ({
      source: about,
      path: file as string | null,
      emotions: Object.fromEntries(
        Object.entries(models).flatMap(([name, model]) =>
          model ? [[name, plainModel(model.grouped_predictions ?? [])]] : [],
        ),
      ),
      leftOut: leftOut(models),
      said: [] as string[],
    }));
    const failed = (path: string | null) => ({ source: about, path, emotions: {}, leftOut: 0, said: [] as string[] });
    const errors = results?.errors ?? [];
    for (const { file } of errors) {
      if (typeof file === 'string' && !files.some(({ path }) => path === file)) files.push(failed(file));
    }
    const ofAll = errors.filter(({ file }) => typeof file !== 'string').map(({ message }) => message);
    if (typeof error === 'string') ofAll.push(error);
    if (files.length === 0) {
      if (ofAll.length === 0) ofAll.push('Hume gave no result for this source');
      files.push(failed(null));
    }
    for (const each of files) {
      const named = errors.filter(({ file }) => typeof file === 'string' && file === each.path);
      each.said.push(...named.map(({ message }) => message), ...ofAll);
    }
    return files;
  });
}

const emotionName = fc.constantFrom('Joy', 'Awe', 'Calm', 'Fear', 'Zeal', 'Doubt', 'Love', 'Surprise (negative)');
/** Few different numbers, so that there are ties; and some from outside 0..1. */
const score = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 0.25, 0.5, 1, 1.303, -0.1) },
  { weight: 6, arbitrary: fc.double({ min: -1, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 53, -1e300) },
);
const emotions = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.uniqueArray(fc.record({ name: emotionName, score }), { selector: ({ name }) => name, maxLength: 8 }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      null,
      [{ name: 'Joy', score: null }],
      [{ score: 0.5 }],
      [{ name: '', score: 0.5 }],
      [{ name: 'x'.repeat(201), score: 0.5 }],
    ),
  },
);
const place = (max: number) =>
  fc.oneof({ weight: 9, arbitrary: fc.nat(max) }, { weight: 1, arbitrary: fc.constantFrom(2 ** 53, 1e300) });
const range = fc.record({ begin: place(90), end: place(90) });
const prediction = fc.record(
  {
    emotions,
    time: fc.option(fc.oneof(place(900), range)),
    position: fc.option(range),
    frame: place(900),
    prob: fc.double(),
  },
  { requiredKeys: ['emotions'] },
);
const group = fc.record(
  { id: fc.constantFrom('unknown', 'face_0', 'spk_0'), predictions: fc.array(prediction, { maxLength: 5 }) },
  { requiredKeys: ['predictions'] },
);
const model = fc.option(
  fc.record(
    { metadata: fc.constant(null), grouped_predictions: fc.option(fc.array(group, { maxLength: 3 })) },
    { requiredKeys: [] },
  ),
);
const models = fc.dictionary(fc.constantFrom('face', 'prosody', 'burst', 'language', 'gaze'), model, { maxKeys: 3 });
const path = fc.constantFrom('clip.mp4', 'clip.mp3', 'faces/1.jpg', 'faces/2.jpg', '1/faces/1.jpg', 'text/0.txt');
const anySource = fc.oneof(
  fc.record({
    type: fc.constant('url'),
    url: fc.constantFrom('https://a.test/clip.mp4', 'https://A.test/clip.mp4?s=1', 'https://a.test/faces.zip', 'odd'),
  }),
  fc.record({
    type: fc.constant('file'),
    md5sum: fc.constantFrom('aa', 'bb'),
    filename: fc.option(fc.constantFrom('clip.mp4', 'a.zip')),
  }),
  fc.record({ type: fc.constant('text') }),
);
/** Few paths, so that many name a file that has predictions. */
const fileError = fc.record(
  { message: fc.constantFrom('bad', 'late'), file: fc.option(path, { freq: 6 }) },
  { requiredKeys: ['message'] },
);
const source = fc.record(
  {
    source: anySource,
    results: fc.option(
      fc.record(
        {
          predictions: fc.array(fc.record({ file: path, models, file_type: fc.constant('video') }), { maxLength: 3 }),
          errors: fc.option(fc.array(fileError, { maxLength: 3 })),
        },
        { requiredKeys: ['predictions'] },
      ),
      { freq: 8 },
    ),
    error: fc.option(fc.string({ minLength: 1, maxLength: 10 }), { freq: 2 }),
  },
  { requiredKeys: ['source'] },
);

/** The same value, the keys of its objects in another order. */
function reordered(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const keyed = Object.entries(value).map(([key, item]) => ({ key, item, rank: next() }));
  return Object.fromEntries(
    keyed.toSorted((a, b) => a.rank - b.rank).map(({ key, item }) => [key, reordered(item, next)]),
  );
}

function reorderedBy(value: unknown, seed: number): unknown {
  let state = seed;
  return reordered(value, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  });
}

/** The errors of a file in no order: it depends on that of the keys. */
function comparable({ source: { index, type }, path, emotions, coverage, errors }: FileSummary) {
  const said = errors.filter((each) => !each.startsWith('left out'));
  return {
    source: { index, type },
    path,
    emotions,
    leftOut: errors.length - said.length,
    said: said.toSorted(),
    complete: coverage.complete,
  };
}

const result = fc.record({
  sources: fc.array(source, { maxLength: 4 }),
  keyOrder: fc.nat(),
  isCallback: fc.boolean(),
  ref: fc.option(fc.constant('mine'), { nil: undefined }),
  cuts: fc.array(fc.nat(3000), { maxLength: 60 }),
});

test('a result, in any key order and any chunks, is what a plain reading of it says', async () => {
  let files = 0;
  let readInPart = 0;
  await fc.assert(
    fc.asyncProperty(result, async ({ sources, keyOrder, isCallback, ref, cuts }) => {
      const ordered = reorderedBy(sources, keyOrder);
      const whole = isCallback ? { job_id: 'job-1', status: 'COMPLETED', predictions: ordered } : ordered;
      const bytes = Buffer.from(JSON.stringify(whole));
      const context = { jobId: 'job-1', ref };
      const summary = await summarised(summariseHume, piecesOf(bytes, cuts), context);

      const expected = plainFiles(JSON.parse(JSON.stringify(sources)));
      expect(summary.files.map(comparable)).toEqual(
        expected.map(({ said, ...file }) => ({
          ...file,
          said: said.toSorted(),
          complete: said.length + file.leftOut > 0 ? false : null,
        })),
      );
      expect(summary.report).toEqual({
        files: expected.length,
        predictions: expected
          .flatMap((file) => Object.values<{ predictions: number }>(file.emotions))
          .reduce((sum, { predictions }) => sum + predictions, 0),
        errorCount: expected.reduce((sum, { said, leftOut }) => sum + said.length + leftOut, 0),
        failure: undefined,
        unknownClasses: [],
      });

      expect(new Set(summary.files.map(({ fileKey }) => fileKey)).size).toBe(summary.files.length);
      expect(await summarised(summariseHume, bytes, context)).toEqual(summary);
      files += summary.files.length;
      readInPart += expected.filter(({ said, emotions }) => said.length > 0 && Object.keys(emotions).length > 0).length;
    }),
    { numRuns: 400 },
  );
  // The generator reaches both, or the test above proves nothing.
  expect(files).toBeGreaterThan(400);
  expect(readInPart).toBeGreaterThan(100);
});

test('the first file of a source is who the design says it is', async () => {
  const identityOf = ({ type, url = '', md5sum = '' }: Source['source'], file: string): string => {
    if (type === 'text' || url === 'odd') return `hume:job-1/0/${file}`;
    if (type === 'file') return `md5:${md5sum}`;
    return url.toLowerCase().replace(/\?.*/, '');
  };
  await fc.assert(
    fc.asyncProperty(anySource, fc.constantFrom('clip.mp4', 'clip.mp3', 'faces/1.jpg'), async (about, file) => {
      const bytes = Buffer.from(JSON.stringify([{ source: about, results: { predictions: [{ file, models: {} }] } }]));
      const { files } = await summarised(summariseHume, bytes, { jobId: 'job-1' });
      const isInArchive = about.type !== 'text' && /zip/.test(JSON.stringify(about));
      const isMember = about.type !== 'text' && (isInArchive || file.includes('/'));
      const container = identityOf(about, file);
      expect(files.map(({ identity }) => identity)).toEqual([isMember ? `${container}!/${file}` : container]);
    }),
    { numRuns: 100 },
  );
});
