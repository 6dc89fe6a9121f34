/** Jobs in memory: the store that tests of everything above it run on. Passes the same suite as DynamoDB's. */
import { mergeShards, type ShardQuery } from '../platform/merge-shards.ts';
import type { Position } from '../platform/shard-cursor.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import type { Job } from './job.ts';
import { type JobStore, nameOfList } from './job-store.ts';
import { jobNameOf } from './keys.ts';

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
        .toSorted(byLatestChange);
      const shard: ShardQuery<Job> = async (after, limit) => {
        // As DynamoDB does it: behind a place, whether or not that job is still there.
        const rest = after === undefined ? ordered : ordered.filter((job) => byLatestChange(job, placeOf(after)) > 0);
        return { values: rest.slice(0, limit), hasMore: rest.length > limit };
      };
      return mergeShards(
        {
          list: nameOfList(status, changed),
          shards: new Map([['all', shard]]),
          positionOf: (job) => ({ job: jobKeyOf(job), updatedAt: job.updatedAt }),
          compare: byLatestChange,
        },
        page,
      );
    },
  };
}

type Placed = Pick<Job, 'vendor' | 'jobId' | 'updatedAt'>;

function byLatestChange(a: Placed, b: Placed): number {
  return b.updatedAt.localeCompare(a.updatedAt) || jobKeyOf(a).localeCompare(jobKeyOf(b));
}

function placeOf({ job, updatedAt }: Position): Placed {
  return { ...jobNameOf(String(job)), updatedAt: String(updatedAt) };
}
