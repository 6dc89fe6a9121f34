/** How much of a medium one of Hive's models has seen. */
import type { CoverageUnit } from '../../summaries/file-summary.ts';
import { type EntryProduct, unitOf } from './entry-product.ts';
import type { OutputFindings } from './output-tally.ts';
import type { HiveInput } from './schemas.ts';

export type EntryCoverage = {
  product: EntryProduct;
  unit: CoverageUnit;
  indexed: number;
  expected: number | null;
  complete: boolean | null;
  /** Where the last of what was counted ends. */
  lastSeconds: number | null;
};

/** @param isCut whether something of the entry had to be left out. */
export function entryCoverage(
  product: EntryProduct,
  { sentences, scoredOutputs, lastSentenceEnd, lastOutputTime }: OutputFindings,
  { frames }: HiveInput,
  isCut: boolean,
): EntryCoverage {
  const unit = unitOf(product);
  const indexed = unit === 'sentences' ? sentences : scoredOutputs;
  // Hive counts frames, and the segments of a sound as frames; how many sentences there should be it does not say.
  const isStated = (unit === 'frames' || unit === 'segments') && frames !== undefined && isCount(frames);
  const expected = isStated ? frames : null;
  const isMissing = expected !== null && indexed < expected;
  return {
    product,
    unit,
    indexed,
    expected,
    complete: isCut || isMissing ? false : expected === null ? null : true,
    lastSeconds: unit === 'texts' ? null : unit === 'sentences' ? lastSentenceEnd : lastOutputTime,
  };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
