/** Which kernel reads, and that one reader's never shows another what it read. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DECLINED, type Kernel, NO_ROOM } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeKernels } from '../../../../lib/summaries/in-place/kernels.ts';
import { kernels } from '../../../support/kernels.ts';

const LIST = Buffer.from('[{"name":"Joy","score":0.5}]');

function learnList(kernel: Kernel): number {
  kernel.window.set(LIST);
  kernel.walkList(0, LIST.length, 0);
  return kernel.learn(0, LIST.length, kernel.walked);
}

test('WebAssembly reads, where there is any', () => {
  expect(makeKernels().takeKernel().kind).toBe('webassembly');
});

test.each(kernels)('$kind reads where it is asked for', ({ kind }) => {
  const { takeKernel } = makeKernels(kind);
  expect([takeKernel().kind, takeKernel().kind]).toEqual([kind, kind]);
});

describe('where WebAssembly cannot be used', () => {
  /** The module is compiled once in a process: a new copy of the code has not done so yet. */
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.unstubAllGlobals());

  const reasons: Record<string, unknown> = {
    'there is none': undefined,
    'it refuses the module, as one without SIMD does': {
      Module: class {
        constructor() {
          throw new Error('invalid value type');
        }
      },
    },
    'there is no memory for an instance': {
      Module: class {},
      Instance: class {
        constructor() {
          throw new RangeError('could not allocate memory');
        }
      },
    },
  };
  test.each(Object.keys(reasons))('TypeScript reads: %s', async (reason) => {
    vi.stubGlobal('WebAssembly', reasons[reason]);
    const { makeKernels } = await import('../../../../lib/summaries/in-place/kernels.ts');
    const { takeKernel } = makeKernels();
    expect([takeKernel().kind, takeKernel().kind]).toEqual(['typescript', 'typescript']);
    expect(() => makeKernels('webassembly').takeKernel()).toThrow();
  });
});

describe.each(kernels)('of $kind', ({ kind }) => {
  test('readers at the same time have a window, scores and learned values each of their own', () => {
    const { takeKernel } = makeKernels(kind);
    const one = takeKernel();
    const other = takeKernel();
    const learned = learnList(one);
    expect(other.window.every((byte) => byte === 0)).toBe(true);
    other.window.set(LIST);
    expect(other.readLearned(learned, 0, LIST.length, 0)).toBe(DECLINED);
    expect(one.readLearned(learned, 0, LIST.length, 0)).toBe(LIST.length);
    expect([one.scores[0], other.scores[0]]).toEqual([0.5, 0]);
  });

  test('one that was given back is lent again, without what it learned and held', () => {
    const { takeKernel, giveBack } = makeKernels(kind);
    const kernel = takeKernel();
    const learned = learnList(kernel);
    kernel.addScores(3, 0, 1);
    giveBack(kernel);
    expect(takeKernel()).toBe(kernel);
    for (const held of [kernel.window, kernel.scores, kernel.ranges, kernel.gaps, kernel.tallies, kernel.raised]) {
      expect(held.findIndex((each: number) => each !== 0)).toBe(-1);
    }
    expect(kernel.walked).toBe(0);
    expect(kernel.learn(0, LIST.length, kernel.walked)).toBe(NO_ROOM);
    kernel.window.set(LIST);
    expect(kernel.readLearned(learned, 0, LIST.length, 0)).toBe(DECLINED);
  });

  test('after many readers at once a few kernels are kept', () => {
    const { takeKernel, giveBack } = makeKernels(kind);
    const first = Array.from({ length: 8 }, takeKernel);
    first.forEach(giveBack);
    const again = Array.from({ length: 8 }, takeKernel);
    expect(new Set(again).size).toBe(8);
    expect(again.filter((kernel) => first.includes(kernel))).toHaveLength(4);
  });
});
