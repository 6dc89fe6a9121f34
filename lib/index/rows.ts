/** The rows that one file summary becomes. */

import type { ClassMaximum, FileSummary, ModelEmotions, Place } from '../summaries/file-summary.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import { emotionItem, emotionShard, HEADLINE, severityItem, severityShard, shardOf, summaryItem } from './keys.ts';

export type Row = { fileKey: string; item: string; indexVersion: number } & Record<string, unknown>;

/** @param at when the result came; ISO-8601 UTC */
export function summaryRow(summary: FileSummary, at: string): Row {
  return { ...summary, item: summaryItem(summary), job: jobKeyOf(summary), at };
}

/** One row per top emotion of each model, per class with a severity above 0, and for the headline. */
export function searchRows(summary: FileSummary, at: string): Row[] {
  const emotions = Object.entries(summary.emotions).flatMap(([model, found]) => emotionRows(summary, model, found));
  const { moderation } = summary;
  if (moderation === null) return emotions;
  // A vendor's class of the headline's name stands in the summary only: two rows would have one key.
  const named = Object.entries(moderation.classes).filter(([name]) => name !== HEADLINE);
  const classes = named.flatMap(([name, { max, at: place, scale }]) =>
    severityRows(summary, at, { className: name, ofClass: name, max, place, scale }),
  );
  const { severity, severityClass, severityAt } = moderation;
  const headline = { className: HEADLINE, ofClass: severityClass ?? HEADLINE, max: severity, place: severityAt };
  return [...emotions, ...classes, ...severityRows(summary, at, { ...headline, scale: 'severity' })];
}

function emotionRows(summary: FileSummary, model: string, { top }: ModelEmotions): Row[] {
  return top.map(({ name, mean, max, peak }, index) => ({
    ...aboutOf(summary),
    item: emotionItem(summary, model, index + 1),
    emotionShard: emotionShard(model, name, shardOf(summary.fileKey)),
    score: mean,
    model,
    emotion: name,
    rank: index + 1,
    mean,
    max,
    peak,
  }));
}

type Severe = {
  className: string;
  ofClass: string;
  max: number | null;
  place: Place | null;
  scale: ClassMaximum['scale'];
};

/** A probability is no severity: nothing is searched by level that the vendor did not give as one. */
function severityRows(summary: FileSummary, at: string, { className, ofClass, max, place, scale }: Severe): Row[] {
  if (max === null || max < 1 || scale === 'probability') return [];
  return [
    {
      ...aboutOf(summary),
      item: severityItem(summary, className),
      severityShard: severityShard(className, max, shardOf(summary.fileKey)),
      at,
      class: className,
      severity: max,
      severityClass: ofClass,
      place,
    },
  ];
}

function aboutOf({ fileKey, identity, path, vendor, jobId, raw, indexVersion }: FileSummary) {
  return { fileKey, identity, path, vendor, jobId, rawKey: raw?.key ?? null, indexVersion };
}
