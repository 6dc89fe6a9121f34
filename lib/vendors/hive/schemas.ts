/** Hive's own shapes, as far as they are read. Loose: the vendor may add keys, and optional means absent or null. */
import * as z from 'zod';
import { isUsableNumber } from '../../summaries/place.ts';

/** `status[].status`: the inner code is a text, and "0" is success. */
export const hiveEntryStatusSchema = z.looseObject({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().nullish(),
});

/** What is of no use is as if it were not there: it says nothing of the scores. */
const text = z.string().optional().catch(undefined);
const number = z.number().refine(isUsableNumber).optional().catch(undefined);

/** `status[].response.input`: what was looked at, and by what. */
export const hiveInputSchema = z
  .looseObject({
    model: text,
    model_type: text,
    media: z
      .looseObject({ url: text, filename: text, mimetype: text, num_frames: number, duration: number })
      .optional()
      .catch(undefined),
  })
  .transform(({ model, model_type, media }) => ({
    model,
    modelType: model_type,
    url: media?.url,
    filename: media?.filename,
    mimetype: media?.mimetype,
    frames: media?.num_frames,
    durationSeconds: media?.duration,
  }));
export type HiveInput = z.infer<typeof hiveInputSchema>;

export const NO_INPUT: HiveInput = {
  model: undefined,
  modelType: undefined,
  url: undefined,
  filename: undefined,
  mimetype: undefined,
  frames: undefined,
  durationSeconds: undefined,
};

/** What either says; the first goes before. */
export function completedBy(first: HiveInput, second: HiveInput): HiveInput {
  return {
    model: first.model ?? second.model,
    modelType: first.modelType ?? second.modelType,
    url: first.url ?? second.url,
    filename: first.filename ?? second.filename,
    mimetype: first.mimetype ?? second.mimetype,
    frames: first.frames ?? second.frames,
    durationSeconds: first.durationSeconds ?? second.durationSeconds,
  };
}

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
