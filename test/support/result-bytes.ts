/** Vendors' results as bytes, the way they arrive: in pieces of any size. */
import { readFile } from 'node:fs/promises';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import type { ByteStream, ResultReport, SummariseContext, Vendor } from '../../lib/vendors/vendor.ts';

export function fixtureBytes(path: string): Promise<Buffer> {
  return readFile(new URL(`../fixtures/${path}`, import.meta.url));
}

export function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** `bytes` cut at the given positions; positions outside it are left out. */
export function piecesOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const within = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).toSorted((a, b) => a - b);
  return [0, ...within].map((begin, index) => bytes.subarray(begin, within[index] ?? bytes.length));
}

/** `bytes` in pieces of one size. */
export function everyBytes(bytes: Uint8Array, size: number): Uint8Array[] {
  return piecesOf(
    bytes,
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size),
  );
}

export async function* streamOf(pieces: readonly Uint8Array[]): ByteStream {
  yield* pieces;
}

export type Summarised = { files: FileSummary[]; report: ResultReport };

export async function summarised(
  summarise: Vendor['summarise'],
  pieces: Uint8Array | readonly Uint8Array[],
  context: SummariseContext = {},
): Promise<Summarised> {
  const files: FileSummary[] = [];
  const stream = streamOf(pieces instanceof Uint8Array ? [pieces] : pieces);
  const report = await summarise(stream, context, async (summary) => {
    files.push(summary);
  });
  return { files, report };
}

/** For a result of exactly one file. */
export function onlyFile({ files }: Summarised): FileSummary {
  const [file] = files;
  if (file === undefined || files.length !== 1) throw new Error(`${files.length} files instead of one`);
  return file;
}
