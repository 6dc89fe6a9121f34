/** Hume's own shapes, as far as they are read. Loose: the vendor may add keys, and optional means absent or null. */
import * as z from 'zod';

/** The `source` of a result, v0 "Get job predictions": three variants told apart by `type`. */
export const humeSourceSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('url'), url: z.string() }),
  z.looseObject({ type: z.literal('file'), md5sum: z.string(), filename: z.string().nullish() }),
  z.looseObject({ type: z.literal('text') }),
]);
/** `unknown` is ours: a null in the place of a source. */
export type HumeSource = z.infer<typeof humeSourceSchema> | { type: 'unknown' };

/** An element of a source's `errors`: one without words, or of another shape, is an error all the same. */
export const WORDLESS = { message: 'an error without a message' };
export const humeFileErrorSchema = z
  .looseObject({ message: z.string().catch(WORDLESS.message), file: z.string().nullish().catch(undefined) })
  .catch(WORDLESS);

/**
 * "Get job details". `status` is read as any text: a state this code does not know is an unfinished job, asked about
 * again, not an error. What is only told beside it must not stand in its way.
 */
export const humeJobSchema = z.looseObject({
  job_id: z.string().nullish(),
  state: z.looseObject({
    status: z.string(),
    message: z.string().nullish().catch(undefined),
    num_predictions: z.int().nonnegative().nullish().catch(undefined),
    num_errors: z.int().nonnegative().nullish().catch(undefined),
  }),
});
export type HumeJob = z.infer<typeof humeJobSchema>;

/** An entry of "List jobs", as far as it says which job it is. */
export const humeListedJobSchema = z.looseObject({
  job_id: z.string(),
  state: z
    .looseObject({ status: z.string().optional().catch(undefined), created_timestamp_ms: z.unknown().optional() })
    .catch({}),
});
