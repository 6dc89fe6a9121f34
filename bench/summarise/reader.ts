import type { VendorName } from './inputs.ts';
import type { Segmented } from './segments.ts';
import type { Totals } from './totals.ts';

/** Reads one result and tells what it found. What a reader needs is loaded before its time is taken. */
export type Reader = (input: Segmented, vendor: VendorName, totals: Totals) => Promise<void>;

export const READER_NAMES = [
  'drain',
  'verdex',
  'verdex-typescript',
  'json-parse',
  'stream-json',
  'streamparser',
] as const;
export type ReaderName = (typeof READER_NAMES)[number];

/**
 * `firstSeconds`: the process's first reading, of code that was never run. `againSeconds`: the median of its next readings of
 * the same result, as of the next jobs that a worker takes. The peak is over all of them.
 */
export type Measurement = {
  bytes: number;
  firstSeconds: number;
  againSeconds: number;
  peakBytes: number;
  digest: string;
};
