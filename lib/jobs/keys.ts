/**
 * Keys of the table `jobs`.
 *
 * | access | by |
 * |---|---|
 * | one job | table: `job` = `{vendor}#{jobId}` |
 * | jobs whose `dueAt` has passed | GSI `due`: `dueShard` = `{shard}`, `dueAt`; only jobs that have one |
 * | of those, the ones that await a vendor | GSI `due`: `dueShard` = `{vendor}#{shard}`, `dueAt` |
 * | jobs in a state, latest change first | GSI `by-status`: `statusShard` = `{status}#{shard}`, `updatedAt` |
 * | one vendor's state | table: `job` = `{vendor}` |
 * | every vendor's state | GSI `by-status`: `statusShard` = `vendor` |
 * | the job that owns a capability | table: `job` = `capability:{id}`; no index sees it |
 *
 * Every job written would land on one key of each GSI, and one key takes 1,000 writes a second: hence the shards.
 */
import { createHash } from 'node:crypto';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import type { Job } from './job.ts';
import type { JobStatus } from './statuses.ts';

/** Raise it only with a migration: jobs stay in the shard they were written to. */
const SHARDS = 8;

export const JOB_SHARDS: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => String(shard));

export function shardOf(name: JobName): string {
  return String(createHash('sha256').update(jobKeyOf(name)).digest().readUInt16BE() % SHARDS);
}

export function statusShard(status: JobStatus, shard: string): string {
  return `${status}#${shard}`;
}

/** Jobs that await no vendor; or those that await the named one, kept apart so that they are in nobody's way. */
export function dueShard(shard: string, awaiting?: string): string {
  return awaiting === undefined ? shard : `${awaiting}#${shard}`;
}

/** The attributes that place a job in the table and its indexes. */
export function keysOf(job: Job): { job: string; statusShard: string; dueShard?: string } {
  const shard = shardOf(job);
  return {
    job: jobKeyOf(job),
    statusShard: statusShard(job.status, shard),
    ...(job.dueAt !== null && { dueShard: dueShard(shard, job.awaitsVendor ? job.vendor : undefined) }),
  };
}

/** Job ids hold no `#`, and vendor names none either. */
export function jobNameOf(job: string): JobName {
  const split = job.indexOf('#');
  return { vendor: job.slice(0, split), jobId: job.slice(split + 1) };
}

/** Of all keys of the table, a job's alone has a `#`. */
export function isJobKey(key: string): boolean {
  return key.includes('#');
}

/** Vendor names hold no `#`: no job has such a key. */
export function keysOfVendor(vendor: string): { job: string; statusShard: string } {
  return { job: vendor, statusShard: VENDORS_SHARD };
}

/** Without the `#` of a job's key, and with a `:`, which no vendor's has: none is taken for another. */
export function keyOfCapability(id: string): { job: string } {
  return { job: `capability:${id}` };
}

export const VENDORS_SHARD = 'vendor';
