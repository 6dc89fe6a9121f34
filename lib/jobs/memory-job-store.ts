/** Jobs in memory: the store that tests of everything above it run on. Passes the same suite as DynamoDB's. */
import { mergeShards } from '../platform/merge-shards.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import type { Job } from './job.ts';
import { type JobStore, nameOfList } from './job-store.ts';

export function makeMemoryJobStore(): JobStore {
  const jobs = new Map<string, Job>();
  return {
    read: async (name) => structuredClone(jobs.get(jobKeyOf(name))),
    write: async (job, ifRevision) => {
      const key = jobKeyOf(job);
      if ((jobs.get(key)?.revision ?? null) !== ifRevision) return 'conflict';
      jobs.set(key, structuredClone({ ...job, revision: (ifRevision ?? 0) + 1 }));
      return 'written';
    },
    due: async (at, limit, awaiting) =>
      [...jobs.values()]
        .filter(({ dueAt }) => dueAt !== null && dueAt <= at.toISOString())
        .filter(({ awaitsVendor, vendor }) => (awaitsVendor ? vendor : undefined) === awaiting)
        .toSorted((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? ''))
        .slice(0, limit)
        .map(({ vendor, jobId }) => ({ vendor, jobId })),
    list: (status, page, changed = {}) => {
      const { from = '', to = '~' } = changed;
      const ordered = [...jobs.values()]
        .filter((job) => job.status === status && job.updatedAt >= from && job.updatedAt <= to)
        .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
      return mergeShards(
        {
          list: nameOfList(status, changed),
          shards: new Map([
            [
              'all',
              async (after, limit) => {
                const start = after === undefined ? 0 : ordered.findIndex((job) => jobKeyOf(job) === after.job) + 1;
                return { values: ordered.slice(start, start + limit), hasMore: start + limit < ordered.length };
              },
            ],
          ]),
          positionOf: (job) => ({ job: jobKeyOf(job) }),
          compare: (a, b) => b.updatedAt.localeCompare(a.updatedAt),
        },
        page,
      );
    },
  };
}
