import { expect, test } from 'vitest';
import { higherOf, type Maximum, makeModeration, NOT_SCORED } from '../../../lib/summaries/moderation.ts';

const known = { product: 'text', scale: 'severity', known: true } as const;
const unknown = { ...known, known: false } as const;
const twoLevel = { product: 'text', scale: 'two-level', known: true } as const;

function maximum(max: number, frame = 0, count = 1): Maximum {
  return { max, at: { frame }, count };
}

test('the headline is the maximum over the configured classes; every class keeps its own', () => {
  const moderation = makeModeration(['sexual', 'hate']);
  moderation.add('sexual', known, maximum(1, 4));
  moderation.add('hate', known, maximum(2, 7));
  moderation.add('spam', twoLevel, maximum(3, 9));
  expect(moderation.summary()).toEqual({
    severity: 2,
    severityClass: 'hate',
    severityAt: { frame: 7 },
    classes: {
      sexual: { product: 'text', scale: 'severity', max: 1, at: { frame: 4 }, count: 1 },
      hate: { product: 'text', scale: 'severity', max: 2, at: { frame: 7 }, count: 1 },
      spam: { product: 'text', scale: 'two-level', max: 3, at: { frame: 9 }, count: 1 },
    },
    unknownClasses: [],
  });
});

test('a class nobody knows counts for the headline and is reported', () => {
  const moderation = makeModeration(['hate']);
  moderation.add('zealotry', unknown, maximum(2));
  moderation.add('arson', unknown, maximum(3));
  moderation.add('hate', known, maximum(1));
  expect(moderation.summary()).toMatchObject({
    severity: 3,
    severityClass: 'arson',
    unknownClasses: ['arson', 'zealotry'],
  });
});

test('nothing scored is null, not 0', () => {
  const nothing = makeModeration(['hate']).summary();
  expect(nothing).toEqual({ severity: null, severityClass: null, severityAt: null, classes: {}, unknownClasses: [] });

  const lookedForInVain = makeModeration(['hate']);
  lookedForInVain.add('hate', known, NOT_SCORED);
  expect(lookedForInVain.summary()).toMatchObject({
    severity: null,
    severityClass: null,
    classes: { hate: { max: null, at: null, count: 0 } },
  });

  const onlyOthers = makeModeration(['hate']);
  onlyOthers.add('spam', twoLevel, maximum(3));
  expect(onlyOthers.summary()).toMatchObject({ severity: null, severityClass: null });
});

test('a severity of 0 belongs to no class', () => {
  const moderation = makeModeration(['hate', 'sexual']);
  moderation.add('hate', known, maximum(0));
  moderation.add('sexual', known, maximum(0));
  expect(moderation.summary()).toMatchObject({ severity: 0, severityClass: null, severityAt: null });
});

test('a class that was not scored does not hide a 0 or a severity of another', () => {
  const moderation = makeModeration(['hate', 'sexual', 'violence']);
  moderation.add('hate', known, NOT_SCORED);
  moderation.add('sexual', known, maximum(0));
  expect(moderation.summary().severity).toBe(0);
  moderation.add('violence', known, maximum(1));
  expect(moderation.summary()).toMatchObject({ severity: 1, severityClass: 'violence' });
});

test.each([
  [['hate', 'sexual'], 'hate'],
  [['sexual', 'hate'], 'sexual'],
])('of equal severities the class configured first is named: %j', (headlineClasses, severityClass) => {
  const moderation = makeModeration(headlineClasses);
  moderation.add('sexual', known, maximum(2));
  moderation.add('hate', known, maximum(2));
  expect(moderation.summary().severityClass).toBe(severityClass);
});

test('a configured class goes before an unknown one of the same severity', () => {
  const moderation = makeModeration(['hate']);
  moderation.add('arson', unknown, maximum(2));
  moderation.add('hate', known, maximum(2));
  expect(moderation.summary().severityClass).toBe('hate');
});

test('several looks at one class come together: highest first reached, counts added', () => {
  const moderation = makeModeration(['hate']);
  moderation.add('hate', known, maximum(1, 1, 5));
  moderation.add('hate', known, maximum(2, 2, 3));
  moderation.add('hate', known, maximum(2, 3, 2));
  moderation.add('hate', known, NOT_SCORED);
  expect(moderation.summary().classes.hate).toMatchObject({ max: 2, at: { frame: 2 }, count: 10 });
});

test('the higher of two maxima: any score before none, the first on a tie', () => {
  expect(higherOf(NOT_SCORED, maximum(0, 1))).toEqual(maximum(0, 1));
  expect(higherOf(maximum(0, 1), NOT_SCORED)).toEqual(maximum(0, 1));
  expect(higherOf(maximum(2, 1), maximum(2, 2))).toEqual(maximum(2, 1, 2));
  expect(higherOf(maximum(1, 1), maximum(2, 2))).toEqual(maximum(2, 2, 2));
  expect(higherOf(NOT_SCORED, NOT_SCORED)).toEqual(NOT_SCORED);
});

test('a class may have any name', () => {
  const moderation = makeModeration(['__proto__']);
  moderation.add('__proto__', known, maximum(3));
  const summary = moderation.summary();
  expect(summary).toMatchObject({ severity: 3, severityClass: '__proto__' });
  expect(Object.keys(summary.classes)).toEqual(['__proto__']);
});
