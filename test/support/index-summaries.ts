/** File summaries to fill an index with, told by what a test is about. */
import { TOP_EMOTIONS } from '../../lib/summaries/emotions.ts';
import type { ClassMaximum, FileSummary, ModelEmotions, Moderation } from '../../lib/summaries/file-summary.ts';
import { fileKeyOf, refIdentity } from '../../lib/summaries/identity.ts';
import { INDEX_VERSION } from '../../lib/summaries/index-version.ts';
import { judgedBy, type Policy } from '../../lib/summaries/policy.ts';

/** What summaries are judged by here. */
export const POLICY: Policy = {
  name: 'test',
  version: 1,
  severityClasses: ['hate', 'violence'],
  probabilityLevels: [0.5, 0.9, 0.99],
  classes: {},
};

/** What is not said of a class is that of a known violation. */
export type ClassAbout = Partial<ClassMaximum> & { isKnown?: boolean };

export type SummaryAbout = {
  vendor?: string;
  jobId?: string;
  ref: string;
  /** Model → emotion → mean. */
  emotions?: Record<string, Record<string, number>>;
  /** Class → severity, or what there is to say of it. */
  classes?: Record<string, number | ClassAbout>;
  indexVersion?: number;
};

export function makeFileSummary({
  vendor = 'hume',
  jobId = 'job-1',
  ref,
  emotions = {},
  classes,
  indexVersion = INDEX_VERSION,
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
    coverage: { unit: 'predictions', indexed: 7, expected: null, complete: true },
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
    notSummarised: [],
  };
}

function scoreOf(mean: number) {
  return { mean, max: mean * 1.5, peak: { time: { begin: 1.5, end: 2 }, group: 'unknown' } };
}

export function moderationOf(classes: Record<string, number | ClassAbout>, policy = POLICY): Moderation {
  const abouts = Object.entries(classes).map(([name, about]) => {
    return [name, typeof about === 'number' ? { max: about } : about] as const;
  });
  return judgedBy(policy, {
    classes: Object.fromEntries(abouts.map(([name, about]) => [name, maximumOf(about)])),
    unknownClasses: abouts.flatMap(([name, { isKnown }]) => (isKnown === false ? [name] : [])).toSorted(),
    changedHeads: [],
  });
}

/** A class of pictures that is scored by probability. */
export function likely(max: number, about: ClassAbout = {}): ClassAbout {
  return { product: 'visual', scale: 'probability', max, ...about };
}

function maximumOf({ isKnown: _, ...about }: ClassAbout): ClassMaximum {
  const { max = null } = about;
  const at = max === null ? null : placeOf(max);
  return { product: 'text', head: null, polarity: 'violation', scale: 'severity', max, at, count: 3, ...about };
}

function placeOf(score: number) {
  return { position: { begin: score, end: score + 10 } };
}
