/** Hume's list of jobs, of jobs that a test gives: as the reference has it, or as it must not be. */
import { makeHume } from '../../lib/vendors/hume/hume.ts';
import type { ListedJob } from '../../lib/vendors/vendor.ts';
import { BASE, type HumeOptions } from './hume-fetching.ts';

/** A job without `at` has no time of creation in the list. */
export type HumeJob = { id: number; at?: number; status?: string };

export const NOON_MS = Date.parse('2026-03-01T12:00:00.000Z');
export const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export type ListBehaviour = {
  isInclusive?: boolean;
  /** However many are asked for. */
  atMost?: number;
  ignoresTime?: boolean;
  inWholeSeconds?: boolean;
  isNewestFirst?: boolean;
};

/** `jobs` in the order of their creation. */
export function makeHumeJobList(jobs: readonly HumeJob[], behaviour: ListBehaviour = {}) {
  const queries: Record<string, string>[] = [];
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const url = new URL(String(input));
    if (url.origin + url.pathname !== `${BASE}/v0/batch/jobs`) throw new Error(`no route ${url}`);
    const query = Object.fromEntries(url.searchParams);
    queries.push(query);
    const askedMs = Number(query.timestamp_ms);
    const afterMs = behaviour.inWholeSeconds ? Math.floor(askedMs / 1000) * 1000 : askedMs;
    const from = behaviour.isInclusive ? afterMs : afterMs + 1;
    const created = jobs.filter(({ at = NOON_MS }) => behaviour.ignoresTime || at >= from);
    const ordered = behaviour.isNewestFirst ? created.toReversed() : created;
    const limit = Math.min(Number(query.limit), behaviour.atMost ?? Number.POSITIVE_INFINITY);
    return Response.json(ordered.slice(0, limit).map(entryOf));
  };
  return { fetch, queries };
}

export function entryOf({ id, at, status = 'COMPLETED' }: HumeJob) {
  const state = { status, ...(at !== undefined && { created_timestamp_ms: at }) };
  return { type: 'INFERENCE', user_id: 'user', job_id: idOf(id), request: { urls: [] }, state };
}

/** All pages; `since` is noon unless a test says otherwise. */
export async function pagesFrom(
  fetch: typeof globalThis.fetch,
  {
    since = NOON_MS,
    signal = new AbortController().signal,
    ...options
  }: HumeOptions & { since?: number; signal?: AbortSignal } = {},
): Promise<ListedJob[][]> {
  const { listJobs } = makeHume({ baseUrl: BASE, apiKey: 'key-1', fetch, ...options });
  if (listJobs === undefined) throw new Error('Hume has a list');
  return Array.fromAsync(listJobs(new Date(since), signal));
}

/** The numbers of all jobs listed, in the order they came. */
export async function numbersFrom(...asked: Parameters<typeof pagesFrom>): Promise<number[]> {
  return (await pagesFrom(...asked)).flat().map(({ jobId }) => Number(jobId.slice(-12)));
}
