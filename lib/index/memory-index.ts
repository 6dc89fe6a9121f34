/** The index in memory: the one that tests of everything above it run on. Passes the same suite as DynamoDB's. */

import { mergeShards } from '../platform/merge-shards.ts';
import type { PageRequest } from '../platform/pages.ts';
import type { FileSummary, Moderation } from '../summaries/file-summary.ts';
import { INDEX_VERSION } from '../summaries/index-version.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import { headlineOf, levelOfProbability, type Policy } from '../summaries/policy.ts';
import type { EmotionHit, FileIndex, IndexedSummary, IndexQueries, SeverityHit } from './file-index.ts';
import { HEADLINE, summaryItem } from './keys.ts';
import { type Candidate, candidatesOf, mostProbable } from './severity-rows.ts';
import { nameOfQuestion, type SeverityQuestion } from './severity-search.ts';

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
          if ((kept.get(key)?.indexVersion ?? 0) > summary.indexVersion) return 'newer';
          kept.set(key, { ...summary, at });
          return 'written';
        },
        finish: async (filesDone = new Set()) => {
          const stale = [...kept].filter(
            ([key, summary]) =>
              jobKeyOf(summary) === jobKeyOf(job) && !written.has(key) && !filesDone.has(summary.fileKey),
          );
          const newer = stale.filter(([, { indexVersion }]) => indexVersion > INDEX_VERSION);
          for (const [key, { indexVersion }] of stale) if (indexVersion <= INDEX_VERSION) kept.delete(key);
          return newer.length > 0 ? 'newer' : 'finished';
        },
      };
    },
    summariesOf: (fileKey, page) => {
      const ofFile = summaries()
        .filter((summary) => summary.fileKey === fileKey)
        .toSorted((a, b) => (summaryItem(a) < summaryItem(b) ? -1 : 1));
      return pageOf(`summaries/${fileKey}`, ofFile, page);
    },
    summaryOf: async (fileKey, job) => kept.get(`${fileKey}/${summaryItem(job)}`),
    filesOf: (job, page) => {
      const files = summaries()
        .filter((summary) => jobKeyOf(summary) === jobKeyOf(job))
        .map(({ fileKey, identity, path, coverage }) => ({ fileKey, identity, path, coverage }))
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
    mostSevere: ({ class: className, atLeast, from = '', to = '~' }, page) => {
      const question = { class: className, atLeast };
      const hits = summaries()
        .filter(({ at }) => at >= from && at <= to)
        .flatMap((summary) => severityHits(summary, question))
        .toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0));
      return pageOf(JSON.stringify(['severity', nameOfQuestion(question), from, to]), hits, page);
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

/** What the rows in DynamoDB come to, told from the summary as it is. */
function severityHits(summary: IndexedSummary, { class: className, atLeast }: SeverityQuestion): SeverityHit[] {
  const { moderation, at } = summary;
  if (moderation === null) return [];
  const about = { ...aboutOf(summary), class: className, at };
  const candidates = candidatesOf(moderation);
  const named = candidates.find((candidate) => candidate.class === className);
  if ('probability' in atLeast) {
    const found = className === HEADLINE ? mostProbable(candidates) : named;
    if (found === undefined || found.scale !== 'probability' || found.max < atLeast.probability) return [];
    const { class: severityClass, max: probability, at: place } = found;
    return [{ ...about, severity: null, severityClass, probability, derived: false, place }];
  }
  const found = className === HEADLINE ? ofHeadline(moderation, atLeast.policy) : ofClass(named, atLeast.policy);
  return found !== undefined && found.severity >= atLeast.severity ? [{ ...about, ...found }] : [];
}

function ofHeadline(moderation: Moderation, policy: Policy) {
  const headline = headlineOf(moderation, policy);
  if (headline === undefined || headline.severityClass === null) return undefined;
  const { severity, severityClass, severityAt: place, derived } = headline;
  const probability = derived ? (moderation.classes[severityClass]?.max ?? null) : null;
  return { severity, severityClass, probability, derived, place };
}

function ofClass(found: Candidate | undefined, policy: Policy) {
  if (found === undefined) return undefined;
  const { class: severityClass, scale, max, at: place } = found;
  return scale === 'probability'
    ? {
        severity: levelOfProbability(severityClass, max, policy),
        severityClass,
        probability: max,
        derived: true,
        place,
      }
    : { severity: max, severityClass, probability: null, derived: false, place };
}

function aboutOf({ vendor, jobId, fileKey, identity, path, coverage }: IndexedSummary) {
  return { vendor, jobId, fileKey, identity, path, complete: coverage.complete };
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
