import { describe, expect, test } from 'vitest';
import { levelOfProbability, type Policy, parsePolicies, problemOfSearch } from '../../../lib/summaries/policy.ts';

const POLICY: Policy = {
  name: 'standard',
  version: 1,
  severityClasses: ['hate'],
  probabilityLevels: [0.5, 0.9, 0.99],
  classes: {},
};
const isSafeClass = (name: string) => name.startsWith('no_');

describe('a policy that files could not be found by', () => {
  test('names the classes that are safe and shall count', () => {
    const classes: Policy['classes'] = { no_gun: [0.1, 0.2, 0.3], yes_gun: [0.5, 0.6, 0.7], no_smoke: [0.1, 0.2, 0.3] };
    expect(problemOfSearch({ ...POLICY, classes }, isSafeClass)).toMatch(
      /^the moderation policy standard@1 .*: no_gun, no_smoke$/,
    );
  });

  test.each<[string, Policy['classes']]>([
    ['without exceptions', {}],
    ['that ignores one that is safe', { no_gun: 'ignore' }],
    ['with other levels for one that is not', { yes_gun: [0.1, 0.2, 0.3] }],
  ])('is none %s', (_, classes) => {
    expect(problemOfSearch({ ...POLICY, classes }, isSafeClass)).toBeUndefined();
  });

  test.each<[string, Partial<Policy>]>([
    ['of all classes', { probabilityLevels: [0.09, 0.5, 0.9] }],
    ['of one', { classes: { yes_gun: [0.09, 0.5, 0.9] } }],
  ])('is refused where its thresholds %s begin below what is indexed', (_, change) => {
    expect(() => parsePolicies(JSON.stringify([{ ...POLICY, ...change }]))).toThrow('not usable');
    expect(parsePolicies(JSON.stringify([{ ...POLICY, probabilityLevels: [0.1, 0.1, 0.1] }]))).toHaveLength(1);
  });
});

describe('the level of a probability that is asked for by its class', () => {
  test.each<[number, Policy['classes'], number]>([
    [0.49, {}, 0],
    [0.5, {}, 1],
    [0.9, {}, 2],
    [1, {}, 3],
    [0.9, { yes_gun: 'ignore' }, 2],
    [0.9, { yes_gun: [0.1, 0.2, 0.3] }, 3],
  ])('%d with exceptions %j is %i', (probability, classes, level) => {
    expect(levelOfProbability('yes_gun', probability, { ...POLICY, classes })).toBe(level);
    expect(levelOfProbability('toString', 0.9, { ...POLICY, classes })).toBe(2);
  });
});
