/** How much of a medium one of Hive's models has seen. */
import type { CoverageUnit } from '../../summaries/file-summary.ts';
import { type EntryProduct, unitOf } from './entry-product.ts';
import type { OutputFindings } from './output-findings.ts';
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

/**
 * Complete is what has as many as there should be. Of more than these it cannot be told: something was counted twice, or the
 * number is another one's.
 *
 * @param isCut whether something of the entry had to be left out.
 */
export function entryCoverage(
  product: EntryProduct,
  { sentences, scoredOutputs, distinctOutputs, lastSentenceEnd, lastOutputTime }: OutputFindings,
  { frames }: HiveInput,
  isCut: boolean,
): EntryCoverage {
  const unit = unitOf(product);
  // The parts of a text have a time as well, and all the same one.
  const indexed = unit === 'sentences' ? sentences : unit === 'texts' ? scoredOutputs : distinctOutputs;
  // Hive counts frames, and the segments of a sound as frames; how many sentences there should be it does not say.
  const isStated = (unit === 'frames' || unit === 'segments') && frames !== undefined && isCount(frames);
  const expected = isStated ? frames : null;
  return {
    product,
    unit,
    indexed,
    expected,
    complete: isCut ? false : completeness(indexed, expected),
    lastSeconds: unit === 'texts' ? null : unit === 'sentences' ? lastSentenceEnd : lastOutputTime,
  };
}

function completeness(indexed: number, expected: number | null): boolean | null {
  if (expected === null || indexed > expected) return null;
  return indexed === expected;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
