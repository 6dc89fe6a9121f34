/** Hume's own list of jobs, paged by the time of their creation: v0 has no other way to go on after a page. */
import { Permanent, Retryable } from '../../platform/errors.ts';
import type { ListedJob } from '../vendor.ts';
import { type PageEntry, readJobListPage } from './job-list-page.ts';
import type { RequestHume } from './request.ts';

/** The reference's default, so surely not more than it gives. */
const PAGE_JOBS = 50;
/** Only for more than a page of jobs of one and the same millisecond. */
const MAX_PAGE_JOBS = 64 * PAGE_JOBS;
/** Should it look at whole seconds only. */
const EARLIER_BY_MS = 1000;

/**
 * Every job created at `createdSince` or later, the oldest first. Whether `created_after` includes the moment itself is not
 * said: each page is asked for from the millisecond before the last job, and what came twice is dropped. It goes on until
 * a page has nothing later, since a page may be shorter than was asked for. Throws as `request` does, and Retryable
 * when Hume does not answer by time, for then jobs could be passed over.
 */
export function makeListHumeJobs(request: RequestHume) {
  async function readPage(afterMs: number, limit: number, signal: AbortSignal): Promise<PageEntry[]> {
    const query = new URLSearchParams({
      limit: String(limit),
      when: 'created_after',
      timestamp_ms: String(afterMs),
      sort_by: 'created',
      direction: 'asc',
    });
    const answer = await request({ path: `/v0/batch/jobs?${query}`, subject: 'the list of jobs', signal });
    if (!answer.isThere) throw new Permanent(answer.message);
    return readJobListPage(answer.body.stream());
  }

  return async function* listJobs(createdSince: Date, signal: AbortSignal): AsyncGenerator<ListedJob[]> {
    let afterMs = createdSince.getTime() - 1;
    let limit = PAGE_JOBS;
    let seen = new Set<string>();
    for (;;) {
      const entries = await readPage(afterMs, limit, signal);
      const lastMs = lastCreation(entries, afterMs);
      const jobs = jobsOf(entries, createdSince);
      const fresh = jobs.filter(({ jobId }) => !seen.has(jobId));
      if (fresh.length > 0) yield fresh;

      const ids = new Set(jobs.map(({ jobId }) => jobId));
      if (lastMs - 1 > afterMs) {
        afterMs = lastMs - 1;
        limit = PAGE_JOBS;
        seen = ids;
        continue;
      }
      if (entries.length < limit) return;
      if (limit >= MAX_PAGE_JOBS) {
        throw new Retryable(`Hume lists ${limit} jobs of one moment, or without one: those after them are not seen`);
      }
      limit *= 2;
      seen = seen.union(ids);
    }
  };
}

/** The latest time of creation on the page; where it has none, one before the time asked for. */
function lastCreation(entries: readonly PageEntry[], afterMs: number): number {
  let lastMs = afterMs - EARLIER_BY_MS;
  for (const { createdAtMs = lastMs } of entries) {
    if (createdAtMs < lastMs)
      throw new Retryable('Hume does not list jobs from the time asked for on, the oldest first');
    lastMs = createdAtMs;
  }
  return lastMs;
}

/** An entry without a time of its own was created after the one before it, in the order that was asked for. */
function jobsOf(entries: readonly PageEntry[], createdSince: Date): ListedJob[] {
  const jobs: ListedJob[] = [];
  let createdAt = createdSince;
  for (const { jobId, createdAtMs, isFinished } of entries) {
    if (createdAtMs !== undefined) createdAt = new Date(createdAtMs);
    if (jobId !== undefined && createdAt >= createdSince) jobs.push({ jobId, createdAt, isFinished });
  }
  return jobs;
}
