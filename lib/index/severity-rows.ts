/**
 * The rows by which files are found that someone should look at: one for each class that may count, and up to two for the
 * headline. What the headline is depends on the policy that asks, so no row says it; a headline's rows hold the classes that
 * it may come from, and stand where the worst of them belongs: one among the levels, one among the probabilities.
 */
import * as z from 'zod';
import { classMaximumSchema, type FileSummary, type Moderation } from '../summaries/file-summary.ts';
import { hitSchema } from './file-index.ts';
import { HEADLINE, probabilityHeadlineItem, probabilityShard, severityItem, severityShard, shardOf } from './keys.ts';
import { bucketOf, NO_VIOLATION_BUCKET } from './probability-buckets.ts';

/** A class that may be, or may hide, the headline. In a list: a class may be called `__proto__`. */
const candidateSchema = classMaximumSchema
  .pick({ name: true, scale: true, polarity: true, at: true })
  .extend({ class: z.string(), known: z.boolean(), max: z.number() });
export type Candidate = z.infer<typeof candidateSchema>;

/** As it is read back. Rows of index version 1 have a severity and the class it is of, and none of the rest. */
export const severityRowSchema = hitSchema.extend({
  item: z.string(),
  severityShard: z.string(),
  at: z.string(),
  class: z.string(),
  /** The highest level, as the vendor gives it; of a headline's row, among all classes that have levels. */
  severity: z.number().nullable().default(null),
  severityClass: z.string().optional(),
  /** As the vendor gives it; of a headline's row, the highest that is a violation's. */
  probability: z.number().nullable().default(null),
  place: classMaximumSchema.shape.at.default(null),
  candidates: z.array(candidateSchema).optional(),
});
export type SeverityRow = z.infer<typeof severityRowSchema>;

type Found = { item: string; severityShard: string; class: string } & Record<string, unknown>;

export function severityRowsOf(summary: FileSummary, moderation: Moderation): Found[] {
  const candidates = candidatesOf(moderation);
  return [
    // A vendor's class of the headline's name has no row of its own: two would have one key.
    ...candidates.filter((candidate) => candidate.class !== HEADLINE).map((candidate) => classRow(summary, candidate)),
    ...headlineRows(summary, candidates),
  ];
}

/**
 * The classes with a level above 0, and those scored by probability that are not plainly safe: most pictures score a
 * third of all classes near 1, since they say that nothing is wrong.
 */
export function candidatesOf({ classes, unknownClasses }: Moderation): Candidate[] {
  const unknown = new Set(unknownClasses);
  return Object.entries(classes).flatMap(([key, { name, scale, polarity, max, at }]) => {
    const known = !unknown.has(key);
    if (max === null) return [];
    const isKnownSafe = known && polarity === 'safe';
    const isOne = scale === 'probability' ? bucketOf(max) !== undefined && !isKnownSafe : max >= 1;
    return isOne ? [{ class: key, ...(name !== undefined && { name }), scale, polarity, known, max, at }] : [];
  });
}

function classRow(summary: FileSummary, { class: name, scale, max, at: place }: Candidate): Found {
  const item = severityItem(summary, name);
  const shard = shardOf(summary.fileKey);
  const about = { item, class: name, severityClass: name, place };
  return scale === 'probability'
    ? { ...about, severityShard: probabilityShard(name, bucketOf(max) ?? NO_VIOLATION_BUCKET, shard), probability: max }
    : { ...about, severityShard: severityShard(name, max, shard), severity: max };
}

/** Each says what puts the other where it is: whoever reads one knows whether it reads the other too. */
function headlineRows(summary: FileSummary, candidates: readonly Candidate[]): Found[] {
  const ofLevels = candidates.filter(({ scale }) => scale !== 'probability');
  const ofProbabilities = candidates.filter(({ scale }) => scale === 'probability');
  const severity = highest(ofLevels);
  const probability = mostProbable(candidates)?.max ?? null;
  const about = { class: HEADLINE, severity, probability, candidates };
  const shard = shardOf(summary.fileKey);
  const bucket = probability === null ? undefined : bucketOf(probability);
  return [
    ...(severity === null
      ? []
      : [{ ...about, item: severityItem(summary, HEADLINE), severityShard: severityShard(HEADLINE, severity, shard) }]),
    ...(ofProbabilities.length === 0
      ? []
      : [
          {
            ...about,
            item: probabilityHeadlineItem(summary),
            severityShard: probabilityShard(HEADLINE, bucket ?? NO_VIOLATION_BUCKET, shard),
          },
        ]),
  ];
}

/** The violation that is most probable, whatever a policy would make of it; of equals the first by name. */
export function mostProbable(candidates: readonly Candidate[]): Candidate | undefined {
  const [first] = candidates
    .filter(({ scale, polarity }) => scale === 'probability' && polarity === 'violation')
    .toSorted((a, b) => b.max - a.max || (a.class < b.class ? -1 : 1));
  return first;
}

function highest(candidates: readonly Candidate[]): number | null {
  return candidates.length === 0 ? null : Math.max(...candidates.map(({ max }) => max));
}
