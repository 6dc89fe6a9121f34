/** Hume's own shapes, as far as they are read. Loose: the vendor may add keys, and optional means absent or null. */
import * as z from 'zod';

/** The `source` of a result, v0 "Get job predictions": three variants told apart by `type`. */
export const humeSourceSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('url'), url: z.string() }),
  z.looseObject({ type: z.literal('file'), md5sum: z.string(), filename: z.string().nullish() }),
  z.looseObject({ type: z.literal('text') }),
]);
export type HumeSource = z.infer<typeof humeSourceSchema>;

export const humeFileErrorSchema = z.looseObject({ message: z.string(), file: z.string().nullish() });

/**
 * "Get job details". `status` is read as any text: a state this code does not know is an unfinished job, asked about
 * again, not an error.
 */
export const humeJobSchema = z.looseObject({
  state: z.looseObject({
    status: z.string(),
    message: z.string().nullish(),
    num_predictions: z.number().int().nullish(),
    num_errors: z.number().int().nullish(),
  }),
});
export type HumeJob = z.infer<typeof humeJobSchema>;
