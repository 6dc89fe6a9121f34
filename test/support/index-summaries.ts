/** File summaries to fill an index with, told by what a test is about. */
import { TOP_EMOTIONS } from '../../lib/summaries/emotions.ts';
import type { ClassMaximum, FileSummary, ModelEmotions, Moderation } from '../../lib/summaries/file-summary.ts';
import { fileKeyOf, refIdentity } from '../../lib/summaries/identity.ts';

export type SummaryAbout = {
  vendor?: string;
  jobId?: string;
  ref: string;
  /** Model → emotion → mean. */
  emotions?: Record<string, Record<string, number>>;
  /** Class → severity; the highest is the headline. */
  classes?: Record<string, number>;
  indexVersion?: number;
};

export function makeFileSummary({
  vendor = 'hume',
  jobId = 'job-1',
  ref,
  emotions = {},
  classes,
  indexVersion = 1,
}: SummaryAbout): FileSummary {
  const identity = refIdentity(ref);
  return {
    identity,
    fileKey: fileKeyOf(identity),
    vendor,
    jobId,
    schema: `${vendor}-test`,
    source: { index: 0, type: 'url', url: `https://example.com/${encodeURIComponent(ref)}` },
    path: `media/${ref}`,
    emotions: Object.fromEntries(Object.entries(emotions).map(([model, means]) => [model, modelOf(means)])),
    moderation: classes === undefined ? null : moderationOf(classes),
    coverage: { unit: 'predictions', indexed: 7, complete: true },
    errors: [],
    raw: { key: `results/${vendor}/${jobId}`, versionId: null, sha256: 'cc', bytes: 1234 },
    indexVersion,
  };
}

function modelOf(means: Record<string, number>): ModelEmotions {
  const ranked = Object.entries(means)
    .map(([name, mean]) => ({ name, ...scoreOf(mean) }))
    .toSorted((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1));
  return {
    predictions: 7,
    groups: 1,
    top: ranked.slice(0, TOP_EMOTIONS),
    all: Object.fromEntries(Object.entries(means).map(([name, mean]) => [name, scoreOf(mean)])),
  };
}

function scoreOf(mean: number) {
  return { mean, max: mean * 1.5, peak: { time: { begin: 1.5, end: 2 }, group: 'unknown' } };
}

function moderationOf(classes: Record<string, number>): Moderation {
  const [worst] = Object.entries(classes).toSorted(([, a], [, b]) => b - a);
  const isHeadline = worst !== undefined && worst[1] > 0;
  return {
    severity: worst?.[1] ?? null,
    severityClass: isHeadline ? worst[0] : null,
    severityAt: isHeadline ? placeOf(worst[1]) : null,
    classes: Object.fromEntries(Object.entries(classes).map(([name, max]) => [name, maximumOf(max)])),
    unknownClasses: [],
  };
}

function maximumOf(max: number): ClassMaximum {
  return { product: 'text', scale: 'severity', max, at: placeOf(max), count: 3 };
}

function placeOf(severity: number) {
  return { position: { begin: severity, end: severity + 10 } };
}
