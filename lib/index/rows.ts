/** The rows that one file summary becomes. */

import type { FileSummary, ModelEmotions } from '../summaries/file-summary.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import { emotionItem, emotionShard, shardOf, summaryItem } from './keys.ts';
import { severityRowsOf } from './severity-rows.ts';

export type Row = { fileKey: string; item: string; indexVersion: number } & Record<string, unknown>;

/** @param at when the result came; ISO-8601 UTC */
export function summaryRow(summary: FileSummary, at: string): Row {
  return { ...summary, item: summaryItem(summary), job: jobKeyOf(summary), at };
}

/** One row per top emotion of each model, and those by which it is found that someone should look at the file. */
export function searchRows(summary: FileSummary, at: string): Row[] {
  const emotions = Object.entries(summary.emotions).flatMap(([model, found]) => emotionRows(summary, model, found));
  const severities = summary.moderation === null ? [] : severityRowsOf(summary, summary.moderation);
  return [...emotions, ...severities.map((row) => ({ ...aboutOf(summary), ...row, at }))];
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

function aboutOf({ fileKey, identity, path, vendor, jobId, coverage, raw, indexVersion }: FileSummary) {
  const { complete } = coverage;
  return { fileKey, identity, path, vendor, jobId, complete, rawKey: raw?.key ?? null, indexVersion };
}
