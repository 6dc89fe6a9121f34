/** What predictions hold beside the emotions: sentiment and toxicity are summarised, all else is named, none is an emotion. */
import { describe, expect, test } from 'vitest';
import { emotions, group, textSource } from '../../../support/hume-results.ts';
import { summarise } from '../../../support/hume-summaries.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const EMOTIONS = emotions({ Joy: 0.5 });

/** The language model's view of a text of which it said these things. */
async function languageOf(...predictions: object[]) {
  const said = predictions.map((each) => ({ emotions: EMOTIONS, ...each }));
  const models = { language: { metadata: null, grouped_predictions: [group('unknown', ...said)] } };
  const result = await summarise([textSource({ file: 'text/0.txt', models })]);
  const file = onlyFile(result);
  const { language } = file.emotions;
  if (language === undefined) throw new Error('the model is not in the summary');
  return { language, file, report: result.report };
}

const NOTHING = [
  ['null', null],
  ['an empty list', []],
  ['absent', undefined],
] as const;

describe('sentiment', () => {
  test('is the mean of the predictions’ mean levels, each weighted by its scores', async () => {
    const { language, file } = await languageOf(
      { sentiment: emotions({ 1: 0.25, 9: 0.75 }) },
      { sentiment: emotions({ 4: 3 }) },
      {},
    );
    expect(language.sentiment).toEqual({ meanLevel: (7 + 4) / 2, predictions: 2 });
    expect(file).toMatchObject({ coverage: { indexed: 3, complete: null }, errors: [] });
  });

  test('knows all nine levels', async () => {
    const levels = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => [level, 0.125]));
    expect((await languageOf({ sentiment: emotions(levels) })).language.sentiment?.meanLevel).toBe(5);
  });

  test.each(NOTHING)('%s is none', async (_, sentiment) => {
    const { language, file } = await languageOf({ sentiment });
    expect(language).not.toHaveProperty('sentiment');
    expect(file).toMatchObject({ coverage: { complete: null }, errors: [] });
  });

  test.each([
    ['on another scale', emotions({ 0: 0.5, 5: 0.5 })],
    ['on a longer scale', emotions({ 5: 0.5, 10: 0.5 })],
    ['on a finer scale', emotions({ '5': 0.5, '5.5': 0.5 })],
    ['in words', emotions({ positive: 0.5 })],
    ['of scores that are 0', emotions({ 1: 0, 9: 0 })],
    ['of scores below 0', emotions({ 1: -0.5, 9: 0.25 })],
    ['of another shape', 'positive'],
  ])('%s is left out, counted, and said', async (_, sentiment) => {
    const { language, file, report } = await languageOf({ sentiment }, { sentiment: emotions({ 7: 1 }) });
    expect(language.sentiment).toEqual({ meanLevel: 7, predictions: 1 });
    expect(file.errors).toEqual(['left out: sentiment that is no distribution over levels (1 times)']);
    expect(file.coverage.complete).toBe(false);
    expect(report.errorCount).toBe(1);
  });

  test.each([
    ['a level without a score', { name: '1', score: null }],
    ['a score that no database keeps', { name: '1', score: 1e300 }],
    ['a score without a level', { score: 0.5 }],
    ['no pair', null],
  ])('with %s is the mean of the others, and says so', async (_, pair) => {
    const { language, file } = await languageOf({ sentiment: [pair, ...emotions({ 6: 0.5 })] });
    expect(language.sentiment).toEqual({ meanLevel: 6, predictions: 1 });
    expect(file.errors).toEqual(['left out: sentiment level without a name or a usable score (1 times)']);
  });
});

describe('toxicity', () => {
  test('is the maximum of each category, with its place', async () => {
    const { language } = await languageOf(
      { position: { begin: 0, end: 4 }, toxicity: emotions({ toxic: 0.4, threat: -0.1 }) },
      { position: { begin: 5, end: 9 }, toxicity: emotions({ toxic: 0.6, insult: 1.2 }) },
    );
    const at = (begin: number) => ({ position: { begin, end: begin + 4 }, group: 'unknown' });
    expect(language.toxicity).toEqual({
      toxic: { max: 0.6, peak: at(5) },
      threat: { max: -0.1, peak: at(0) },
      insult: { max: 1.2, peak: at(5) },
    });
  });

  test.each(NOTHING)('%s is none', async (_, toxicity) => {
    const { language, file } = await languageOf({ toxicity });
    expect(language).not.toHaveProperty('toxicity');
    expect(file).toMatchObject({ coverage: { complete: null }, errors: [] });
  });

  test.each([
    ['a category of null', [null]],
    ['a score of null', [{ name: 'toxic', score: null }]],
    ['no name', [{ score: 0.5 }]],
    ['no list', 'toxic'],
  ])('%s is left out, counted, and said', async (_, toxicity) => {
    const { language, file } = await languageOf({ toxicity });
    expect(language).not.toHaveProperty('toxicity');
    expect(file.errors).toEqual(['left out: toxicity without a name or a usable score (1 times)']);
    expect(file.coverage.complete).toBe(false);
  });
});

test('neither is ever among the emotions', async () => {
  const { language } = await languageOf({
    sentiment: emotions({ 9: 5 }),
    toxicity: emotions({ toxic: 5 }),
    facs: emotions({ AU1: 5 }),
  });
  expect(Object.keys(language.all)).toEqual(['Joy']);
  expect(language.top.map(({ name }) => name)).toEqual(['Joy']);
});

test('they are read of a prediction without emotions as well, which is left out all the same', async () => {
  const { language, file } = await languageOf({
    emotions: null,
    sentiment: emotions({ 2: 1 }),
    toxicity: emotions({ toxic: 0.9 }),
    facs: emotions({ AU1: 5 }),
  });
  expect(language).toMatchObject({
    all: {},
    sentiment: { meanLevel: 2 },
    toxicity: { toxic: { max: 0.9 } },
    notSummarised: ['facs'],
  });
  expect(file.errors).toEqual(['left out: prediction without emotions (1 times)']);
});

describe('what is not summarised', () => {
  test('is named once, in order, wherever it is found, and takes nothing from the coverage', async () => {
    const { language, file } = await languageOf(
      { facs: emotions({ AU1: 0.5 }) },
      { descriptions: emotions({ Laugh: 0.5 }), facs: emotions({ AU2: 0.5 }) },
      { arousal: emotions({ high: 0.5 }) },
    );
    expect(language.notSummarised).toEqual(['arousal', 'descriptions', 'facs']);
    expect(file).toMatchObject({ coverage: { complete: null }, errors: [] });
  });

  test.each([
    ['null', { facs: null, descriptions: null }],
    ['empty', { facs: [], arousal: [] }],
    ['no list', { facs: 'AU1', arousal: { name: 'high', score: 0.5 } }],
    ['no list of scores', { landmarks: [[1, 2]], words: ['a'], spans: [{ name: 'a' }], counts: [1, 2] }],
    ['a box, a text, a place', { box: { x: 1, y: 2 }, text: 'Oh!', position: { begin: 0, end: 3 } }],
  ])('is not %s', async (_, besides) => {
    expect((await languageOf(besides)).language.notSummarised).toEqual([]);
  });

  test('is named also where its first elements cannot be read as scores', async () => {
    expect((await languageOf({ facs: [null], descriptions: ['Ah'] })).language.notSummarised).toEqual([
      'descriptions',
      'facs',
    ]);
  });

  test('is told for each model by itself', async () => {
    const face = { emotions: EMOTIONS, facs: emotions({ AU1: 1 }) };
    const burst = { emotions: EMOTIONS, descriptions: emotions({ Ah: 1 }) };
    const models = {
      face: { grouped_predictions: [group('unknown', face)] },
      burst: { grouped_predictions: [group('unknown', burst)] },
      facemesh: { grouped_predictions: [group('unknown', { emotions: EMOTIONS })] },
    };
    const file = onlyFile(await summarise([textSource({ file: 'a.mp4', models })]));
    expect(Object.entries(file.emotions).map(([name, { notSummarised }]) => [name, notSummarised])).toEqual([
      ['face', ['facs']],
      ['burst', ['descriptions']],
      ['facemesh', []],
    ]);
  });
});
