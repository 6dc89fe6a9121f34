/** A Hume v0 batch result, read once from front to back: an array of predictions, or the callback that holds one. */
import { allOf } from '../../platform/all-of.ts';
import { Malformed } from '../../platform/errors.ts';
import { makeJsonCutter } from '../../summaries/reader/json-cutter.ts';
import type { Vendor } from '../vendor.ts';
import { makeResultWalk } from './result-walk.ts';

/** A `COMPLETED` callback with an empty list of predictions is a result with no files. */
export const summariseHume: Vendor['summarise'] = async (result, context, onFile) => {
  let hasPredictions = false;
  const found = () => {
    hasPredictions = true;
  };
  const { rules, takeFinished, report } = makeResultWalk(context);
  const cutter = makeJsonCutter({
    ...rules,
    open: { ...rules.open, '': (_, kind) => kind === 'array' && found(), predictions: found },
  });
  for await (const chunk of result) {
    cutter.write(chunk);
    await allOf(takeFinished().map(onFile));
  }
  cutter.end();
  const whole = report();
  if (hasPredictions || whole.failure !== undefined) return whole;
  throw new Malformed('not a Hume result: neither an array of predictions nor a callback with one');
};
