/** The index in memory: the one that tests of everything above it run on. Passes the same suite as DynamoDB's. */

import { mergeShards } from '../platform/merge-shards.ts';
import type { PageRequest } from '../platform/pages.ts';
import { type FileSummary, INDEX_VERSION } from '../summaries/file-summary.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import type { EmotionHit, FileIndex, IndexedSummary, IndexQueries, SeverityHit } from './file-index.ts';
import { HEADLINE, summaryItem } from './keys.ts';

export function makeMemoryIndex(): FileIndex & IndexQueries {
  const kept = new Map<string, IndexedSummary>();
  const keyOf = (summary: FileSummary) => `${summary.fileKey}/${summaryItem(summary)}`;
  const summaries = () => [...kept.values()];

  return {
    replaceJob: (job, at) => {
      const written = new Set<string>();
      return {
        put: async (summary) => {
          const key = keyOf(summary);
          written.add(key);
          if ((kept.get(key)?.indexVersion ?? 0) <= summary.indexVersion) kept.set(key, { ...summary, at });
        },
        finish: async () => {
          for (const [key, summary] of kept) {
            const isStale = jobKeyOf(summary) === jobKeyOf(job) && !written.has(key);
            if (isStale && summary.indexVersion <= INDEX_VERSION) kept.delete(key);
          }
        },
      };
    },
    summariesOf: (fileKey, page) => {
      const ofFile = summaries()
        .filter((summary) => summary.fileKey === fileKey)
        .toSorted((a, b) => (summaryItem(a) < summaryItem(b) ? -1 : 1));
      return pageOf(`summaries/${fileKey}`, ofFile, page);
    },
    filesOf: (job, page) => {
      const files = summaries()
        .filter((summary) => jobKeyOf(summary) === jobKeyOf(job))
        .map(({ fileKey, identity, path }) => ({ fileKey, identity, path }))
        .toSorted((a, b) => (a.fileKey < b.fileKey ? -1 : 1));
      return pageOf(`files/${jobKeyOf(job)}`, files, page);
    },
    strongest: ({ model, emotion, minScore = -Infinity }, page) => {
      const hits = summaries()
        .flatMap((summary) => emotionHits(summary, model, emotion))
        .filter(({ mean }) => mean >= minScore)
        .toSorted((a, b) => b.mean - a.mean);
      return pageOf(JSON.stringify(['emotion', model, emotion, minScore]), hits, page);
    },
    mostSevere: ({ class: className, minSeverity, from = '', to = '~' }, page) => {
      const hits = summaries()
        .flatMap((summary) => severityHits(summary, className))
        .filter(({ severity, at }) => severity >= minSeverity && at >= from && at <= to)
        .toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0));
      return pageOf(JSON.stringify(['severity', className, minSeverity, from, to]), hits, page);
    },
  };
}

function emotionHits(summary: IndexedSummary, model: string, emotion: string): EmotionHit[] {
  const top = summary.emotions[model]?.top ?? [];
  const rank = top.findIndex(({ name }) => name === emotion) + 1;
  const found = top[rank - 1];
  if (found === undefined) return [];
  const { name: _, ...score } = found;
  return [{ ...aboutOf(summary), ...score, model, emotion, rank }];
}

function severityHits(summary: IndexedSummary, className: string): SeverityHit[] {
  const { moderation, at } = summary;
  if (moderation === null) return [];
  const isHeadline = className === HEADLINE;
  const found = moderation.classes[className];
  const severity = isHeadline ? moderation.severity : (found?.max ?? null);
  const place = isHeadline ? moderation.severityAt : (found?.at ?? null);
  const severityClass = isHeadline ? (moderation.severityClass ?? HEADLINE) : className;
  // As rows.ts has it: a probability is no severity.
  if (severity === null || severity < 1 || (!isHeadline && found?.scale === 'probability')) return [];
  return [{ ...aboutOf(summary), class: className, severity, severityClass, at, place }];
}

function aboutOf({ vendor, jobId, fileKey, identity, path }: IndexedSummary) {
  return { vendor, jobId, fileKey, identity, path };
}

function pageOf<T>(list: string, values: readonly T[], page: PageRequest) {
  const numbered = values.map((value, at) => ({ value, at }));
  const query = async (after: Record<string, string | number> | undefined, limit: number) => {
    const start = after === undefined ? 0 : Number(after.at) + 1;
    return { values: numbered.slice(start, start + limit), hasMore: start + limit < numbered.length };
  };
  const sharded = {
    list,
    shards: new Map([['all', query]]),
    positionOf: ({ at }: { at: number }) => ({ at }),
    compare: (a: { at: number }, b: { at: number }) => a.at - b.at,
  };
  return mergeShards(sharded, page).then(({ items, cursor }) => ({ items: items.map(({ value }) => value), cursor }));
}
