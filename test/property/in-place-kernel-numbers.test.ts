/** Numbers: what a kernel reads is bit for bit what `JSON.parse` reads; and what vendors write it reads. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJson, KERNEL_RUNS, KERNEL_TIMEOUT_MS, kernels, makeReadNumber } from '../support/kernels.ts';
import {
  anyDecimal,
  anyDouble,
  anyScore,
  anyTie,
  makeRandom,
  type Random,
  spelledDouble,
  withPointMoved,
} from '../support/random-numbers.ts';

const NUMBERS_PER_SEED = 500;

describe.each(kernels)('$kind', ({ makeKernel }) => {
  const readNumber = makeReadNumber(makeKernel);
  const readAsReference = makeReadNumber(kernels[0]?.makeKernel ?? makeKernel);

  /** Throws rather than expects: `expect` takes longer than all else here. Answers how many were read. */
  function readAll(seeds: number, textOf: (random: Random) => string): { read: number; of: number } {
    let read = 0;
    const check = (seed: number) => {
      const random = makeRandom(seed);
      for (let count = 0; count < NUMBERS_PER_SEED; count += 1) {
        const text = textOf(random);
        const value = readNumber(text);
        if (!Object.is(value, readAsReference(text))) throw new Error(`${text} is declined by one kernel alone`);
        if (value === undefined) continue;
        read += 1;
        if (!Object.is(value, JSON.parse(text))) throw new Error(`${text} was read as ${value}`);
      }
    };
    fc.assert(fc.property(fc.nat(), check), { numRuns: seeds * KERNEL_RUNS });
    return { read, of: seeds * KERNEL_RUNS * NUMBERS_PER_SEED };
  }

  test('scores as vendors write them: all are read', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const python = (random: Random) => String(anyScore(random)).replace(/e-(\d)$/, 'e-0$1');
    const { read, of } = readAll(40, python);
    expect(read).toBe(of);
  });

  test('doubles of all kinds, in the spellings of programs', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const { read, of } = readAll(60, (random) => spelledDouble(random, anyDouble(random)));
    expect(read / of).toBeGreaterThan(0.4);
  });

  test('digits at random', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const { read, of } = readAll(40, anyDecimal);
    expect(read / of).toBeGreaterThan(0.3);
  });

  test('halfway between two doubles, and next to it', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const { read, of } = readAll(60, (random) => withPointMoved(random, anyTie(random)));
    expect(read / of).toBeGreaterThan(0.3);
  });

  test('text that is almost a number is read only where it is one', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const soup = fc.array(fc.constantFrom(...'0011259..--++eEx'), { maxLength: 9 });
    let read = 0;
    const check = (characters: string[]) => {
      const text = characters.join('');
      const value = readNumber(text);
      if (value === undefined) return;
      read += 1;
      expect(isJson(text)).toBe(true);
      expect(value).toBe(JSON.parse(text));
    };
    fc.assert(fc.property(soup, check), { numRuns: 3000 * KERNEL_RUNS });
    expect(read).toBeGreaterThan(30 * KERNEL_RUNS);
  });
});
