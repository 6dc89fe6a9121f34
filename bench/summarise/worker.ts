/** The measured readings of one result, in a process of their own, which loads nothing but its reader. */
import { medianOf } from '../median.ts';
import { peakResidentBytes } from '../peak-memory.ts';
import type { VendorName } from './inputs.ts';
import type { Measurement, Reader, ReaderName } from './reader.ts';
import { bytesOf, readInChunks, type Segmented } from './segments.ts';
import { makeTotals } from './totals.ts';

export type Task = { reader: ReaderName; vendor: VendorName; input: Segmented };

const READERS: Record<ReaderName, () => Promise<Reader>> = {
  drain: async () => drain,
  verdex: async () => (await import('./verdex-reader.ts')).makeVerdexReader('webassembly'),
  'verdex-typescript': async () => (await import('./verdex-reader.ts')).makeVerdexReader('typescript'),
  'json-parse': async () => (await import('./json-parse-reader.ts')).readWithJsonParse,
  'stream-json': async () => (await import('./stream-json-reader.ts')).readWithStreamJson,
  streamparser: async () => (await import('./streamparser-reader.ts')).readWithStreamparser,
};

/** Asking for the bytes alone: what nothing can be faster than. */
const drain: Reader = async (input) => {
  let bytes = 0;
  for await (const chunk of readInChunks(input)) bytes += chunk.length;
  if (bytes !== bytesOf(input)) throw new Error('not all of the result was read');
};

/** How often, and about how long, a result is read again; the largest once. */
const MOST_TIMES_AGAIN = 5;
const ENOUGH_SECONDS = 1;
const LARGE_BYTES = 400_000_000;

process.once('message', async ({ reader, vendor, input }: Task) => {
  const read = await READERS[reader]();
  const readOnce = async () => {
    const totals = makeTotals();
    const startedAt = performance.now();
    await read(input, vendor, totals);
    return { seconds: (performance.now() - startedAt) / 1000 - totals.seconds(), digest: totals.digest() };
  };
  const bytes = bytesOf(input);
  const first = await readOnce();
  const again: number[] = [];
  const timesAgain = bytes < LARGE_BYTES ? MOST_TIMES_AGAIN : 1;
  for (let sum = 0; again.length < timesAgain && sum < ENOUGH_SECONDS; ) {
    const { seconds, digest } = await readOnce();
    if (digest !== first.digest) throw new Error(`${reader} did not find the same again`);
    again.push(seconds);
    sum += seconds;
  }
  const measurement: Measurement = {
    bytes,
    firstSeconds: first.seconds,
    againSeconds: medianOf(again),
    peakBytes: peakResidentBytes(),
    digest: first.digest,
  };
  process.send?.(measurement);
});
