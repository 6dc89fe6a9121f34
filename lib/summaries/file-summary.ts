/**
 * What Verdex says about one file after one job: the vendor-neutral shape that summarising produces, the index keeps,
 * `verdex summarise` prints and the query API answers. Fields may be added, never renamed.
 */
import * as z from 'zod';

/** Raised whenever the same bytes would give other rows. A row of an older version never replaces one of a newer. */
export const INDEX_VERSION = 1;

const range = z.object({ begin: z.number(), end: z.number() });

/** Where in a file a number was reached. Times in seconds, positions in characters; only what the vendor said. */
export const placeSchema = z.object({
  time: range.optional(),
  position: range.optional(),
  frame: z.number().optional(),
  group: z.string().optional(),
});
export type Place = z.infer<typeof placeSchema>;

export const emotionScoreSchema = z.object({ mean: z.number(), max: z.number(), peak: placeSchema });
export type EmotionScore = z.infer<typeof emotionScoreSchema>;

const rankedEmotionSchema = emotionScoreSchema.extend({ name: z.string() });
export type RankedEmotion = z.infer<typeof rankedEmotionSchema>;

/** One model's view of one file. Scores are embedding values: comparable within a model, never between two. */
const modelEmotionsSchema = z.object({
  predictions: z.number().int(),
  groups: z.number().int(),
  top: z.array(rankedEmotionSchema),
  all: z.record(z.string(), emotionScoreSchema),
});
export type ModelEmotions = z.infer<typeof modelEmotionsSchema>;

/** One class's maximum. `max` and `at` are null where the vendor named the class but scored it nowhere. */
const classMaximumSchema = z.object({
  product: z.string(),
  scale: z.enum(['severity', 'two-level', 'probability']),
  max: z.number().nullable(),
  at: placeSchema.nullable(),
  count: z.number().int(),
});
export type ClassMaximum = z.infer<typeof classMaximumSchema>;

/** `severity` is null, not 0, when no class that counts for the headline was scored. */
const moderationSchema = z.object({
  severity: z.number().nullable(),
  severityClass: z.string().nullable(),
  severityAt: placeSchema.nullable(),
  classes: z.record(z.string(), classMaximumSchema),
  unknownClasses: z.array(z.string()),
});
export type Moderation = z.infer<typeof moderationSchema>;

/** How much was seen. `complete` is null where the vendor does not say how much there should be. */
const coverageSchema = z.object({
  unit: z.enum(['predictions', 'sentences', 'texts']),
  indexed: z.number().int(),
  complete: z.boolean().nullable(),
});

/** The raw bytes a summary was made from. */
export const rawRefSchema = z.object({
  key: z.string(),
  versionId: z.string().nullable(),
  sha256: z.string(),
  bytes: z.number().int(),
});
export type RawRef = z.infer<typeof rawRefSchema>;

export const fileSummarySchema = z.object({
  identity: z.string(),
  fileKey: z.string(),
  vendor: z.string(),
  jobId: z.string(),
  /** The shape of the vendor's result this was read from, e.g. `hume-batch-v0`. */
  schema: z.string(),
  /** What the vendor says the file is: its URL, MD5 or name, and which of the job's sources it came from. */
  source: z.object({
    index: z.number().int(),
    type: z.string(),
    url: z.string().optional(),
    md5: z.string().optional(),
    filename: z.string().optional(),
  }),
  /** The file's path inside its source, as the vendor gives it. */
  path: z.string().nullable(),
  emotions: z.record(z.string(), modelEmotionsSchema),
  moderation: moderationSchema.nullable(),
  coverage: coverageSchema,
  errors: z.array(z.string()),
  raw: rawRefSchema.nullable(),
  indexVersion: z.number().int(),
});
export type FileSummary = z.infer<typeof fileSummarySchema>;
