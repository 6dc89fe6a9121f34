/** A Hume v0 batch result, read once from front to back: an array of predictions, or the callback that holds one. */
import { inBatches } from '../../platform/all-of.ts';
import { Malformed } from '../../platform/errors.ts';
import { makeJsonCutter } from '../../summaries/reader/json-cutter.ts';
import type { Vendor } from '../vendor.ts';
import { makeResultWalk } from './result-walk.ts';

/** The files of a large archive all end with it: so many are unpacked, and handed over, at a time. */
const FILES_AT_ONCE = 256;

/** A `COMPLETED` callback with an empty list of predictions is a result with no files. */
export const summariseHume: Vendor['summarise'] = async (result, context, onFile) => {
  const { rules, takeFinished, report } = makeResultWalk(context);
  const cutter = makeJsonCutter(rules);
  for await (const chunk of result) {
    cutter.write(chunk);
    await inBatches(takeFinished(), FILES_AT_ONCE, (summary) => onFile(summary()));
  }
  cutter.end();
  const whole = report();
  if (whole !== undefined) return whole;
  throw new Malformed('not a Hume result: neither an array of predictions nor a callback with one');
};
