/**
 * The worst moments of a file's moderation beside the emotions nearest in time. A summary knows of each class and each
 * emotion where it was strongest, and nothing of the time between: what stands together here are those peaks.
 */
import * as z from 'zod';
import { compareText } from '../platform/compare-text.ts';
import { emotionScoreSchema, type FileSummary, placeSchema } from './file-summary.ts';
import { levelOf, type Policy } from './policy.ts';

export const MOST_MOMENTS = 20;
/** Of each model. */
export const MOST_NEAR_EMOTIONS = 5;

/** In seconds; `begin` may come after `end`, since vendors are not held to an order. */
type TimeRange = { begin: number; end: number };

const nearEmotionSchema = emotionScoreSchema.extend({
  emotion: z.string(),
  /** From the moment to the peak; 0 where they overlap. */
  secondsApart: z.number(),
  vendor: z.string(),
  jobId: z.string(),
});
type NearEmotion = z.infer<typeof nearEmotionSchema>;

export const momentSchema = z.object({
  vendor: z.string(),
  jobId: z.string(),
  class: z.string(),
  /** 0 only of a class that nobody knows. */
  severity: z.number(),
  /** The level is the policy's, made of the probability; the vendor's own otherwise. */
  derived: z.boolean(),
  probability: z.number().nullable(),
  place: placeSchema,
  /** By model, which are never mixed; those alone that have any. */
  emotions: z.record(z.string(), z.array(nearEmotionSchema)),
});
export type Moment = z.infer<typeof momentSchema>;

type Found = { moment: Omit<Moment, 'emotions'>; time: TimeRange };
type Peak = { model: string; time: TimeRange; emotion: Omit<NearEmotion, 'secondsApart'> };

/**
 * Each class's maximum that has a time and a level of at least 1 under the policy, or is of a class nobody knows. Worst
 * first: by level, the vendor's own levels before probabilities, then the earliest.
 */
export function momentsOf(summaries: readonly FileSummary[], policy: Policy, withinSeconds: number): Moment[] {
  const peaks = summaries.flatMap(peaksOf);
  return summaries
    .flatMap((summary) => foundIn(summary, policy))
    .toSorted(byWeight)
    .slice(0, MOST_MOMENTS)
    .map(({ moment, time }) => ({ ...moment, emotions: nearestOf(peaks, time, withinSeconds) }));
}

function foundIn({ vendor, jobId, moderation }: FileSummary, policy: Policy): Found[] {
  if (moderation === null) return [];
  const unknown = new Set(moderation.unknownClasses);
  return Object.entries(moderation.classes).flatMap(([name, found]) => {
    const { max, at, scale } = found;
    const isKnown = !unknown.has(name);
    const severity = levelOf(name, found, isKnown, policy);
    if (max === null || max === 0 || at?.time === undefined || severity === null) return [];
    if (severity < 1 && isKnown) return [];
    const derived = scale === 'probability';
    const probability = derived ? max : null;
    return [{ moment: { vendor, jobId, class: name, severity, derived, probability, place: at }, time: at.time }];
  });
}

function peaksOf({ vendor, jobId, emotions }: FileSummary): Peak[] {
  return Object.entries(emotions).flatMap(([model, { all }]) =>
    Object.entries(all).flatMap(([emotion, { mean, max, peak }]) =>
      peak.time === undefined ? [] : [{ model, time: peak.time, emotion: { emotion, mean, max, peak, vendor, jobId } }],
    ),
  );
}

/** Nearest first; of those equally near, the highest. */
function nearestOf(peaks: readonly Peak[], time: TimeRange, withinSeconds: number): Record<string, NearEmotion[]> {
  const near = peaks
    .map(({ model, time: peakTime, emotion }) => ({ model, ...emotion, secondsApart: secondsBetween(time, peakTime) }))
    .filter(({ secondsApart }) => secondsApart <= withinSeconds)
    .toSorted((a, b) => a.secondsApart - b.secondsApart || b.max - a.max || compareText(nameOf(a), nameOf(b)));
  const byModel = Map.groupBy(near, ({ model }) => model);
  return Object.fromEntries(
    [...byModel]
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([model, ofModel]) => [model, ofModel.slice(0, MOST_NEAR_EMOTIONS).map(({ model: _, ...near }) => near)]),
  );
}

/** From the end of the earlier to the beginning of the later; 0 where they overlap. */
function secondsBetween(a: TimeRange, b: TimeRange): number {
  const latestBegin = Math.max(Math.min(a.begin, a.end), Math.min(b.begin, b.end));
  const earliestEnd = Math.min(Math.max(a.begin, a.end), Math.max(b.begin, b.end));
  return Math.max(0, latestBegin - earliestEnd);
}

function byWeight({ moment: a, time: timeOfA }: Found, { moment: b, time: timeOfB }: Found): number {
  return (
    b.severity - a.severity ||
    Number(a.derived) - Number(b.derived) ||
    (b.probability ?? 0) - (a.probability ?? 0) ||
    timeOfA.begin - timeOfB.begin ||
    compareText(`${a.class}/${a.vendor}/${a.jobId}`, `${b.class}/${b.vendor}/${b.jobId}`)
  );
}

function nameOf({ emotion, vendor, jobId }: NearEmotion): string {
  return `${emotion}/${vendor}/${jobId}`;
}
