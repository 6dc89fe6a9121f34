/** What can be asked about files, and how a job's answers get there: the two ports of the index. */

import type { Page, PageRequest } from '../platform/pages.ts';
import type { EmotionScore, FileSummary, Place } from '../summaries/file-summary.ts';
import type { JobName } from '../summaries/job-name.ts';

export type FileIndex = {
  /**
   * Writes a job's rows, replacing all it had: rows of an earlier result that the new one does not have are gone after
   * `finish`. Repeating it with the same summaries changes nothing. Rows of a newer `indexVersion` are left alone.
   *
   * @param at when the result came, the time that severity rows are ordered by; ISO-8601 UTC
   */
  replaceJob(job: JobName, at: string): { put(summary: FileSummary): Promise<void>; finish(): Promise<void> };
};

export type IndexedSummary = FileSummary & { at: string };
export type JobFile = { fileKey: string; identity: string; path: string | null };
export type EmotionHit = EmotionScore & RowAbout & { model: string; emotion: string; rank: number };
export type SeverityHit = RowAbout & {
  class: string;
  severity: number;
  severityClass: string;
  at: string;
  place: Place | null;
};
export type RowAbout = JobName & { fileKey: string; identity: string; path: string | null };

export type IndexQueries = {
  /** Every job's summary of a file, in the order of vendors and job ids. */
  summariesOf(fileKey: string, page: PageRequest): Promise<Page<IndexedSummary>>;
  /** In the order of their keys; may lag behind writes. */
  filesOf(job: JobName, page: PageRequest): Promise<Page<JobFile>>;
  /** Files whose mean for the emotion is among the model's top K, strongest first. */
  strongest(
    query: { model: string; emotion: string; minScore?: number | undefined },
    page: PageRequest,
  ): Promise<Page<EmotionHit>>;
  /** Files with a severity of 1 or more for the class (`any`: the headline), newest first; `from` and `to` inclusive. */
  mostSevere(
    query: { class: string; minSeverity: number; from?: string | undefined; to?: string | undefined },
    page: PageRequest,
  ): Promise<Page<SeverityHit>>;
};
