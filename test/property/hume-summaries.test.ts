/** Hume's summaries against a plain reading of the whole result, written from VENDORS.md and DESIGN.md alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { humeIdentity } from '../../lib/vendors/hume/identity.ts';
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
    errors?: { message: string; file: string }[] | null;
  } | null;
  error?: string | null;
};

/** All that one model says about one file: first come first, in the result's order. */
function plainModel(groups: Group[]) {
  const seen = new Map<string, { score: number; peak: object }[]>();
  let predictions = 0;
  for (const { id, predictions: ofGroup } of groups) {
    for (const { emotions, time, position, frame } of ofGroup) {
      predictions += 1;
      const range = typeof time === 'number' ? { begin: time, end: time } : time;
      const peak = {
        ...(range && { time: range }),
        ...(position && { position }),
        ...(frame !== undefined && { frame }),
        ...(id !== undefined && { group: id }),
      };
      for (const { name, score } of emotions ?? []) {
        if (typeof name !== 'string' || typeof score !== 'number') continue;
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

function hasUnusable(models: Models): boolean {
  const predictions = Object.values(models).flatMap((model) =>
    (model?.grouped_predictions ?? []).flatMap((g) => g.predictions),
  );
  return predictions.some(({ emotions }) => {
    return !emotions || emotions.some(({ name, score }) => typeof name !== 'string' || typeof score !== 'number');
  });
}

function plainFiles(sources: Source[]) {
  return sources.flatMap(({ source, results, error }, index) => {
    const read = (results?.predictions ?? []).map(({ file, models }) => ({
      source: { index, type: source.type },
      path: file,
      emotions: Object.fromEntries(
        Object.entries(models).flatMap(([name, model]) =>
          model ? [[name, plainModel(model.grouped_predictions ?? [])]] : [],
        ),
      ),
      isWhole: !hasUnusable(models),
      said: [] as string[],
    }));
    const errors = [
      ...(results?.errors ?? []).filter(({ file }) => read.every(({ path }) => path !== file)),
      ...(typeof error === 'string' ? [{ message: error, file: null }] : []),
    ];
    const saidNothing = read.length === 0 && errors.length === 0;
    if (saidNothing) errors.push({ message: 'Hume gave no result for this source', file: null });
    const failed = [...new Set(errors.map(({ file }) => file))].map((file) => ({
      source: { index, type: source.type },
      path: file,
      emotions: {},
      isWhole: false,
      said: errors.filter((each) => each.file === file).map(({ message }) => message),
    }));
    return [...read, ...failed];
  });
}

const emotionName = fc.constantFrom('Joy', 'Awe', 'Calm', 'Fear', 'Zeal', 'Doubt', 'Love', 'Surprise (negative)');
/** Few different numbers, so that there are ties; and some from outside 0..1. */
const score = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1, 1.303, -0.1), fc.double({ min: -1, max: 2, noNaN: true }));
const emotions = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.uniqueArray(fc.record({ name: emotionName, score }), { selector: ({ name }) => name, maxLength: 8 }),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, [{ name: 'Joy', score: null }], [{ score: 0.5 }]) },
);
const range = fc.record({ begin: fc.nat(90), end: fc.nat(90) });
const prediction = fc.record(
  {
    emotions,
    time: fc.option(fc.oneof(fc.nat(900), range)),
    position: fc.option(range),
    frame: fc.nat(900),
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
const source = fc.record(
  {
    source: anySource,
    results: fc.option(
      fc.record(
        {
          predictions: fc.uniqueArray(fc.record({ file: path, models, file_type: fc.constant('video') }), {
            selector: ({ file }) => file,
            maxLength: 3,
          }),
          errors: fc.option(
            fc.array(fc.record({ message: fc.constantFrom('bad', 'late'), file: path }), { maxLength: 3 }),
          ),
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

function comparable({ source: { index, type }, path, emotions, coverage, errors }: FileSummary) {
  const { complete } = coverage;
  return {
    source: { index, type },
    path,
    emotions,
    isWhole: complete === null,
    said: errors.filter((each) => !each.startsWith('left out')),
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
  await fc.assert(
    fc.asyncProperty(result, async ({ sources, keyOrder, isCallback, ref, cuts }) => {
      const ordered = reorderedBy(sources, keyOrder);
      const whole = isCallback ? { job_id: 'job-1', status: 'COMPLETED', predictions: ordered } : ordered;
      const bytes = Buffer.from(JSON.stringify(whole));
      const context = { jobId: 'job-1', ref };
      const summary = await summarised(summariseHume, piecesOf(bytes, cuts), context);

      const read: Source[] = JSON.parse(JSON.stringify(sources));
      const expected = plainFiles(read);
      // Which of two errors comes first depends on the order of keys: compare files as a set, per source.
      const inOrder = (list: { source: { index: number }; path: string | null }[]) =>
        list.toSorted((a, b) => a.source.index - b.source.index || String(a.path).localeCompare(String(b.path)));
      expect(inOrder(summary.files.map(comparable))).toEqual(inOrder(expected));
      expect(summary.report).toMatchObject({
        files: expected.length,
        predictions: expected
          .flatMap((file) => Object.values<{ predictions: number }>(file.emotions))
          .reduce((sum, { predictions }) => sum + predictions, 0),
        failure: undefined,
      });
      const hasErrors = read.some(
        ({ results, error }) => typeof error === 'string' || (results?.errors ?? []).length > 0,
      );
      expect(summary.report.errorCount > 0).toBe(hasErrors || expected.some(({ isWhole }) => !isWhole));

      expect(new Set(summary.files.map(({ fileKey }) => fileKey)).size).toBe(summary.files.length);
      expect(await summarised(summariseHume, bytes, context)).toEqual(summary);
      files += summary.files.length;
    }),
    { numRuns: 400 },
  );
  expect(files).toBeGreaterThan(400);
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

test('an identity of anything at all is found, and none is given twice', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const urlLike = fc.oneof(
    text,
    fc.webUrl(),
    text.map((rest) => `https://a.test/${rest}`),
  );
  const anything = fc.oneof(
    urlLike.map((url) => ({ type: 'url' as const, url })),
    fc.record({ type: fc.constant('file' as const), md5sum: text, filename: fc.option(text) }),
    fc.constant({ type: 'text' as const }),
  );
  const file = fc.oneof(text, fc.constantFrom('a', '0/a', '1/a', 'a#2', '1/a#2'));
  fc.assert(
    fc.property(
      fc.array(fc.record({ about: anything, file: fc.option(file, { nil: undefined }), sourceIndex: fc.nat(2) }), {
        maxLength: 8,
      }),
      fc.option(text, { nil: undefined }),
      (asked, ref) => {
        const taken = new Set<string>();
        const identities = asked.map(({ about, ...each }) =>
          humeIdentity(about, { ...each, jobId: 'job-1', ref }, taken),
        );
        expect(new Set(identities).size).toBe(asked.length);
      },
    ),
    { numRuns: 500 },
  );
});
