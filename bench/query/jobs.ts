/** The jobs that the files are of, as the ledger leaves them; and both vendors' states, which stand beside them. */
import { jobOfCallback } from '../../lib/jobs/arrivals.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { keysOf, keysOfVendor } from '../../lib/jobs/keys.ts';
import { claimed, type Settlement, settled } from '../../lib/jobs/leases.ts';
import { owedAnew } from '../../lib/jobs/owed.ts';
import { newVendorState } from '../../lib/jobs/standing/vendor-state.ts';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { FILES_PER_JOB, fileKeyOfFile, type SeenFile } from './summaries.ts';

const PARKED_REASONS = [
  'Hive answered 404: it has no such task, or not any more',
  'no callback came, and hive cannot be asked for the result',
] as const;
/** The reason of every other job that is parked. */
export const PARKED_REASON = PARKED_REASONS[0];
/** One Hive task in so many was replayed later, and then given up. */
const TASKS_PER_PARKED = 20;

/** A Hive task is of one file; a Hume job comes with the first of its files. */
export function jobsOf(index: number, { at, summaries: [hume, hive] }: SeenFile): Job[] {
  const received = new Date(at);
  const task = indexedJob(hive, [hive.fileKey], received);
  const jobs = [index % TASKS_PER_PARKED === 0 ? parkedJob(task, index / TASKS_PER_PARKED, received) : task];
  if (index % FILES_PER_JOB !== 0) return jobs;
  const fileKeys = Array.from({ length: FILES_PER_JOB }, (_, nth) => fileKeyOfFile(index + nth));
  return [...jobs, indexedJob(hume, fileKeys, received)];
}

/** As the store keeps it that was written once. */
export function jobItem(job: Job): object {
  return { ...job, ...keysOf(job), dueAt: job.dueAt ?? undefined, revision: 1 };
}

export function vendorItem(vendor: string): object {
  return { ...newVendorState(vendor, new Date(0)), ...keysOfVendor(vendor), revision: 1 };
}

function indexedJob({ vendor, jobId, raw, coverage, indexVersion }: FileSummary, fileKeys: string[], at: Date): Job {
  if (raw === null) throw new Error('the summary has no raw');
  const counted = { files: fileKeys.length, predictions: coverage.indexed * fileKeys.length, errors: 0 };
  const unsaid = { expectedPredictions: null, expectedErrors: null, expectedBy: null, complete: null };
  const atText = at.toISOString();
  const written = { at: atText, writtenAt: atText, indexVersion };
  const indexed = { raw, coverage: { ...counted, ...unsaid }, fileKeys, ...written };
  return workedOn(jobOfCallback({ vendor, jobId }, { ...raw, ref: undefined }, at), { status: 'indexed', indexed }, at);
}

function parkedJob(job: Job, nth: number, at: Date): Job {
  const reason = PARKED_REASONS[nth % 2 === 0 ? 0 : 1];
  return workedOn(owedAnew(job, at, 'replayed'), { status: 'parked', reason }, at);
}

function workedOn(job: Job, settlement: Settlement, at: Date): Job {
  return settled(claimed(job, at, at, job.jobId), settlement, at);
}
