/** Results in which public products have gone wrong: the right headline, the right warnings, and what the oracle says. */
import { describe, expect, test } from 'vitest';
import { entriesOf, headsOf } from '../../lib/vendors/hive/classes/class-registry.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { expectFound } from '../support/oracle/expect-found.ts';
import { hiveOracle } from '../support/oracle/hive-oracle.ts';
import { humeOracle } from '../support/oracle/hume-oracle.ts';
import { itemsOf, parsed } from '../support/oracle/json.ts';
import { bytesOf, onlyFile, summarised } from '../support/result-bytes.ts';

type Scores = Record<string, number>;
const classes = (scores: Scores) => Object.entries(scores).map(([name, score]) => ({ class: name, score }));
const entry = (input: object, output: unknown) => ({ status: { code: '0' }, response: { input, output } });
const video = (numFrames: number, output: unknown) =>
  entry({ model: 'visual', model_type: 'CATEGORIZATION', media: { num_frames: numFrames, duration: 600 } }, output);
const frame = (time: number, scores: Scores) => ({ time, classes: classes(scores) });

/** The one file, and the report, of a task; and that they are what a plain reading says. */
async function hive(...status: unknown[]) {
  const bytes = bytesOf({ id: 'task-1', status });
  const found = hiveOracle(parsed(bytes), {}, DEFAULT_POLICY);
  if (found === 'nothing is read') throw new Error('nothing is read');
  const whole = await summarised(makeSummariseHive(DEFAULT_POLICY), bytes);
  expectFound(whole, found, bytes);
  const file = onlyFile(whole);
  if (file.moderation === null) throw new Error('no moderation');
  const { begin = 0, end = 0 } = file.moderation.severityAt?.bytes ?? {};
  const evidence = end > 0 ? JSON.parse(bytes.subarray(begin, end).toString()) : null;
  return { moderation: file.moderation, coverage: file.coverage, report: whole.report, evidence };
}

describe('a video of Hive’s whose violation is on the last of 600 frames', () => {
  const quiet = { gun_in_hand: 0.001, gun_not_in_hand: 0.001, animated_gun: 0.001, no_gun: 0.997 };
  const frames = Array.from({ length: 600 }, (_, second) => frame(second, quiet));
  const last = frame(599, { ...quiet, gun_in_hand: 0.997, no_gun: 0.001 });

  test('is found there, with the frame as evidence', async () => {
    const { moderation, coverage, report, evidence } = await hive(video(600, [...frames.slice(0, -1), last]));
    expect(moderation).toMatchObject({
      severity: 3,
      severityClass: 'gun_in_hand',
      severityAt: { time: { begin: 599, end: 599 } },
      derived: true,
      policy: 'standard@1',
      classes: { gun_in_hand: { max: 0.997, count: 600 }, no_gun: { max: 0.997, polarity: 'safe' } },
      unknownClasses: [],
      changedHeads: [],
    });
    expect(evidence).toEqual(last);
    expect(coverage).toMatchObject({ unit: 'frames', indexed: 600, expected: 600, complete: true });
    expect(coverage.seconds).toEqual({ expected: 600, indexed: 599 });
    expect(report).toMatchObject({ predictions: 600, expected: 600, complete: true, errorCount: 0 });
  });

  test('of which only the first 200 came, says that it is not complete', async () => {
    const { moderation, coverage, report } = await hive(video(600, frames.slice(0, 200)));
    expect(moderation).toMatchObject({ severity: 0, severityClass: null });
    expect(coverage).toMatchObject({ indexed: 200, expected: 600, complete: false });
    expect(report).toMatchObject({ predictions: 200, expected: 600, complete: false });
  });
});

describe('a frame of 88 classes of which 35 safe ones score higher than any violation', () => {
  const polarities = new Map(entriesOf('visual').map((each) => [each.class, each.polarity]));
  /** As many whole heads as make 88 classes; the one with the gun among them. */
  const heads: (readonly string[])[] = [];
  for (const { classes: ofHead } of headsOf('visual')) {
    const rest = 88 - heads.flat().length - ofHead.length;
    if (rest === 0 || rest >= 2) heads.push(ofHead);
  }
  const scores = Object.fromEntries(
    heads.flatMap((head, index) => {
      const safe = head.find((name) => polarities.get(name) === 'safe');
      const main = head.includes('gun_in_hand') ? 'gun_in_hand' : (safe ?? head[0]);
      const high = main === 'gun_in_hand' ? 0.93 : 0.9999 - index / 10_000;
      return head.map((name) => [name, name === main ? high : (1 - high) / (head.length - 1)]);
    }),
  );

  test('is the frame described', () => {
    const ranked = Object.entries(scores).toSorted(([, a], [, b]) => b - a);
    expect(ranked).toHaveLength(88);
    const firstViolation = ranked.findIndex(([name]) => polarities.get(name) === 'violation');
    const above = ranked.slice(0, firstViolation).filter(([name]) => polarities.get(name) === 'safe');
    expect(above.length).toBeGreaterThanOrEqual(35);
    expect(ranked[firstViolation]?.[0]).toBe('gun_in_hand');
  });

  test('has the violation for a headline', async () => {
    const { moderation, coverage } = await hive(video(1, [frame(0, scores)]));
    expect(moderation).toMatchObject({ severity: 2, severityClass: 'gun_in_hand', derived: true });
    expect(moderation).toMatchObject({ unknownClasses: [], changedHeads: [] });
    expect(Object.keys(moderation.classes)).toHaveLength(88);
    expect(coverage).toMatchObject({ indexed: 1, expected: 1, complete: true });
  });

  test('without the violation is not severe, however near 1 the rest is', async () => {
    const calm = { ...scores, gun_in_hand: 0.01, no_gun: 0.99 - 2 * ((1 - 0.93) / 3) };
    const { moderation } = await hive(video(1, [frame(0, calm)]));
    expect(moderation).toMatchObject({ severity: 0, severityClass: null });
  });
});

const text = (scores: Scores) =>
  entry({ model_type: 'TEXT_CLASSIFICATION' }, [{ start_char_index: 0, end_char_index: 9, classes: classes(scores) }]);

test('a text in a language that is not supported has no severity, not 0', async () => {
  const { moderation, coverage, report } = await hive(text({ sexual: -1, hate: -1, violence: -1, spam: 0 }));
  expect(moderation).toMatchObject({ severity: null, severityClass: null, severityAt: null, unknownClasses: [] });
  expect(moderation.classes).toMatchObject({
    sexual: { max: null, at: null, count: 0 },
    hate: { max: null },
    spam: { max: 0, count: 1 },
  });
  expect(coverage).toMatchObject({ unit: 'texts', indexed: 1, expected: null, complete: null });
  expect(report.errorCount).toBe(0);
});

test.each([
  ['no output', undefined],
  ['null', null],
  ['an empty list', []],
  ['a transcript without sentences', [{ transcript: '', classifications: [], words: [] }]],
])('silence as %s has no severity, not 0, and is no failure', async (_, output) => {
  const { moderation, coverage, report } = await hive(entry({ model_type: 'TRANSCRIPTION' }, output));
  expect(moderation).toMatchObject({ severity: null, severityClass: null, classes: {} });
  expect(coverage).toMatchObject({ unit: 'sentences', indexed: 0, complete: null });
  expect(report).toMatchObject({ files: 1, errorCount: 0, failure: undefined });
});

describe('a class that was renamed', () => {
  test('on the side of the violation is the headline, and reported twice', async () => {
    const { moderation, report } = await hive(video(1, [frame(0, { yes_betting: 0.97, no_gambling: 0.03 })]));
    expect(moderation).toMatchObject({ severity: 2, severityClass: 'yes_betting', unknownClasses: ['yes_betting'] });
    const changed = { product: 'visual', head: 'gambling', missing: ['yes_gambling'] };
    expect(moderation.changedHeads).toEqual([changed]);
    expect(report).toMatchObject({ unknownClasses: ['yes_betting'], changedHeads: ['visual/gambling'] });
  });

  test('on the safe side is known by what it completes, and no headline; reported all the same', async () => {
    const frames = [0.97, 0.5, 0.02].map((safe, at) => frame(at, { yes_gambling: 1 - safe, gambling_absent: safe }));
    const { moderation, report } = await hive(video(3, frames));
    expect(moderation).toMatchObject({ severity: 2, severityClass: 'yes_gambling' });
    expect(moderation.classes.gambling_absent).toMatchObject({ head: 'gambling', polarity: 'safe', max: 0.97 });
    expect(report).toMatchObject({ unknownClasses: ['gambling_absent'], changedHeads: ['visual/gambling'] });
  });

  test('on the safe side by its name is no headline either', async () => {
    const { moderation } = await hive(video(1, [frame(0, { yes_gambling: 0.2, yes_betting: 0.1, no_betting: 0.9 })]));
    expect(moderation).toMatchObject({ severity: 0, unknownClasses: ['no_betting', 'yes_betting'] });
  });

  test('of text is the headline with its own level', async () => {
    const { moderation } = await hive(text({ hate: 1, hatred: 3 }));
    expect(moderation).toMatchObject({ severity: 3, severityClass: 'hatred', unknownClasses: ['hatred'] });
  });
});

test('Hume’s video of 1,800 predictions: each emotion’s maximum, where it first was, over all of them', async () => {
  const prediction = (second: number, joy: number) => ({
    frame: second * 3,
    time: second,
    emotions: [
      { name: 'Joy', score: joy },
      { name: 'Awe', score: 0.25 },
    ],
  });
  const groups = [0, 1, 2].map((face) => ({
    id: `face_${face}`,
    predictions: Array.from({ length: 600 }, (_, second) =>
      prediction(second, face === 2 && second === 599 ? 1.303 : 0.5),
    ),
  }));
  const url = 'https://a.test/clip.mp4';
  const models = { face: { metadata: null, grouped_predictions: groups } };
  const bytes = bytesOf([{ source: { type: 'url', url }, results: { predictions: [{ file: 'clip.mp4', models }] } }]);

  const whole = await summarised(summariseHume, bytes, { jobId: 'job-1' });
  expectFound(whole, humeOracle(parsed(bytes), { jobId: 'job-1' }), bytes);
  const { emotions, coverage } = onlyFile(whole);
  const joy = emotions.face?.all.Joy;
  expect(joy).toMatchObject({ max: 1.303, peak: { time: { begin: 599, end: 599 }, frame: 1797, group: 'face_2' } });
  expect(joy?.mean).toBeCloseTo(0.5 + 0.803 / 1800, 10);
  const { begin = 0, end = 0 } = joy?.peak.bytes ?? {};
  expect(JSON.parse(bytes.subarray(begin, end).toString())).toEqual(itemsOf(groups[2]?.predictions).at(-1));
  expect(emotions.face?.all.Awe?.peak).toMatchObject({ frame: 0, group: 'face_0' });
  expect(coverage).toEqual({ unit: 'predictions', indexed: 1800, expected: null, complete: null });
  expect(whole.report).toMatchObject({ predictions: 1800, errorCount: 0, unknownClasses: [], changedHeads: [] });
});
