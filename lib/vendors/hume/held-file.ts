/**
 * A file that was read and waits: Hume lists a source's errors after its files, and does not promise to name the source
 * before them.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FileSummary } from '../../summaries/file-summary.ts';
import { MAX_QUOTED_ERRORS } from '../vendor.ts';
import { type AboutFile, type ReadFile, summaryOf } from './read-file.ts';

/** What a file takes besides the packed bytes, about. */
const BYTES_BESIDES = 1024;
/** A higher one saves little and takes longer than the reading. */
const COMPRESSION_LEVEL = 1;

export type HeldFile = {
  readonly path: string | undefined;
  readonly predictions: number;
  readonly leftOut: number;
  /** What it takes in memory when packed; 0 when it is as it was read. */
  readonly packedBytes: number;
  /** The first of many are kept in words. */
  addError(message: string): void;
  /** `others`: errors that are not about this file alone. */
  summary(about: AboutFile, others: readonly string[]): FileSummary;
};

export function holdFile(file: ReadFile): HeldFile {
  return heldFile(file, () => file, 0);
}

/** The same in about 2 KB for each model, a sixth of the memory, for some 0.1 ms. */
export function holdFilePacked(file: ReadFile): HeldFile {
  // A copy, since what zlib returns is part of a larger buffer.
  const packed = new Uint8Array(deflateRawSync(JSON.stringify(file), { level: COMPRESSION_LEVEL }));
  const unpack = (): ReadFile => JSON.parse(inflateRawSync(packed).toString());
  return heldFile(file, unpack, packed.length + BYTES_BESIDES);
}

function heldFile({ path, predictions, leftOut }: ReadFile, read: () => ReadFile, packedBytes: number): HeldFile {
  const errors: string[] = [];
  return {
    path,
    predictions,
    leftOut: leftOut.length,
    packedBytes,
    addError: (message) => {
      if (errors.length < MAX_QUOTED_ERRORS) errors.push(message);
    },
    summary: (about, others) => summaryOf(read(), [...errors, ...others].slice(0, MAX_QUOTED_ERRORS), about),
  };
}
