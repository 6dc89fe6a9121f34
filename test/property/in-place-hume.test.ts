/** Hume results read in place, and the old way: the same files, numbers, places, refusals, and at the same time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../lib/summaries/in-place/kernel.ts';
import type { KernelSource } from '../../lib/summaries/in-place/with-kernel.ts';
import { makeSummariseHume } from '../../lib/vendors/hume/summarise.ts';
import { kernels } from '../support/kernels.ts';
import { anyHumeResult, HUME_ZONES } from '../support/oracle/any-hume-result.ts';
import { anyCuts, anySpelling } from '../support/oracle/any-spelling.ts';
import { ORACLE_PARAMETERS, ORACLE_TIMEOUT_MS } from '../support/oracle/runs.ts';
import { spelled } from '../support/oracle/spelled-json.ts';
import { damaged } from '../support/random-json.ts';
import { makeRandom } from '../support/random-numbers.ts';
import { regularResult } from '../support/regular-hume-results.ts';
import { piecesOf } from '../support/result-bytes.ts';
import { expectSame, outcomeOf } from '../support/summarising-outcomes.ts';

/** A part of the usual runs: each is of several documents. */
const parametersFor = (part: number) => ({
  ...ORACLE_PARAMETERS,
  numRuns: Math.ceil(ORACLE_PARAMETERS.numRuns / part),
});

const theOldWay = makeSummariseHume(undefined);

/** One kernel for all results, as a worker has it; and how many lists it has read. */
function counted(makeKernel: () => Kernel) {
  const kernel = makeKernel();
  const read = { walked: 0, learned: 0 };
  const lent: Kernel = {
    ...kernel,
    get walked() {
      return kernel.walked;
    },
    walkList: (...list) => {
      const after = kernel.walkList(...list);
      if (after >= 0) read.walked += 1;
      return after;
    },
    readLearned: (...list) => {
      const after = kernel.readLearned(...list);
      if (after >= 0) read.learned += 1;
      return after;
    },
  };
  const source: KernelSource = { takeKernel: () => lent, giveBack: () => undefined };
  return { read, source };
}

describe.each(kernels)('with the kernel in $kind', ({ makeKernel }) => {
  test(
    'whatever a result has, however it is spelt and cut',
    async () => {
      const { read, source } = counted(makeKernel);
      const inPlace = makeSummariseHume(source);
      await fc.assert(
        fc.asyncProperty(anyHumeResult, anySpelling, anyCuts, fc.nat(), async (document, spelling, shares, seed) => {
          const whole = Buffer.from(spelled(document, spelling, HUME_ZONES));
          const random = makeRandom(seed);
          for (const bytes of [whole, damaged(random, whole), whole.subarray(0, Math.floor(random() * whole.length))]) {
            const pieces = piecesOf(
              bytes,
              shares.map((share) => Math.floor(share * bytes.length)),
            );
            expectSame(await outcomeOf(inPlace, [bytes]), await outcomeOf(theOldWay, [bytes]));
            expectSame(await outcomeOf(inPlace, pieces), await outcomeOf(theOldWay, pieces));
          }
        }),
        parametersFor(3),
      );
      // Few of these lists have neither escapes nor odd scores; the results below have many.
      expect(read.walked).toBeGreaterThan(0);
    },
    ORACLE_TIMEOUT_MS,
  );

  test(
    'a result of many like predictions, now and then of one unlike them',
    async () => {
      const { read, source } = counted(makeKernel);
      const inPlace = makeSummariseHume(source);
      const anyDifference = fc.constantFrom(0, 0.005, 0.02, 0.2);
      const anySpace = fc.constantFrom('', ' ', '\t', '  \r\n');
      await fc.assert(
        fc.asyncProperty(fc.nat(), anyDifference, anySpace, anyCuts, async (seed, difference, space, shares) => {
          const random = makeRandom(seed);
          const whole = Buffer.from(JSON.stringify(regularResult(random, difference), null, space));
          for (const bytes of [whole, damaged(random, whole), whole.subarray(0, Math.floor(random() * whole.length))]) {
            const pieces = piecesOf(
              bytes,
              shares.slice(0, 4).map((share) => Math.floor(share * bytes.length)),
            );
            expectSame(await outcomeOf(inPlace, pieces), await outcomeOf(theOldWay, pieces));
          }
        }),
        parametersFor(10),
      );
      expect(read.learned).toBeGreaterThan(parametersFor(10).numRuns * 10);
    },
    ORACLE_TIMEOUT_MS,
  );
});
