/**
 * What Verdex says about one file after one job: the vendor-neutral shape that summarising produces, the index keeps,
 * `verdex summarise` prints and the query API answers. Fields may be added, never renamed.
 */
import * as z from 'zod';
import { rawRefSchema } from './raw-ref.ts';

const range = z.object({ begin: z.number(), end: z.number() });

/** Where in a file a number was reached, as the vendor said it: times in seconds, positions in characters. */
export const placeSchema = z.object({
  time: range.optional(),
  position: range.optional(),
  frame: z.number().optional(),
  group: z.string().optional(),
  /** The element of the raw object that the number was read from, the evidence for it: its bytes, `end` exclusive. */
  bytes: range.optional(),
});
export type Place = z.infer<typeof placeSchema>;

export const emotionScoreSchema = z.object({ mean: z.number(), max: z.number(), peak: placeSchema });
export type EmotionScore = z.infer<typeof emotionScoreSchema>;

const rankedEmotionSchema = emotionScoreSchema.extend({ name: z.string() });
export type RankedEmotion = z.infer<typeof rankedEmotionSchema>;

/** A maximum of something that is no emotion, and where it was first reached. */
const peakSchema = z.object({ max: z.number(), peak: placeSchema });

/** One model's view of one file. Scores are embedding values: comparable within a model, never between two. */
const modelEmotionsSchema = z.object({
  predictions: z.number().int(),
  groups: z.number().int(),
  top: z.array(rankedEmotionSchema),
  all: z.record(z.string(), emotionScoreSchema),
  /** Over the predictions that have a sentiment: the mean of their mean levels, 1 (negative) to 9 (positive). */
  sentiment: z.object({ meanLevel: z.number(), predictions: z.number().int() }).optional(),
  toxicity: z.record(z.string(), peakSchema).optional(),
  /** What the predictions hold besides, which stays in raw: `facs`, `descriptions`. */
  notSummarised: z.array(z.string()).default([]),
});
export type ModelEmotions = z.infer<typeof modelEmotionsSchema>;

/** Whether a class says that something is wrong, that nothing is, or neither (a photograph, a text on it). */
const polaritySchema = z.enum(['violation', 'safe', 'neutral']);
export type Polarity = z.infer<typeof polaritySchema>;

const scaleSchema = z.enum(['severity', 'two-level', 'probability']);
export type Scale = z.infer<typeof scaleSchema>;

/** One class's maximum. `max` and `at` are null where the vendor named the class but scored it nowhere. */
export const classMaximumSchema = z.object({
  product: z.string(),
  /** As the vendor has it, where another class of that name is kept under it. */
  name: z.string().optional(),
  /** The group of classes it belongs to, of which the vendor sees one at a time; null where that is not known. */
  head: z.string().nullable().default(null),
  polarity: polaritySchema.default('violation'),
  scale: scaleSchema,
  max: z.number().nullable(),
  at: placeSchema.nullable(),
  count: z.number().int(),
});
export type ClassMaximum = z.infer<typeof classMaximumSchema>;

/** A known head that came without some of its classes: they were renamed, or are gone. */
const changedHeadSchema = z.object({ product: z.string(), head: z.string(), missing: z.array(z.string()) });
export type ChangedHead = z.infer<typeof changedHeadSchema>;

/**
 * `severity` is null, not 0, when no class that counts for the headline was scored. It is what one policy says of the
 * classes; another one may be asked for at any time.
 */
const moderationSchema = z.object({
  severity: z.number().nullable(),
  severityClass: z.string().nullable(),
  severityAt: placeSchema.nullable(),
  /** The level is ours, derived from a probability; the vendor's own otherwise. */
  derived: z.boolean().default(false),
  /** `{name}@{version}` of the policy. */
  policy: z.string().nullable().default(null),
  classes: z.record(z.string(), classMaximumSchema),
  unknownClasses: z.array(z.string()),
  changedHeads: z.array(changedHeadSchema).default([]),
});
export type Moderation = z.infer<typeof moderationSchema>;

/** What is counted: Hume's predictions; Hive's sentences, texts, frames of pictures, and segments of sound. */
const coverageUnitSchema = z.enum(['predictions', 'sentences', 'texts', 'frames', 'segments', 'mixed']);
export type CoverageUnit = z.infer<typeof coverageUnitSchema>;

const countedSchema = z.object({
  indexed: z.number().int(),
  /** Null where the vendor does not say how many there should be. */
  expected: z.number().int().nullable().default(null),
  /** Null where that cannot be told. False also where the vendor reported an error, or something was left out. */
  complete: z.boolean().nullable(),
});

/** How much was seen. */
export const coverageSchema = countedSchema.extend({
  unit: coverageUnitSchema,
  /** How long the medium is as the vendor says it, and where the last of what was counted ends. */
  seconds: z.object({ expected: z.number().nullable(), indexed: z.number().nullable() }).optional(),
  /** One for each of the vendor's models that looked at the file, where it says so much. */
  models: z
    .array(countedSchema.extend({ product: z.string(), model: z.string().nullable(), unit: coverageUnitSchema }))
    .optional(),
  /** What the vendor says of the job as a whole, all its files together. */
  job: countedSchema.extend({ errors: z.number().int() }).optional(),
});
export type Coverage = z.infer<typeof coverageSchema>;

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
