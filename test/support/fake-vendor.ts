/**
 * A vendor that says what a test wants it to. Its results are JSON: `{ "files": [{ "ref", "Joy", "hate" }] }`, with
 * `errors` and `failure` where it reports them.
 */
import { Malformed } from '../../lib/platform/errors.ts';
import type { FetchedResult, ResultReport, Vendor } from '../../lib/vendors/vendor.ts';
import { makeFileSummary } from './index-summaries.ts';

export type FakeFile = { ref: string; Joy?: number; hate?: number };
/** `isBrokenOff`: malformed after its last file, as a result cut short is. */
export type FakeResult = {
  files: FakeFile[];
  errors?: string[];
  failure?: string;
  unknownClasses?: string[];
  changedHeads?: string[];
  /** Says of none of its files whether all of it was seen. */
  isSilent?: boolean;
  /** How many predictions it says that it should hold. */
  expected?: number;
  isBrokenOff?: boolean;
};

/** Without `fetchResult` its callback is its result, as Hive's is. */
export function makeFakeVendor(
  name: string,
  fetchResult?: (jobId: string, signal: AbortSignal) => Promise<FetchedResult>,
): Vendor {
  return {
    name,
    jobIdOf: (text) => text,
    callbackIsResult: fetchResult === undefined,
    readJobId: () => undefined,
    ...(fetchResult !== undefined && { fetchResult }),
    summarise: async (bytes, { jobId = 'unknown', ref: grantedRef }, onFile): Promise<ResultReport> => {
      const { files, errors = [], failure, expected = null, isBrokenOff = false, ...said } = await readResult(bytes);
      for (const { ref, Joy, hate } of files) {
        const summary = makeFileSummary({
          vendor: name,
          jobId,
          ref: grantedRef ?? ref,
          emotions: Joy === undefined ? {} : { face: { Joy } },
          ...(hate !== undefined && { classes: { hate } }),
        });
        const coverage = said.isSilent === true ? { ...summary.coverage, complete: null } : summary.coverage;
        await onFile({ ...summary, coverage, raw: null });
      }
      if (isBrokenOff) throw new Malformed('incomplete');
      const predictions = files.length * 10;
      const { unknownClasses = [], changedHeads = [] } = said;
      const complete = expected === null ? null : predictions >= expected;
      const counts = { files: files.length, predictions, errorCount: errors.length };
      return { ...counts, expected, complete, failure, unknownClasses, changedHeads };
    },
  };
}

export function resultBytes(result: FakeResult): Buffer {
  return Buffer.from(JSON.stringify(result));
}

export async function* streamOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function readResult(bytes: AsyncIterable<Uint8Array>): Promise<FakeResult> {
  const text = Buffer.concat(await Array.fromAsync(bytes)).toString();
  try {
    const result = JSON.parse(text);
    if (Array.isArray(result.files)) return result;
  } catch (cause) {
    throw new Malformed('not a result', { cause });
  }
  throw new Malformed('not a result: it has no files');
}
