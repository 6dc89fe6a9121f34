import { describe, expect, test } from 'vitest';
import { type EmotionStatistics, makeEmotionStatistics, TOP_EMOTIONS } from '../../../lib/summaries/emotions.ts';
import type { Place } from '../../../lib/summaries/file-summary.ts';
import { MAX_TALLIES } from '../../../lib/summaries/in-place/kernel.ts';
import { makeTallies } from '../../../lib/summaries/in-place/tallies.ts';
import { makeTypescriptKernel } from '../../../lib/summaries/in-place/typescript-kernel.ts';
import { kernels } from '../../support/kernels.ts';
import { below, makeRandom, oneOf } from '../../support/random-numbers.ts';

type Prediction = { frame: number; scores: Record<string, number> };

/** One group's predictions, its name said before or after them. */
function statisticsOf(groups: { id: string; named: 'before' | 'after'; predictions: Prediction[] }[]) {
  const statistics = makeEmotionStatistics();
  for (const { id, named, predictions } of groups) {
    statistics.openGroup();
    if (named === 'before') statistics.nameGroup(id);
    for (const { frame, scores } of predictions) {
      statistics.openPrediction();
      for (const [name, score] of Object.entries(scores)) statistics.addScore(name, score, () => ({ frame }));
    }
    if (named === 'after') statistics.nameGroup(id);
  }
  return statistics.summary();
}

function summaryOf(...predictions: Record<string, number>[]) {
  return statisticsOf([
    { id: 'unknown', named: 'before', predictions: predictions.map((scores, frame) => ({ frame, scores })) },
  ]);
}

test('the mean is over all predictions, the maximum has its place', () => {
  const { predictions, groups, all } = summaryOf({ Joy: 0.25 }, { Joy: 1 }, { Joy: 0.25 });
  expect({ predictions, groups }).toEqual({ predictions: 3, groups: 1 });
  expect(all).toEqual({ Joy: { mean: 0.5, max: 1, peak: { frame: 1, group: 'unknown' } } });
});

test('of equal maxima the first is the peak', () => {
  const { all } = summaryOf({ Joy: 0.5 }, { Joy: 0.75 }, { Joy: 0.75 });
  expect(all.Joy?.peak.frame).toBe(1);
});

test('an emotion absent from a prediction is not a 0 in its mean', () => {
  const { predictions, all } = summaryOf({ Joy: 0.5, Awe: 0.5 }, { Awe: 0.25 });
  expect(predictions).toBe(2);
  expect(all.Joy?.mean).toBe(0.5);
  expect(all.Awe?.mean).toBe(0.375);
});

test('scores outside 0..1 are kept as they are', () => {
  const { all } = summaryOf({ Joy: 1.303, Awe: -0.25 }, { Joy: 1.303, Awe: -0.75 });
  expect(all.Joy).toMatchObject({ mean: 1.303, max: 1.303 });
  expect(all.Awe).toMatchObject({ mean: -0.5, max: -0.25 });
});

test('a score of -0 is none of 0', () => {
  const { all } = summaryOf({ Joy: -0, Awe: 0 }, { Joy: -0, Awe: -0 });
  expect(all).toMatchObject({ Joy: { mean: -0, max: -0 }, Awe: { mean: 0, max: 0 } });
});

test('as many names as come are counted, each by itself', () => {
  const names = Array.from({ length: 200 }, (_, index) => `name ${index}`);
  const scores = (offset: number) => Object.fromEntries(names.map((name, index) => [name, index + offset]));
  const { all } = summaryOf(scores(0), scores(2), scores(1));
  expect(Object.values(all).map(({ mean, max }) => [mean, max])).toEqual(
    names.map((_, index) => [index + 1, index + 2]),
  );
  expect(all['name 7']?.peak.frame).toBe(1);
});

test('the top is ordered by mean, then maximum, then name, whatever the order of arrival', () => {
  const { top } = summaryOf(
    { Zeal: 0.5, Calm: 0.5, Awe: 0.25, Joy: 0.75, Fear: 0.1 },
    { Zeal: 0.5, Calm: 0.5, Awe: 0.75, Joy: 0.75, Fear: 0.1 },
  );
  expect(top.map(({ name }) => name)).toEqual(['Joy', 'Awe', 'Calm', 'Zeal', 'Fear']);
});

test('the top holds five, all the rest is still told', () => {
  const { top, all } = summaryOf({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 });
  expect(TOP_EMOTIONS).toBe(5);
  expect(top.map(({ name }) => name)).toEqual(['f', 'e', 'd', 'c', 'b']);
  expect(top[0]).toEqual({ name: 'f', mean: 6, max: 6, peak: { frame: 0, group: 'unknown' } });
  expect(Object.keys(all).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test.each(['before', 'after'] as const)('the peak names its group, said %s the predictions', (named) => {
  const { groups, all } = statisticsOf([
    { id: 'face_0', named, predictions: [{ frame: 0, scores: { Joy: 0.1, Awe: 0.9 } }] },
    { id: 'face_1', named, predictions: [{ frame: 0, scores: { Joy: 0.9, Awe: 0.1 } }] },
  ]);
  expect(groups).toBe(2);
  expect(all.Joy?.peak).toEqual({ frame: 0, group: 'face_1' });
  expect(all.Awe?.peak).toEqual({ frame: 0, group: 'face_0' });
});

test('a group nobody names leaves the peak without one', () => {
  const statistics = makeEmotionStatistics();
  statistics.openGroup();
  statistics.openPrediction();
  statistics.addScore('Joy', 0.5, () => ({ frame: 3 }));
  expect(statistics.summary().all.Joy?.peak).toEqual({ frame: 3 });
});

test('the place is asked for only at a new maximum: it is the costly part of millions of predictions', () => {
  const statistics = makeEmotionStatistics();
  const asked: number[] = [];
  const place = (frame: number) => (): Place => {
    asked.push(frame);
    return { frame };
  };
  statistics.openGroup();
  for (const [frame, score] of [0.5, 0.4, 0.6, 0.6].entries()) {
    statistics.openPrediction();
    statistics.addScore('Joy', score, place(frame));
    statistics.addScore('Awe', score, place(frame));
  }
  expect(asked).toEqual([0, 2]);
});

test('nothing detected is nothing, not zeros', () => {
  expect(makeEmotionStatistics().summary()).toEqual({
    predictions: 0,
    groups: 0,
    top: [],
    all: {},
    notSummarised: [],
  });
});

test('an emotion may have any name', () => {
  const { all } = summaryOf(JSON.parse('{"__proto__": 0.5, "constructor": 0.25}'));
  expect(Object.entries(all).map(([name, { max }]) => [name, max])).toEqual([
    ['__proto__', 0.5],
    ['constructor', 0.25],
  ]);
});

test('toxicity is the first highest of each category, in the group where it was', () => {
  const statistics = makeEmotionStatistics();
  for (const [group, scores] of [
    ['spk_0', [0.25, 0.5]],
    ['spk_1', [0.5, 0.75]],
  ] as const) {
    statistics.openGroup();
    for (const [frame, score] of scores.entries()) {
      statistics.openPrediction();
      statistics.addToxicity('toxic', score, () => ({ frame }));
      statistics.addToxicity('threat', -score, () => ({ frame }));
    }
    statistics.nameGroup(group);
  }
  expect(statistics.summary()).toMatchObject({
    all: {},
    top: [],
    toxicity: {
      toxic: { max: 0.75, peak: { frame: 1, group: 'spk_1' } },
      threat: { max: -0.25, peak: { frame: 0, group: 'spk_0' } },
    },
  });
});

test('sentiment is the mean over the predictions that have one', () => {
  const statistics = makeEmotionStatistics();
  statistics.openGroup();
  for (const level of [2, undefined, 7]) {
    statistics.openPrediction();
    if (level !== undefined) statistics.addSentiment(level);
  }
  expect(statistics.summary()).toMatchObject({ predictions: 3, sentiment: { meanLevel: 4.5, predictions: 2 } });
});

test('what is not summarised is named once, in order', () => {
  const statistics = makeEmotionStatistics();
  for (const list of ['facs', 'descriptions', 'facs']) statistics.addNotSummarised(list);
  expect(statistics.isNotSummarised('facs')).toBe(true);
  expect(statistics.isNotSummarised('box')).toBe(false);
  expect(statistics.summary().notSummarised).toEqual(['descriptions', 'facs']);
});

describe('lists and single scores, in any order and of any names, come to the same as one score after another', () => {
  const lists = [
    ['Joy', 'Awe', 'Fear'],
    ['Awe', 'Joy', 'Fear'],
    ['Awe', 'Awe'],
    ['Calmness', 'Joy', 'Calmness'],
    Array.from({ length: 90 }, (_, index) => `name ${index}`),
  ];

  function check(seed: number, room: Float64Array, byList: EmotionStatistics): void {
    const random = makeRandom(seed);
    const oneByOne = makeEmotionStatistics();
    for (let frame = 0; frame < 8; frame += 1) {
      const names = oneOf(random, lists.slice(0, 1 + below(random, lists.length)));
      for (let index = 0; index < names.length + 2; index += 1) room[index] = below(random, 9) / 8 - 0.5;
      const place = () => ({ frame });
      for (const statistics of [byList, oneByOne]) statistics.openPrediction();
      if (random() < 0.7) byList.addScores(names, room, 2, place);
      else for (const [index, name] of names.entries()) byList.addScore(name, room[2 + index] ?? 0, place);
      for (const [index, name] of names.entries()) oneByOne.addScore(name, room[2 + index] ?? 0, place);
    }
    expect(byList.summary(), `seed ${seed}`).toEqual(oneByOne.summary());
    expect(Object.keys(byList.summary().all)).toEqual(Object.keys(oneByOne.summary().all));
  }

  test('without a kernel', () => {
    for (let seed = 0; seed < 200; seed += 1) check(seed, new Float64Array(100), makeEmotionStatistics());
  });

  test.each(kernels)('by the kernel in $kind, of more models at a time than it has tallies for', ({ makeKernel }) => {
    const kernel = makeKernel();
    const tallies = makeTallies(kernel);
    const open: EmotionStatistics[] = [];
    for (let seed = 0; seed < 300; seed += 1) {
      const statistics = makeEmotionStatistics(tallies);
      open.push(statistics);
      check(seed, kernel.scores, statistics);
      if (open.length === MAX_TALLIES + 4) for (const each of open.splice(0)) each.close();
    }
  });

  test('those that are open together do not disturb each other, and what is closed is lent again', () => {
    const kernel = makeTypescriptKernel();
    const tallies = makeTallies(kernel);
    const names = ['Joy', 'Awe'];
    kernel.scores.set([1, 2]);
    const add = (statistics: EmotionStatistics) => {
      statistics.openPrediction();
      statistics.addScores(names, kernel.scores, 0, () => ({}));
    };
    for (let round = 0; round < 3; round += 1) {
      const open = Array.from({ length: MAX_TALLIES }, () => makeEmotionStatistics(tallies));
      for (const statistics of open) add(statistics);
      for (const statistics of open) add(statistics);
      expect(tallies.take()).toBeUndefined();
      for (const statistics of open) {
        const { Joy, Awe } = statistics.summary().all;
        expect([Joy?.mean, Joy?.max, Awe?.mean, Awe?.max]).toEqual([1, 1, 2, 2]);
        statistics.close();
      }
    }
  });
});
