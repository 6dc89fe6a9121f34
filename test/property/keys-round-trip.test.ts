import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emotionItem,
  emotionShard,
  shardOf as fileShardOf,
  INDEX_SHARDS,
  rowPrefixes,
  severityItem,
  severityShard,
  summaryItem,
} from '../../lib/index/keys.ts';
import { JOB_SHARDS, jobNameOf, keysOf, shardOf } from '../../lib/jobs/keys.ts';
import { JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { callbackKey, resultKey, unreadableCallbackKey } from '../../lib/raw/keys.ts';
import { TOP_EMOTIONS } from '../../lib/summaries/emotions.ts';
import { FILE_KEY_PATTERN, fileKeyOf } from '../../lib/summaries/identity.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import { isVendorJobId } from '../../lib/vendors/vendor.ts';
import { makeJob } from '../support/job-records.ts';

const vendor = fc.constantFrom('hume', 'hive', 'other-vendor');
const jobId = fc.oneof(
  fc.constantFrom('a', 'a-b', 'a-b-c', 'ab'),
  fc.uuid(),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/),
);
const jobName = fc.record({ vendor, jobId });
/** A vendor's name for something: often of the very characters that keys are made of. */
const name = fc.oneof(
  fc.constantFrom('#', '%23', '%2523', '%', '%25', 'a#b', 'a%23b', 'a', 'a#', '#b'),
  fc.string({ unit: fc.constantFrom('#', '%', '2', '3', '5', 'a', '/'), minLength: 1, maxLength: 6 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);

/** Different things have different keys, and the same the same. */
function tellApart<T>(things: fc.Arbitrary<T>, keyOf: (thing: T) => string): void {
  fc.assert(
    fc.property(things, things, (one, other) => {
      expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 2000 },
  );
}

describe('keys of jobs', () => {
  test('lead back to the job', () => {
    fc.assert(
      fc.property(jobName, (job) => {
        fc.pre(isVendorJobId(job.jobId));
        expect(jobNameOf(jobKeyOf(job))).toEqual(job);
      }),
    );
  });

  test('put a job into one shard of those that are read, whatever its state', () => {
    fc.assert(
      fc.property(jobName, fc.constantFrom(...JOB_STATUSES), fc.boolean(), (job, status, isDue) => {
        const keys = keysOf(makeJob({ ...job, status, dueAt: isDue ? '2026-01-01T00:00:00.000Z' : null }));
        expect(JOB_SHARDS).toContain(shardOf(job));
        expect(keys).toEqual({
          job: jobKeyOf(job),
          statusShard: `${status}#${shardOf(job)}`,
          ...(isDue && { dueShard: shardOf(job) }),
        });
      }),
    );
  });

  test('use every shard', () => {
    const used = new Set(Array.from({ length: 500 }, (_, index) => shardOf({ vendor: 'hume', jobId: `job-${index}` })));
    expect([...used].toSorted()).toEqual([...JOB_SHARDS].toSorted());
  });
});

describe('keys of the index', () => {
  test('tell rows apart', () => {
    const rank = fc.integer({ min: 1, max: TOP_EMOTIONS });
    tellApart(fc.tuple(jobName, name, rank), ([job, model, at]) => emotionItem(job, model, at));
    tellApart(fc.tuple(jobName, name), ([job, className]) => severityItem(job, className));
    tellApart(jobName, summaryItem);
  });

  test('tell searches apart', () => {
    const shard = fc.constantFrom(...INDEX_SHARDS);
    tellApart(fc.tuple(name, name, shard), ([model, emotion, at]) => emotionShard(model, emotion, at));
    tellApart(fc.tuple(name, fc.integer({ min: 1, max: 3 }), shard), ([className, level, at]) =>
      severityShard(className, level, at),
    );
  });

  test('begin as their own job’s do, and as no other’s', () => {
    fc.assert(
      fc.property(jobName, jobName, name, (job, other, of) => {
        for (const item of [emotionItem(job, of, 1), severityItem(job, of)]) {
          expect(rowPrefixes(job).some((prefix) => item.startsWith(prefix))).toBe(true);
          const isSame = jobKeyOf(job) === jobKeyOf(other);
          expect(rowPrefixes(other).some((prefix) => item.startsWith(prefix))).toBe(isSame);
        }
      }),
    );
  });

  test('sort a model’s emotions by rank', () => {
    fc.assert(
      fc.property(jobName, name, (job, model) => {
        const items = Array.from({ length: TOP_EMOTIONS }, (_, index) => emotionItem(job, model, index + 1));
        expect(items.toSorted()).toEqual(items);
      }),
    );
  });

  test('of files look as they should, and lie in a shard that is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (identity) => {
        const fileKey = fileKeyOf(identity);
        expect(fileKey).toMatch(FILE_KEY_PATTERN);
        expect(INDEX_SHARDS).toContain(fileShardOf(fileKey));
      }),
    );
  });

  test('of files use every shard', () => {
    const used = new Set(Array.from({ length: 200 }, (_, index) => fileShardOf(fileKeyOf(`ref:${index}`))));
    expect([...used].toSorted()).toEqual([...INDEX_SHARDS].toSorted());
  });
});

describe('keys of raw bytes', () => {
  const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);

  test('tell bytes, jobs and kinds apart', () => {
    tellApart(fc.tuple(jobName, sha256), ([job, sha]) => callbackKey(job.vendor, job.jobId, { sha256: sha }));
    tellApart(jobName, (job) => resultKey(job.vendor, job.jobId));
    fc.assert(
      fc.property(jobName, sha256, fc.date({ noInvalidDate: true }), (job, sha, at) => {
        const digest = { sha256: sha, bytes: 1 };
        const keys = [
          callbackKey(job.vendor, job.jobId, digest),
          resultKey(job.vendor, job.jobId),
          unreadableCallbackKey(job.vendor, at, digest),
        ];
        expect(new Set(keys).size).toBe(3);
      }),
    );
  });
});

test('times in keys sort as time does', () => {
  const time = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(time, time, (one, other) => {
      expect(Math.sign(one.getTime() - other.getTime())).toBe(
        one.toISOString() < other.toISOString() ? -1 : one.toISOString() > other.toISOString() ? 1 : 0,
      );
    }),
  );
});
