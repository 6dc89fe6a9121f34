/** What can be asked about files, and how a job's answers get there: the two ports of the index. */
import * as z from 'zod';
import type { Page, PageRequest } from '../platform/pages.ts';
import {
  coverageSchema,
  emotionScoreSchema,
  type FileSummary,
  fileSummarySchema,
  placeSchema,
} from '../summaries/file-summary.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { Policy } from '../summaries/policy.ts';

export type FileIndex = {
  /**
   * Writes a job's rows, replacing all it had: rows of an earlier result that the new one does not have are gone after
   * `finish`. Repeating it with the same summaries changes nothing. Rows of a newer `indexVersion` are left alone, and both
   * say so: `newer` where any row of the file, or of a file that should be gone, is such a one.
   *
   * @param at when the result came, the time that severity rows are ordered by; ISO-8601 UTC
   */
  replaceJob(job: JobName, at: string, circumstances?: WritingCircumstances): JobWriting;
};

export type WritingCircumstances = {
  /** Keys of files that the job may have had rows in moments ago: what finds the others may lag. */
  recentFiles?: Iterable<string>;
  /** Says when to stop: what is throttled then, or not begun, is Retryable. */
  signal?: AbortSignal;
  /** The job had no result before, and lost no worker: where there is no summary there is no row, and none is looked for. */
  isFirst?: boolean;
};

export type JobWriting = {
  /** Many files may be put at the same time; of two summaries of one file, the one that was put later stands. */
  put(summary: FileSummary): Promise<'written' | 'newer'>;
  /** `filesDone`: keys of files whose rows were written of the same result before, by another writing. */
  finish(filesDone?: ReadonlySet<string>): Promise<'finished' | 'newer'>;
};

export const indexedSummarySchema = fileSummarySchema.extend({ at: z.string() });
export type IndexedSummary = z.infer<typeof indexedSummarySchema>;

const fileSchema = z.object({ fileKey: z.string(), identity: z.string(), path: z.string().nullable() });

/** `coverage` is null where it was not noted for the list of a job's files, before index version 2. */
export const jobFileSchema = fileSchema.extend({ coverage: coverageSchema.nullable().default(null) });
export type JobFile = z.infer<typeof jobFileSchema>;

/** Which file, and whose view of it. */
export const hitSchema = fileSchema.extend({
  vendor: z.string(),
  jobId: z.string(),
  /** Whether that view saw all of the file; null where nobody says. */
  complete: z.boolean().nullable().default(null),
});

export const emotionHitSchema = hitSchema.extend({
  ...emotionScoreSchema.shape,
  model: z.string(),
  emotion: z.string(),
  rank: z.number(),
});
export type EmotionHit = z.infer<typeof emotionHitSchema>;

export const severityHitSchema = hitSchema.extend({
  class: z.string(),
  /** A level of 1 to 3; null where a probability was asked for, which is no level without a policy. */
  severity: z.number().nullable(),
  severityClass: z.string(),
  /** Of the class, where it is scored so; the level is then ours, derived by the policy. */
  probability: z.number().nullable(),
  derived: z.boolean(),
  at: z.string(),
  place: placeSchema.nullable(),
});
export type SeverityHit = z.infer<typeof severityHitSchema>;

/** `severity`: as the policy has it, 1 to 3. `probability`: as the vendor gives it, whatever a policy would say. */
export type AtLeast = { severity: number; policy: Policy } | { probability: number };

export type IndexQueries = {
  /** Every job's summary of a file, in the order of vendors and job ids. */
  summariesOf(fileKey: string, page: PageRequest): Promise<Page<IndexedSummary>>;
  /** One job's summary of a file. */
  summaryOf(fileKey: string, job: JobName): Promise<IndexedSummary | undefined>;
  /** In the order of their keys; may lag behind writes. */
  filesOf(job: JobName, page: PageRequest): Promise<Page<JobFile>>;
  /** Files whose mean for the emotion is among the model's top K, strongest first. */
  strongest(
    query: { model: string; emotion: string; minScore?: number | undefined },
    page: PageRequest,
  ): Promise<Page<EmotionHit>>;
  /**
   * Files that reach that much for the class (`any`: for the headline), newest first; `from` and `to` inclusive. A page may
   * be short of its limit, and empty, and have a cursor: more may be behind it.
   */
  mostSevere(
    query: { class: string; atLeast: AtLeast; from?: string | undefined; to?: string | undefined },
    page: PageRequest,
  ): Promise<Page<SeverityHit>>;
};
