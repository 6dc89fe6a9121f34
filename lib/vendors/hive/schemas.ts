/** Hive's own shapes, as far as they are read. Loose: the vendor may add keys, and optional means absent or null. */
import * as z from 'zod';
import { isVendorName } from '../vendor.ts';

/** `status[].status`: the inner code is a text, and "0" is success. */
export const hiveEntryStatusSchema = z.looseObject({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().nullish(),
});

/** `status[].response.input`: what was looked at, any of it null. */
export const hiveInputSchema = z.looseObject({
  model_type: z.string().nullish(),
  media: z.looseObject({ url: z.string().nullish(), filename: z.string().nullish() }).nullish(),
});
export type HiveInput = z.infer<typeof hiveInputSchema>;

/** Both products name a class and give it a score. */
export const hiveClassesSchema = z.array(z.looseObject({ class: z.string().refine(isVendorName), score: z.number() }));

/** One sentence of a transcript, with the times in seconds and the characters it spans, read by `rangeOf`. */
export const hiveSentenceSchema = z.looseObject({
  classes: hiveClassesSchema,
  start_timestamp: z.unknown().optional(),
  end_timestamp: z.unknown().optional(),
  start_char_index: z.unknown().optional(),
  end_char_index: z.unknown().optional(),
});

/** A task that was asked for, as far as it says which one it is and whether there is more of it. */
export const hiveTaskSchema = z.looseObject({
  id: z.string().nullish(),
  status: z
    .array(
      z
        .looseObject({
          response: z
            .looseObject({
              input: z
                .looseObject({ media: z.looseObject({ num_frames: z.number().nullish().catch(undefined) }).nullish() })
                .nullish(),
              output: z.array(z.unknown()).nullish(),
            })
            .nullish(),
        })
        .nullish(),
    )
    .nullish(),
});
