import { describe, expect, test } from 'vitest';
import type { ClassMaximum, FileSummary, Place } from '../../../lib/summaries/file-summary.ts';
import { MOST_MOMENTS, MOST_NEAR_EMOTIONS, momentsOf } from '../../../lib/summaries/moments.ts';
import type { Policy } from '../../../lib/summaries/policy.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';

const POLICY: Policy = {
  name: 'test',
  version: 1,
  severityClasses: ['hate', 'violence'],
  probabilityLevels: [0.5, 0.9, 0.99],
  classes: { ignored: 'ignore' },
};

const at = (begin: number, end = begin): Place => ({ time: { begin, end } });

function level(max: number | null, place: Place | null = at(0)): ClassMaximum {
  return { product: 'speech', head: null, polarity: 'violation', scale: 'severity', max, at: place, count: 1 };
}

function probability(max: number, place: Place = at(0), polarity: ClassMaximum['polarity'] = 'violation') {
  return { ...level(max, place), product: 'visual', polarity, scale: 'probability' as const };
}

function moderated(classes: Record<string, ClassMaximum>, { jobId = 'task-1', unknownClasses = [] as string[] } = {}) {
  const headline = { severity: null, severityClass: null, severityAt: null, derived: false, policy: null };
  const moderation = { ...headline, classes, unknownClasses, changedHeads: [] };
  return { ...makeFileSummary({ vendor: 'hive', jobId, ref: 'a' }), moderation };
}

/** Model → emotion → where it is at its highest; the later an emotion is named, the lower it is. */
function felt(peaks: Record<string, Record<string, Place>>, jobId = 'job-1'): FileSummary {
  const summary = makeFileSummary({ vendor: 'hume', jobId, ref: 'a' });
  const emotions = Object.entries(peaks).map(([model, places]) => {
    const all = Object.entries(places).map(([name, peak], order) => [name, { mean: 0.1, max: 0.9 - order / 10, peak }]);
    return [model, { predictions: 1, groups: 1, top: [], all: Object.fromEntries(all), notSummarised: [] }];
  });
  return { ...summary, emotions: Object.fromEntries(emotions) };
}

const classesOf = (summaries: FileSummary[]) => momentsOf(summaries, POLICY, 5).map((moment) => moment.class);
/** What is near the one moment, of one model. */
const nearOf = (place: Place, peaks: Record<string, Place>, withinSeconds = 5) =>
  momentsOf([moderated({ hate: level(3, place) }), felt({ face: peaks })], POLICY, withinSeconds).map(
    ({ emotions }) => emotions.face?.map(({ emotion, secondsApart }) => [emotion, secondsApart]) ?? [],
  )[0];

describe('moments', () => {
  test('say whose they are, how bad, and where', () => {
    const [moment] = momentsOf([moderated({ hate: level(3, at(70.7, 72.73)) })], POLICY, 5);
    expect(moment).toEqual({
      vendor: 'hive',
      jobId: 'task-1',
      class: 'hate',
      severity: 3,
      derived: false,
      probability: null,
      place: at(70.7, 72.73),
      emotions: {},
    });
  });

  test('of a probability have the level that the policy makes of it, and the probability', () => {
    expect(momentsOf([moderated({ gore: probability(0.93, at(8)) })], POLICY, 5)).toMatchObject([
      { class: 'gore', severity: 2, derived: true, probability: 0.93 },
    ]);
  });

  test('come by level, the vendor’s own before probabilities, the higher of those, then the earlier', () => {
    const summary = moderated({
      gore: probability(0.995, at(1)),
      violence: level(2, at(9)),
      weapon: probability(0.92, at(3)),
      blood: probability(0.96, at(7)),
      knife: probability(0.92, at(2)),
      hate: level(3, at(50)),
    });
    expect(classesOf([summary])).toEqual(['hate', 'gore', 'violence', 'blood', 'knife', 'weapon']);
  });

  test('are none of what has no time, no level, or does not count', () => {
    const summary = moderated({
      hate: level(3, { position: { begin: 1, end: 2 } }),
      violence: level(0, at(1)),
      silent: level(null, null),
      spam: level(3, at(2)),
      no_gore: probability(0.9999, at(3), 'safe'),
      animated: probability(0.9999, at(3), 'neutral'),
      ignored: probability(0.9999, at(3)),
      gore: probability(0.49, at(4)),
    });
    expect(classesOf([summary])).toEqual([]);
  });

  test('are also of classes that nobody knows, whatever their level, unless they are safe or were never seen', () => {
    const classes = {
      new_worst: level(3, at(1)),
      new_likely: probability(0.2, at(1)),
      no_new: probability(0.9, at(1), 'safe'),
      new_unseen: level(0, at(1)),
    };
    expect(classesOf([moderated(classes, { unknownClasses: Object.keys(classes) })])).toEqual([
      'new_worst',
      'new_likely',
    ]);
  });

  test('of two jobs of one vendor are both told, and named', () => {
    const summaries = ['task-1', 'task-2'].map((jobId) => moderated({ hate: level(2, at(5)) }, { jobId }));
    expect(momentsOf(summaries.toReversed(), POLICY, 5).map(({ jobId }) => jobId)).toEqual(['task-1', 'task-2']);
  });

  test('are the worst of many', () => {
    const many = Array.from({ length: 3 * MOST_MOMENTS }, (_, order) => [`c${order}`, probability(0.9, at(order))]);
    const summary = moderated(Object.fromEntries([...many.toReversed(), ['worst', probability(1, at(900))]]));
    expect(classesOf([summary])).toEqual([
      'worst',
      ...Array.from({ length: MOST_MOMENTS - 1 }, (_, order) => `c${order}`),
    ]);
  });

  test('of a file that nobody moderated are none', () => {
    expect(momentsOf([felt({ face: { Joy: at(1) } })], POLICY, 5)).toEqual([]);
    expect(momentsOf([], POLICY, 5)).toEqual([]);
  });
});

describe('emotions beside a moment', () => {
  test('say which, how strong, where, how far, and whose they are', () => {
    const summaries = [moderated({ hate: level(3, at(10, 12)) }), felt({ face: { Joy: at(14) } })];
    expect(momentsOf(summaries, POLICY, 5)[0]?.emotions).toEqual({
      face: [{ emotion: 'Joy', mean: 0.1, max: 0.9, peak: at(14), secondsApart: 2, vendor: 'hume', jobId: 'job-1' }],
    });
  });

  test.each([
    ['before it', at(10, 12), at(6, 7), 3],
    ['after it', at(10, 12), at(13, 15), 1],
    ['touching it', at(10, 12), at(12, 15), 0],
    ['across its end', at(10, 12), at(11, 15), 0],
    ['within it', at(10, 20), at(11, 12), 0],
    ['around it', at(10), at(5, 15), 0],
    ['at the same instant', at(10), at(10), 0],
    ['told the wrong way round', at(12, 10), at(16, 14), 2],
  ])('are as far as the ranges are apart: %s', (_, moment, peak, secondsApart) => {
    expect(nearOf(moment, { Joy: peak })).toEqual([['Joy', secondsApart]]);
  });

  test('come nearest first, then the highest; what lies farther is left out', () => {
    const peaks = { Calm: at(13), Joy: at(11), Awe: at(11), Fear: at(15), Doubt: at(15.01), Love: at(4.99) };
    expect(nearOf(at(10), peaks)?.map(([emotion]) => emotion)).toEqual(['Joy', 'Awe', 'Calm', 'Fear']);
  });

  test('within no time at all are those that overlap', () => {
    expect(nearOf(at(10, 12), { Joy: at(11), Awe: at(12.001) }, 0)).toEqual([['Joy', 0]]);
  });

  test('have a time', () => {
    expect(nearOf(at(10), { Joy: { position: { begin: 10, end: 12 } } })).toEqual([]);
  });

  test('are the nearest of many, of each model by itself', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, order) => [`e${order}`, at(10 + order / 100)]));
    const [moment] = momentsOf(
      [moderated({ hate: level(1, at(10)) }), felt({ prosody: many, face: many, burst: { Awe: at(99) } })],
      POLICY,
      5,
    );
    const names = Array.from({ length: MOST_NEAR_EMOTIONS }, (_, order) => `e${order}`);
    const emotions = Object.entries(moment?.emotions ?? {}).map(([model, near]) => [
      model,
      near.map(({ emotion }) => emotion),
    ]);
    expect(emotions).toEqual([
      ['face', names],
      ['prosody', names],
    ]);
  });

  test('of two jobs of one vendor are both told, and named', () => {
    const summaries = [
      moderated({ hate: level(3, at(10)) }),
      felt({ face: { Joy: at(11) } }, 'job-2'),
      felt({ face: { Joy: at(11) } }, 'job-1'),
    ];
    expect(momentsOf(summaries, POLICY, 5)[0]?.emotions.face?.map(({ jobId }) => jobId)).toEqual(['job-1', 'job-2']);
  });

  test('stand beside each moment that they are near', () => {
    const summaries = [
      moderated({ hate: level(3, at(10)), violence: level(2, at(13)) }),
      felt({ face: { Joy: at(11) } }),
    ];
    expect(momentsOf(summaries, POLICY, 5).map(({ emotions }) => emotions.face?.[0]?.secondsApart)).toEqual([1, 2]);
  });
});
