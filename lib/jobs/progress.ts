/** How far a worker came with writing the rows of a result, where the next goes on. Pure. */
import * as z from 'zod';
import { INDEX_VERSION } from '../summaries/index-version.ts';
import { rawRefSchema } from '../summaries/raw-ref.ts';

const count = z.number().int();

export const progressSchema = z.object({
  /** The result, all of which was read and found well. */
  raw: rawRefSchema,
  at: z.string(),
  /** As the vendor's API said it of the job. */
  expected: z.object({ predictions: count.optional(), errors: count.optional() }),
  /** What it came to as a whole: the next need not read it to know. */
  report: z.object({
    files: count,
    predictions: count,
    expected: count.nullable(),
    complete: z.boolean().nullable(),
    errorCount: count,
  }),
  /** The `INDEX_VERSION` of the rows. */
  indexVersion: count,
  /** So many of its first files have all of their rows. */
  files: count,
  /** Of the keys of these files, one after the other: whether the next finds the same ones. */
  fileKeysSha256: z.string(),
  /** What becomes of the job then, where it is not `indexed`: the rows are those of the last good result. */
  ends: z
    .object({
      status: z.enum(['failed', 'parked']),
      reason: z.string(),
      raw: rawRefSchema.nullable(),
      /** All of this was tried for long enough: a worker that gets no further leaves the rows as they are. */
      isGivenUp: z.boolean().default(false),
    })
    .nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** Another Verdex makes other rows, and makes all of them. */
export function isOfThisVersion({ indexVersion }: Progress): boolean {
  return indexVersion === INDEX_VERSION;
}

/** To have read all of a result is further than nothing. */
export function isFurther(now: Progress, before: Progress | null): boolean {
  return before === null || now.files > before.files;
}
