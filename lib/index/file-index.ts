/** What can be asked about files, and how a job's answers get there: the two ports of the index. */
import * as z from 'zod';
import type { Page, PageRequest } from '../platform/pages.ts';
import { emotionScoreSchema, type FileSummary, fileSummarySchema, placeSchema } from '../summaries/file-summary.ts';
import type { JobName } from '../summaries/job-name.ts';

export type FileIndex = {
  /**
   * Writes a job's rows, replacing all it had: rows of an earlier result that the new one does not have are gone after
   * `finish`. Repeating it with the same summaries changes nothing. Rows of a newer `indexVersion` are left alone.
   *
   * @param at when the result came, the time that severity rows are ordered by; ISO-8601 UTC
   * @param recentFiles keys of files that the job may have had rows in moments ago: what finds the others may lag
   */
  replaceJob(
    job: JobName,
    at: string,
    recentFiles?: Iterable<string>,
  ): { put(summary: FileSummary): Promise<void>; finish(): Promise<void> };
};

export const indexedSummarySchema = fileSummarySchema.extend({ at: z.string() });
export type IndexedSummary = z.infer<typeof indexedSummarySchema>;

export const jobFileSchema = z.object({ fileKey: z.string(), identity: z.string(), path: z.string().nullable() });
export type JobFile = z.infer<typeof jobFileSchema>;

const hitSchema = jobFileSchema.extend({ vendor: z.string(), jobId: z.string() });

export const emotionHitSchema = hitSchema.extend({
  ...emotionScoreSchema.shape,
  model: z.string(),
  emotion: z.string(),
  rank: z.number(),
});
export type EmotionHit = z.infer<typeof emotionHitSchema>;

export const severityHitSchema = hitSchema.extend({
  class: z.string(),
  severity: z.number(),
  severityClass: z.string(),
  at: z.string(),
  place: placeSchema.nullable(),
});
export type SeverityHit = z.infer<typeof severityHitSchema>;

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
