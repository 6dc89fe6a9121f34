/** The rows as they stand in the table, for what looks after the index itself: rebuilding, comparing, examining it. */
import * as z from 'zod';
import { INDEX_VERSION } from '../summaries/index-version.ts';
import type { JobName } from '../summaries/job-name.ts';
import { rowPrefixes, SUMMARY_PREFIX, summaryItem } from './keys.ts';

/** Whatever else a row holds, it has its key. */
export const storedRowSchema = z.looseObject({ fileKey: z.string(), item: z.string() });
export type StoredRow = z.infer<typeof storedRowSchema>;

export type StoredRows = {
  /** Keys of the files that a job has summaries of, each once; may lag behind writes. */
  filesOf(job: JobName): AsyncIterable<string>;
  /** A job's rows of one file, its summary first, as they were last written. */
  ofFile(job: JobName, fileKey: string): Promise<StoredRow[]>;
  /** Every row of every job, a page at a time, in no order. What is written meanwhile may come or not. */
  all(): AsyncIterable<StoredRow[]>;
  /** Removes a row, unless it was changed since. */
  remove(row: StoredRow): Promise<void>;
};

export function isSummary({ item }: StoredRow): boolean {
  return item.startsWith(SUMMARY_PREFIX);
}

/** Written by a newer version of Verdex, which alone knows whether it is right. */
export function isNewer({ indexVersion }: StoredRow): boolean {
  return typeof indexVersion === 'number' && indexVersion > INDEX_VERSION;
}

/** Whether {@link StoredRows.ofFile} answers it for that job: no row of another key was ever written by Verdex. */
export function isInFormOf({ item }: StoredRow, job: JobName): boolean {
  return item === summaryItem(job) || rowPrefixes(job).some((prefix) => item.startsWith(prefix));
}

/** The job a row is of, as its key has it: `{kind}#{vendor}#{jobId}`, and more. Undefined for a key of another form. */
export function jobOfRow({ item }: StoredRow): JobName | undefined {
  const [, vendor = '', jobId = ''] = item.split('#');
  return vendor === '' || jobId === '' ? undefined : { vendor, jobId };
}
