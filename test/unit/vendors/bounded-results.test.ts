/** A result may be full of names, entries and errors without end: it is refused before memory or time are. */
import { describe, expect, test } from 'vitest';
import { Permanent } from '../../../lib/platform/errors.ts';
import { MAX_NAMES } from '../../../lib/summaries/too-many-names.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../../lib/vendors/hume/summarise.ts';
import { bytesOf, summarised } from '../../support/result-bytes.ts';

const CLIP = { type: 'url', url: 'https://example.com/clip.mp4' };
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const summariseHive = (document: unknown) => summarised(makeSummariseHive(DEFAULT_POLICY), bytesOf(document));
const summarise = (document: unknown) => summarised(summariseHume, bytesOf(document), { jobId: 'job-1' });

const taskOf = (...entries: unknown[]) => ({ id: 'task-1', status: entries });
const entryOf = (...output: unknown[]) => ({ status: { code: '0' }, response: { input: {}, output } });
const named = (count: number) => times(count, (n) => ({ class: `class ${n}`, score: 1 }));

describe('a Hive task', () => {
  test('of more entries than any project has models is refused, whatever they are', async () => {
    const entry = entryOf({ time: 0, classes: [{ class: 'general_nsfw', score: 0.9 }] });
    expect((await summariseHive(taskOf(...times(100, () => entry)))).files).toHaveLength(1);
    for (const more of [entry, {}, null]) {
      await expect(summariseHive(taskOf(...times(101, () => more)))).rejects.toThrow(Permanent);
    }
  });

  test('of pages may have more of them than entries', async () => {
    const { files } = await summariseHive(times(300, (n) => taskOf(entryOf({ time: n, classes: named(1) }))));
    expect(files[0]?.coverage.indexed).toBe(300);
  });

  test.each([
    ['frames', () => named(MAX_NAMES + 1).map((one) => ({ time: 0, classes: [one] }))],
    ['boxes', () => [{ time: 0, bounding_poly: named(MAX_NAMES + 1).map((one) => ({ classes: [one] })) }]],
    ['sentences', () => [{ classifications: named(MAX_NAMES + 1).map((one) => ({ classes: [one] })) }]],
  ])('with more classes in its %s than a summary can hold is refused', async (_, output) => {
    await expect(summariseHive(taskOf(entryOf(...output())))).rejects.toThrow(/more than 10000 classes/);
  });

  test('with as many classes as a summary may hold is read', async () => {
    const { report } = await summariseHive(taskOf(entryOf({ time: 0, classes: named(MAX_NAMES) })));
    expect(report.unknownClasses).toHaveLength(MAX_NAMES);
  });
});

describe('a Hume result', () => {
  const fileOf = (models: unknown) => [{ source: CLIP, results: { predictions: [{ file: 'clip.mp4', models }] } }];
  const faceOf = (prediction: unknown) => fileOf({ face: { grouped_predictions: [{ predictions: [prediction] }] } });
  const scores = times(MAX_NAMES + 1, (n) => ({ name: `name ${n}`, score: 0.5 }));

  test.each([
    ['emotions', faceOf({ emotions: scores })],
    ['kinds of toxicity', faceOf({ emotions: [], toxicity: scores })],
    ['lists', faceOf(Object.fromEntries(scores.map(({ name }) => [name, [{ name, score: 1 }]])))],
  ])('with more %s than a summary can hold is refused', async (what, result) => {
    await expect(summarise(result)).rejects.toThrow(new RegExp(`more than 10000 ${what}`));
  });

  test('of more models than there can be is refused', async () => {
    const models = (count: number) => Object.fromEntries(times(count, (n) => [`model ${n}`, {}]));
    expect((await summarise(fileOf(models(32)))).files).toHaveLength(1);
    await expect(summarise(fileOf(models(33)))).rejects.toThrow(Permanent);
  });

  test('in which very many errors are about very many files is read, and all are counted', async () => {
    const results = { predictions: times(20_000, () => ({})), errors: times(100_000, () => ({})) };
    const { files, report } = await summarise([{ source: CLIP, results }]);
    expect(files).toHaveLength(20_000);
    expect(new Set(files.map(({ identity }) => identity)).size).toBe(20_000);
    expect(new Set(files.map(({ errors }) => errors.length))).toEqual(new Set([20]));
    expect(report.errorCount).toBe(100_000);
  });

  test('with errors about more files than can wait is refused', async () => {
    const errors = times(50_001, (n) => ({ message: 'no face', file: `${n}.jpg` }));
    await expect(summarise([{ source: CLIP, results: { predictions: [], errors } }])).rejects.toThrow(Permanent);
  });

  test('names the group of a peak, whether it is named before its predictions or after them', async () => {
    const prediction = { emotions: [{ name: 'Joy', score: 0.5 }] };
    const better = {
      emotions: [
        { name: 'Joy', score: 0.9 },
        { name: 'Awe', score: 0.1 },
      ],
    };
    const groups = [
      { id: 'first', predictions: [prediction] },
      { predictions: [better], id: 'second' },
      { id: 'third', predictions: [prediction] },
    ];
    const { files } = await summarise(fileOf({ face: { grouped_predictions: groups } }));
    expect(files[0]?.emotions.face).toMatchObject({
      groups: 3,
      all: { Joy: { peak: { group: 'second' } }, Awe: { peak: { group: 'second' } } },
    });
  });

  test('tells copies of one name apart by numbers without a gap', async () => {
    const results = { predictions: times(4, () => ({ file: 'clip.mp4', models: {} })) };
    const { files } = await summarise([{ source: CLIP, results }]);
    expect(files.map(({ identity }) => identity.replace(CLIP.url, ''))).toEqual([
      '',
      '!/0/clip.mp4',
      '!/0/clip.mp4#2',
      '!/0/clip.mp4#3',
    ]);
  });
});
