import { expect, test } from 'vitest';
import { dealFaults, type Fault, faultMeanings, faultNames, makeFaultPlan } from '../../../local/simulators/faults.ts';

const jobs = Array.from({ length: 2_000 }, (_, index) => index);
const everyRate = Object.fromEntries(faultNames.map((fault) => [fault, 0.1]));
const exclusive: Fault[][] = [
  ['late', 'early', 'never', 'reordered', 'before-answer'],
  ['never', 'twice'],
  ['never', 'revised'],
  ['never', 'huge-body'],
  ['twice', 'revised', 'huge-body'],
  ['cut-body', 'slow-body', 'throttled', 'server-error'],
];

test('every fault says what it does', () => {
  expect(Object.keys(faultMeanings).sort()).toEqual([...faultNames].sort());
});

test.each([
  ['at rates', (seed: string) => makeFaultPlan({ seed, rates: everyRate })],
  ['dealt', dealFaults],
])('the same seed gives the same faults, asked in whatever order, another seed others: %s', (_, planOf) => {
  const forwards = jobs.map(planOf('a'));
  const backwards = jobs.toReversed().map(planOf('a')).toReversed();
  expect(backwards).toEqual(forwards);
  expect(jobs.map(planOf('b'))).not.toEqual(forwards);
});

test.each([
  ['at rates', makeFaultPlan({ seed: 'a', rates: { ...everyRate, never: 0.3, twice: 0.5 } })],
  ['dealt', dealFaults('a')],
])('no job has two faults that exclude each other: %s', (_, faultsOf) => {
  for (const faults of jobs.map(faultsOf)) {
    for (const group of exclusive) expect(faults.filter((fault) => group.includes(fault)).length).toBeLessThan(2);
  }
});

test('each fault strikes as many jobs as its rate says', () => {
  const plan = jobs.map(makeFaultPlan({ seed: 'a', rates: { late: 0.5, 'cut-body': 0.1, 'slow-body': 0.9 } }));
  const struck = (fault: Fault) => plan.filter((faults) => faults.includes(fault)).length;
  expect(struck('late')).toBeGreaterThan(900);
  expect(struck('late')).toBeLessThan(1_100);
  expect(struck('cut-body') + struck('slow-body')).toBe(jobs.length);
  expect(struck('cut-body')).toBeLessThan(300);
  expect(struck('twice')).toBe(0);
});

test('rates that cannot be are refused', () => {
  expect(() => makeFaultPlan({ seed: 'a', rates: { never: 0.6, late: 0.5 } })).toThrow(RangeError);
  expect(() => makeFaultPlan({ seed: 'a', rates: { twice: 0.6, late: 0.5 } })).not.toThrow();
});

test('dealt, every fault strikes among any fourteen jobs of a round, and two jobs have none', () => {
  for (const seed of ['a', 'b', 'c']) {
    for (const begin of [0, 14, 28]) {
      const round = jobs.slice(begin, begin + 14).map(dealFaults(seed));
      expect(new Set(round.flat())).toEqual(new Set(faultNames));
      expect(round.filter((faults) => faults.length === 0)).toHaveLength(2);
    }
  }
  const pairs = jobs.map(dealFaults('a')).filter(({ length }) => length === 2);
  expect(pairs.length).toBeGreaterThan(200);
});
