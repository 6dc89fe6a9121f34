/** Writing the rows of a result's files, as far as time allows. */
import type { JobWriting } from '../../index/file-index.ts';
import { makeQueue } from '../../platform/all-of.ts';
import { Retryable } from '../../platform/errors.ts';
import type { FileSummary } from '../../summaries/file-summary.ts';
import { INDEX_VERSION } from '../../summaries/index-version.ts';
import type { ResultReport } from '../../vendors/vendor.ts';
import type { Progress } from '../progress.ts';
import { makeFilesDone } from './files-done.ts';
import type { KeptResult, ReadResult } from './read-result.ts';

/** Time was up, or something failed, when the result was read and some rows were written: where the next goes on. */
export type Unfinished = { status: 'unfinished'; progress: Progress; failure: Retryable };

export type FilesWritten =
  | { status: 'written'; fileKeys: ReadonlySet<string> }
  /** Some row is. */
  | { status: 'newer' }
  /** Not those that `from` counts, or not as many as the report says: what was seen before was another result. */
  | { status: 'other files' }
  | Unfinished;

export type FilesToWrite = {
  kept: KeptResult;
  result: ReadResult;
  writing: JobWriting;
  /** Of the same result: what was written then is not written again. */
  from: Progress | undefined;
  writtenFiles: Set<string>;
  signal: AbortSignal;
  /** Files that are written at the same time. */
  filesAtOnce: number;
};

/**
 * Once time is up no file is begun; those that are, are written to their end. Throws what is not Retryable, and what failed before
 * there was any row.
 */
export async function writeFiles(toWrite: FilesToWrite): Promise<FilesWritten> {
  const { kept, result, writing, from, writtenFiles, signal, filesAtOnce } = toWrite;
  const filesDone = makeFilesDone(from);
  const doneBefore = new Set<string>();
  const inQueue = makeQueue(filesAtOnce);
  /** Why no more files are begun. */
  let end: { failure: unknown } | 'newer' | undefined;

  async function write(summary: FileSummary, done: () => void): Promise<void> {
    if (end === 'newer') return;
    if (end !== undefined) throw end.failure;
    try {
      if (signal.aborted) throw new Retryable('the worker ran out of time while indexing');
      writtenFiles.add(summary.fileKey);
      if ((await writing.put(summary)) === 'newer') end = 'newer';
      else done();
    } catch (failure) {
      end ??= { failure };
      throw failure;
    }
  }

  try {
    await result.files(async (summary) => {
      const { fileKey } = summary;
      const file = filesDone.open(fileKey);
      if (file === 'other files') {
        end = { failure: new OtherFiles() };
        throw end.failure;
      }
      if (file === 'done before') {
        doneBefore.add(fileKey);
        return;
      }
      await inQueue(() => write(summary, file.done));
    });
    if (end === 'newer') return { status: 'newer' };
    // Before anything is removed, and before the job is said to be of this result.
    if (filesDone.fileKeys.length !== result.report.files) return { status: 'other files' };
    if ((await writing.finish(doneBefore)) === 'newer') return { status: 'newer' };
    return { status: 'written', fileKeys: new Set(filesDone.fileKeys) };
  } catch (error) {
    if (error instanceof OtherFiles) return { status: 'other files' };
    const reached = filesDone.reached();
    if (!(error instanceof Retryable) || !(signal.aborted || reached.files > 0)) throw error;
    return { status: 'unfinished', progress: { ...progressOf(kept, result.report), ...reached }, failure: error };
  }
}

class OtherFiles extends Error {}

function progressOf(
  { raw, at, expected }: KeptResult,
  report: ResultReport,
): Omit<Progress, 'files' | 'fileKeysSha256'> {
  const { files, predictions, expected: expectedByResult, complete, errorCount } = report;
  return {
    ...{ raw, at, expected, indexVersion: INDEX_VERSION, ends: null },
    report: { files, predictions, expected: expectedByResult, complete, errorCount },
  };
}
