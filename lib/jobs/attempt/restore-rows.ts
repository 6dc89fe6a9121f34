/**
 * A job that ends failed or parked leaves the rows of its last good result, and all of them (but for one that kills its
 * workers): a worker may have died in the middle of writing others, and a good callback may have been followed by a bad
 * one before anybody looked at it.
 */
import type { FileIndex } from '../../index/file-index.ts';
import { Malformed, Permanent, Retryable } from '../../platform/errors.ts';
import type { Vendor } from '../../vendors/vendor.ts';
import type { Job } from '../job.ts';
import { type IndexResult, type Work, WRITTEN_BY_NEWER } from './index-result.ts';
import type { KeptResults } from './kept-results.ts';
import type { Unfinished } from './write-files.ts';

export type RestoreRows = (
  job: Job,
  vendor: Vendor,
  areCallbacksResults: boolean,
  work: Work,
) => Promise<{ status: 'restored'; indexed: Job['indexed'] } | Unfinished>;

/**
 * Answers what the rows are from now. Rows that nothing good was ever the source of are removed. Throws Retryable where the
 * rows are for a newer version's worker to put in order.
 */
export function makeRestoreRows(deps: {
  keptResults: Pick<KeptResults, 'before'>;
  indexResult: IndexResult;
  index: FileIndex;
}): RestoreRows {
  const { keptResults, indexResult, index } = deps;
  return async (job, vendor, areCallbacksResults, work) => {
    for await (const kept of keptResults.before(job, areCallbacksResults, work.signal)) {
      try {
        const made = await indexResult(job, vendor, kept, work);
        if (made.status === 'indexed') return { status: 'restored', indexed: made.indexed };
        if (made.status === 'unfinished') return made;
        if (made.status === 'newer') throw new Retryable(WRITTEN_BY_NEWER);
      } catch (error) {
        if (!(error instanceof Malformed || error instanceof Permanent)) throw error;
      }
    }
    // Rows whose source can no longer be read stay: they are all there is of it.
    if (job.indexed === null) {
      const { writtenFiles: recentFiles, signal } = work;
      await index.replaceJob(job, job.createdAt, { recentFiles, signal }).finish();
    }
    return { status: 'restored', indexed: job.indexed };
  };
}
