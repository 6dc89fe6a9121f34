import { isSummary, type StoredRow } from '../index/stored-rows.ts';
import type { Job } from '../jobs/job.ts';
import { isSettled } from '../jobs/statuses.ts';
import { isOfNewerVersion } from './examine-rows.ts';

/**
 * Why a job's rows of a file are from no result of the job, by its record; undefined where they may be: what a worker has in
 * hand, or a newer version of Verdex indexed, is not for this one to judge.
 */
export function whyStray(
  { status, indexed }: Pick<Job, 'status' | 'indexed'>,
  fileKey: string,
  rows: readonly StoredRow[],
): string | undefined {
  if (!isSettled(status)) return undefined;
  if (indexed === null) {
    // An indexed job that does not say from what is told of as that; its rows are all there is of it.
    return status === 'indexed' ? undefined : `the job is ${status}, and nothing of it was indexed`;
  }
  // Of a file that the job has, what is missing is told of and made again.
  if (isOfNewerVersion(indexed) || rows.some(isSummary) || indexed.fileKeys.includes(fileKey)) return undefined;
  return 'the file has no summary of that job';
}
