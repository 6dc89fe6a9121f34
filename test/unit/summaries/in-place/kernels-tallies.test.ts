/** What kernel.ts promises of scores that are added up, of every kernel. */
import { describe, expect, test } from 'vitest';
import { DECLINED, MAX_SCORES, MAX_TALLIES, TALLY_NAMES } from '../../../../lib/summaries/in-place/kernel.ts';
import { kernels } from '../../../support/kernels.ts';
import { anyScore, makeRandom, oneOf } from '../../../support/random-numbers.ts';

describe.each(kernels)('$kind', ({ makeKernel }) => {
  const kernel = makeKernel();

  describe('scores are added up', () => {
    const sumsOf = (tally: number) =>
      kernel.tallies.subarray(2 * TALLY_NAMES * tally, 2 * TALLY_NAMES * tally + TALLY_NAMES);
    const maximaOf = (tally: number) =>
      kernel.tallies.subarray(2 * TALLY_NAMES * tally + TALLY_NAMES, 2 * TALLY_NAMES * (tally + 1));

    test.each([1, 2, 5, 48, 53, TALLY_NAMES])('%i at a time, to one tally and no other', (count) => {
      const random = makeRandom(count);
      kernel.tallies.fill(7);
      sumsOf(3).fill(-0);
      maximaOf(3).fill(Number.NEGATIVE_INFINITY);
      const sums = Array.from({ length: count }, () => -0);
      const maxima = sums.map(() => Number.NEGATIVE_INFINITY);
      for (let list = 0; list < 20; list += 1) {
        const scores = sums.map(() => oneOf(random, [0, -0, anyScore(random), -anyScore(random)]));
        kernel.scores.fill(99);
        kernel.scores.set(scores, 11);
        const raised = scores.flatMap((score, index) => (score > (maxima[index] ?? 0) ? [index] : []));
        for (const [index, score] of scores.entries()) {
          sums[index] = (sums[index] ?? 0) + score;
          if (raised.includes(index)) maxima[index] = score;
        }
        expect(kernel.addScores(3, 11, count)).toBe(raised.length);
        expect([...kernel.raised.subarray(0, raised.length)]).toEqual(raised);
        expect([...sumsOf(3).subarray(0, count)]).toStrictEqual(sums);
        expect([...maximaOf(3).subarray(0, count)]).toStrictEqual(maxima);
      }
      expect([...sumsOf(3).subarray(count)].every((sum) => Object.is(sum, -0))).toBe(true);
      expect([...maximaOf(3).subarray(count)].every((maximum) => maximum === Number.NEGATIVE_INFINITY)).toBe(true);
      for (const other of [2, 4]) expect([...sumsOf(other), ...maximaOf(other)].every((each) => each === 7)).toBe(true);
    });

    test.each([
      [-1, 0, 1],
      [MAX_TALLIES, 0, 1],
      [0, -1, 1],
      [0, MAX_SCORES, 1],
      [0, MAX_SCORES - 1, 2],
      [0, 0, -1],
      [0, 0, TALLY_NAMES + 1],
    ])('unless there is no such tally, or no room: tally %i, from %i on %i', (tally, from, count) => {
      kernel.tallies.fill(7);
      expect(kernel.addScores(tally, from, count)).toBe(DECLINED);
      expect(kernel.tallies.every((each) => each === 7)).toBe(true);
    });

    test('of none nothing', () => {
      kernel.tallies.fill(7);
      expect(kernel.addScores(MAX_TALLIES - 1, MAX_SCORES, 0)).toBe(0);
      expect(kernel.tallies.every((each) => each === 7)).toBe(true);
    });
  });
});
