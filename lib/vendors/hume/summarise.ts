/** A Hume v0 batch result, read once from front to back: an array of predictions, or the callback that holds one. */
import { inBatches } from '../../platform/all-of.ts';
import { Malformed } from '../../platform/errors.ts';
import { makeElementReader } from '../../summaries/in-place/element-reader.ts';
import type { Kernel } from '../../summaries/in-place/kernel.ts';
import { giveBack, takeKernel } from '../../summaries/in-place/kernels.ts';
import { makeTallies } from '../../summaries/in-place/tallies.ts';
import { type KernelSource, withKernel } from '../../summaries/in-place/with-kernel.ts';
import { makePlannedCutter } from '../../summaries/reader/json-cutter.ts';
import type { Vendor } from '../vendor.ts';
import { resultPlan } from './result-plan.ts';
import { makeResultWalk, type ResultWalk } from './result-walk.ts';

/** The files of a large archive all end with it: so many are unpacked, and handed over, at a time. */
const FILES_AT_ONCE = 256;

/**
 * A `COMPLETED` callback with an empty list of predictions is a result with no files. Without kernels every prediction is
 * cut out and parsed: slower, with the same outcome.
 */
export function makeSummariseHume(kernels: KernelSource | undefined): Vendor['summarise'] {
  return (result, context, onFile) =>
    withKernel(kernels, async (kernel) => {
      const walk = makeResultWalk(context, { tallies: kernel && makeTallies(kernel) });
      const cutter = makePlannedCutter(resultPlan(), walk.parts, kernel && inPlace(kernel, walk));
      for await (const chunk of result) {
        cutter.write(chunk);
        await inBatches(walk.takeFinished(), FILES_AT_ONCE, (summary) => onFile(summary()));
      }
      cutter.end();
      const whole = walk.report();
      if (whole !== undefined) return whole;
      throw new Malformed('not a Hume result: neither an array of predictions nor a callback with one');
    });
}

export const summariseHume = makeSummariseHume({ takeKernel, giveBack });

function inPlace(kernel: Kernel, { inPlaceRules }: ResultWalk) {
  return { kernel, rules: inPlaceRules(makeElementReader(kernel)) };
}
