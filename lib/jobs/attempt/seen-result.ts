/** What a result comes to, as it was seen in one reading of all its bytes. */
import type { FileSummary } from '../../summaries/file-summary.ts';
import type { ByteStream, ResultReport, Vendor } from '../../vendors/vendor.ts';
import type { Job } from '../job.ts';

export type SeenResult = {
  report: ResultReport;
  /** In the result's order; absent where there were too many to hold. */
  files?: readonly FileSummary[];
};

export type JobOfResult = Pick<Job, 'jobId' | 'ref'>;

/** As many as a vendor hands over at once, which takes up to some 20 MB; nearly every result has fewer. */
export const MAX_SEEN_FILES = 256;

/** The files of a result with more are let go again. Throws what the stream throws, and Malformed when it is no result. */
export async function seeResult(vendor: Vendor, job: JobOfResult, result: ByteStream): Promise<SeenResult> {
  let files: FileSummary[] | undefined = [];
  const report = await vendor.summarise(result, contextOf(job), async (summary) => {
    if (files?.length === MAX_SEEN_FILES) files = undefined;
    files?.push(summary);
  });
  return { report, ...(files !== undefined && { files }) };
}

export function contextOf({ jobId, ref }: JobOfResult) {
  return { jobId, ref: ref ?? undefined };
}
