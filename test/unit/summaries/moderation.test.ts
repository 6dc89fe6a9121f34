import { describe, expect, test } from 'vitest';
import {
  type ClassMeaning,
  higherOf,
  type Maximum,
  makeModeration,
  NOT_SCORED,
} from '../../../lib/summaries/moderation.ts';

const level: ClassMeaning = { product: 'text', head: null, polarity: 'violation', scale: 'severity', known: true };
const twoLevel: ClassMeaning = { ...level, scale: 'two-level' };
const probability: ClassMeaning = { ...level, product: 'visual', head: 'gun', scale: 'probability' };
const unknown = (meaning: ClassMeaning): ClassMeaning => ({ ...meaning, known: false });

function maximum(max: number, frame = 0, count = 1): Maximum {
  return { max, at: { frame }, count };
}

function found(...classes: readonly [string, ClassMeaning, Maximum][]) {
  const moderation = makeModeration();
  for (const [name, meaning, each] of classes) moderation.add(name, meaning, each);
  return moderation.findings();
}

test('every class keeps how it is to be read and its maximum', () => {
  expect(
    found(['hate', level, maximum(2, 7)], ['no_gun', { ...probability, polarity: 'safe' }, maximum(0.9, 4, 3)]),
  ).toEqual({
    classes: {
      hate: {
        product: 'text',
        head: null,
        polarity: 'violation',
        scale: 'severity',
        max: 2,
        at: { frame: 7 },
        count: 1,
      },
      no_gun: {
        product: 'visual',
        head: 'gun',
        polarity: 'safe',
        scale: 'probability',
        max: 0.9,
        at: { frame: 4 },
        count: 3,
      },
    },
    unknownClasses: [],
  });
});

test('nothing is found where nothing was added; what was looked for in vain is null, not 0', () => {
  expect(found()).toEqual({ classes: {}, unknownClasses: [] });
  expect(found(['hate', level, NOT_SCORED]).classes.hate).toMatchObject({ max: null, at: null, count: 0 });
});

test('classes nobody knows are named, sorted, once', () => {
  const { classes, unknownClasses } = found(
    ['zealotry', unknown(level), maximum(2)],
    ['arson', unknown(probability), maximum(0.3)],
    ['zealotry', unknown(level), maximum(1)],
    ['hate', level, maximum(1)],
  );
  expect(unknownClasses).toEqual(['arson', 'zealotry']);
  expect(classes).not.toHaveProperty('arson.known');
});

test('several looks at one class come together: highest first reached, counts added', () => {
  const { classes } = found(
    ['hate', level, maximum(1, 1, 5)],
    ['hate', level, maximum(2, 2, 3)],
    ['hate', level, maximum(2, 3, 2)],
    ['hate', level, NOT_SCORED],
  );
  expect(classes.hate).toMatchObject({ max: 2, at: { frame: 2 }, count: 10 });
});

describe('one name in two products', () => {
  const speech = { ...level, product: 'speech' };

  test('with levels in both is one class, of the product of the higher', () => {
    expect(found(['hate', level, maximum(1)], ['hate', speech, maximum(2)]).classes).toEqual({
      hate: expect.objectContaining({ product: 'speech', max: 2, count: 2 }),
    });
    expect(found(['hate', level, maximum(2)], ['hate', speech, maximum(2)]).classes.hate?.product).toBe('text');
    expect(found(['hate', level, NOT_SCORED], ['hate', speech, maximum(0)]).classes.hate?.product).toBe('speech');
    expect(found(['spam', twoLevel, maximum(0)], ['spam', speech, maximum(1)]).classes.spam?.scale).toBe('severity');
  });

  test('as a level and as a probability is two: neither hides the other', () => {
    const { classes, unknownClasses } = found(
      ['hate', level, maximum(1)],
      ['hate', probability, maximum(0.99)],
      ['hate', probability, maximum(0.5)],
      ['hate', level, maximum(3)],
    );
    expect(classes).toEqual({
      hate: expect.objectContaining({ scale: 'severity', max: 3, count: 2 }),
      'hate@visual': expect.objectContaining({ scale: 'probability', max: 0.99, count: 2 }),
    });
    expect(unknownClasses).toEqual([]);
  });

  test('of which nobody knows the second is named as it is kept', () => {
    expect(found(['hate', level, maximum(1)], ['hate', unknown(probability), maximum(1)]).unknownClasses).toEqual([
      'hate@visual',
    ]);
  });
});

test('the higher of two maxima: any score before none, the first on a tie', () => {
  expect(higherOf(NOT_SCORED, maximum(0, 1))).toEqual(maximum(0, 1));
  expect(higherOf(maximum(0, 1), NOT_SCORED)).toEqual(maximum(0, 1));
  expect(higherOf(maximum(2, 1), maximum(2, 2))).toEqual(maximum(2, 1, 2));
  expect(higherOf(maximum(1, 1), maximum(2, 2))).toEqual(maximum(2, 2, 2));
  expect(higherOf(NOT_SCORED, NOT_SCORED)).toEqual(NOT_SCORED);
});

test.each(['__proto__', 'constructor', 'toString'])('a class may be called %s', (name) => {
  const { classes, unknownClasses } = found([name, unknown(level), maximum(3)]);
  expect(Object.keys(classes)).toEqual([name]);
  expect(unknownClasses).toEqual([name]);
});
