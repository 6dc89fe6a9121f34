import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import type { Job } from '../../lib/jobs/job.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { Malformed } from '../../lib/platform/errors.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { EARLY, makeJob, secondsLater } from '../support/job-records.ts';
import { readPages } from '../support/read-pages.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

const adapters = [
  { adapter: 'in memory', openStore: async () => makeMemoryJobStore() },
  {
    adapter: 'in DynamoDB',
    openStore: async () => {
      await aws.empty(aws.jobsTable, ['job']);
      return makeDynamodbJobStore(aws.dynamodb, aws.jobsTable);
    },
  },
];

/** For what may lag behind writes. */
const LAG = { timeout: 10_000, interval: 100 };

describe.each(adapters)('jobs $adapter', ({ openStore }) => {
  let store: JobStore;
  beforeEach(async () => {
    store = await openStore();
  });

  const writeAll = async (jobs: readonly Job[]) => {
    await Promise.all(jobs.map((job) => store.write(job, null)));
  };

  describe('reading and writing', () => {
    test('a job nobody wrote is undefined', async () => {
      expect(await store.read({ vendor: 'hume', jobId: 'nobody' })).toBeUndefined();
    });

    test.each([
      ['every field set', fullJob()],
      ['every field that can be null', emptyJob()],
    ])('is read back as written, with the next revision: %s', async (_, job) => {
      expect(await store.write(job, null)).toBe('written');
      expect(await store.read(job)).toEqual({ ...job, revision: 1 });
      expect(await store.write({ ...job, attempt: 7 }, 1)).toBe('written');
      expect(await store.read(job)).toEqual({ ...job, attempt: 7, revision: 2 });
    });

    test('the same job id of two vendors is two jobs', async () => {
      await writeAll([makeJob({ vendor: 'hume', attempt: 1 }), makeJob({ vendor: 'hive', attempt: 2 })]);
      expect(await store.read({ vendor: 'hume', jobId: 'job-1' })).toMatchObject({ vendor: 'hume', attempt: 1 });
      expect(await store.read({ vendor: 'hive', jobId: 'job-1' })).toMatchObject({ vendor: 'hive', attempt: 2 });
    });

    test.each([
      ['none was to be there', null],
      ['an older one was to be there', 1],
      ['a later one was to be there', 3],
    ])('a write over another revision changes nothing: %s', async (_, ifRevision) => {
      const job = makeJob();
      await store.write(job, null);
      await store.write({ ...job, reason: 'second' }, 1);
      expect(await store.write({ ...job, reason: 'third' }, ifRevision)).toBe('conflict');
      expect(await store.read(job)).toMatchObject({ reason: 'second', revision: 2 });
    });

    test('a write over a job that is not there makes none', async () => {
      expect(await store.write(makeJob(), 1)).toBe('conflict');
      expect(await store.read(makeJob())).toBeUndefined();
    });

    test.each([
      ['the first write', null],
      ['a change', 1],
    ])('of many at once exactly one wins: %s', async (_, ifRevision) => {
      const job = makeJob();
      if (ifRevision !== null) await store.write(job, null);
      const attempts = Array.from({ length: 12 }, (_, attempt) => attempt);
      const outcomes = await Promise.all(attempts.map((attempt) => store.write({ ...job, attempt }, ifRevision)));
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect(await store.read(job)).toMatchObject({ attempt: outcomes.indexOf('written') });
    });

    test('what was read is the reader’s own', async () => {
      const job = makeJob();
      await store.write(job, null);
      (await store.read(job))?.history.pop();
      expect(await store.read(job)).toEqual({ ...job, revision: 1 });
    });
  });

  describe('due', () => {
    /** Each due a second after the one before; more than a few in every shard. */
    const jobs = Array.from({ length: 60 }, (_, index) =>
      makeJob({ jobId: `due-${index}`, dueAt: secondsLater(index).toISOString() }),
    );
    const keysOf = (names: readonly { vendor: string; jobId: string }[]) => names.map(jobKeyOf);

    test('are exactly the jobs whose time has come, the longest due first', async () => {
      await writeAll(jobs.toReversed());
      await expect
        .poll(async () => keysOf(await store.due(secondsLater(30), 1000)), LAG)
        .toEqual(keysOf(jobs.slice(0, 31)));
    });

    test('are none when none has come', async () => {
      await writeAll(jobs);
      expect(await store.due(new Date(Date.parse(EARLY) - 1), 1000)).toEqual([]);
    });

    test.each([1, 5, 8, 20])('are at most %i when asked for no more, the longest due among them', async (limit) => {
      await writeAll(jobs);
      await expect
        .poll(async () => {
          const found = keysOf(await store.due(secondsLater(60), limit));
          return { first: found[0], few: found.length > 0 && found.length <= limit };
        }, LAG)
        .toEqual({ first: 'hume#due-0', few: true });
    });

    test('asked for a few at a time, every one has its turn', async () => {
      await writeAll(jobs);
      const seen = new Set<string>();
      await expect
        .poll(async () => {
          for (const name of await store.due(secondsLater(60), 7)) {
            seen.add(jobKeyOf(name));
            const job = await store.read(name);
            if (job !== undefined) await store.write({ ...job, dueAt: null, status: 'indexed' }, job.revision);
          }
          return [...seen].toSorted();
        }, LAG)
        .toEqual(keysOf(jobs).toSorted());
    });

    test.each([
      ['settled', null],
      ['put off', secondsLater(3600).toISOString()],
    ])('no longer holds a job that was %s', async (_, dueAt) => {
      const [job = makeJob(), other = makeJob()] = jobs;
      await writeAll([job, other]);
      await store.write({ ...job, dueAt }, 1);
      await expect.poll(async () => keysOf(await store.due(secondsLater(60), 10)), LAG).toEqual([jobKeyOf(other)]);
    });

    test('holds a job again that was settled and is owed anew', async () => {
      const job = makeJob({ status: 'indexed', dueAt: null });
      await store.write(job, null);
      await store.write({ ...job, status: 'received', dueAt: EARLY }, 1);
      await expect.poll(async () => keysOf(await store.due(secondsLater(0), 10)), LAG).toEqual([jobKeyOf(job)]);
    });
  });

  describe('in a state', () => {
    /** Two changed at each moment: order among them is free, losing one is not. */
    const parked = Array.from({ length: 41 }, (_, index) =>
      makeJob({
        jobId: `parked-${index}`,
        status: 'parked',
        dueAt: null,
        updatedAt: secondsLater(Math.floor(index / 2)).toISOString(),
      }),
    );
    const namesOf = (jobs: readonly Job[]) => jobs.map(jobKeyOf).toSorted();

    test.each([1, 2, 7, 41, 100])('are listed to the end, the latest change first, %i a page', async (limit) => {
      await writeAll([...parked, makeJob({ jobId: 'other', status: 'waiting' })]);
      await expect
        .poll(async () => (await readPages((page) => store.list('parked', page), limit)).flat().length, LAG)
        .toBe(parked.length);
      const pages = await readPages((page) => store.list('parked', page), limit);
      expect(namesOf(pages.flat())).toEqual(namesOf(parked));
      const times = pages.flat().map(({ updatedAt }) => updatedAt);
      expect(times).toEqual(times.toSorted().toReversed());
      expect(pages.every((page) => page.length <= limit)).toBe(true);
    });

    test('are whole jobs', async () => {
      await store.write(fullJob(), null);
      await expect
        .poll(async () => (await store.list(fullJob().status, { limit: 10 })).items, LAG)
        .toEqual([{ ...fullJob(), revision: 1 }]);
    });

    test.each(JOB_STATUSES)('%s: a job is found there and nowhere else', async (status) => {
      const job = makeJob({ status: status === 'received' ? 'waiting' : 'received' });
      await store.write(job, null);
      await store.write({ ...job, status }, 1);
      const listed = async () => {
        const lists = JOB_STATUSES.map(async (of) =>
          (await store.list(of, { limit: 10 })).items.length > 0 ? [of] : [],
        );
        return (await Promise.all(lists)).flat();
      };
      await expect.poll(listed, LAG).toEqual([status]);
    });

    test('no job, no page after the first', async () => {
      expect(await store.list('parked', { limit: 10 })).toEqual({ items: [], cursor: undefined });
    });

    test('a cursor of another list, or none at all, is refused', async () => {
      await writeAll(parked);
      await expect.poll(async () => (await store.list('parked', { limit: 1 })).cursor, LAG).toBeDefined();
      const { cursor } = await store.list('parked', { limit: 1 });
      await expect(store.list('waiting', { limit: 1, cursor })).rejects.toThrow(Malformed);
      for (const garbage of ['garbage', '%%%', 'bnVsbA', 'e30', cursor?.slice(0, -4)]) {
        await expect(store.list('parked', { limit: 1, cursor: garbage })).rejects.toThrow(Malformed);
      }
    });
  });
});

test('a cursor made up of keys that are not in the list is refused, not an error of ours', async () => {
  const store = makeDynamodbJobStore(aws.dynamodb, aws.jobsTable);
  const positions = [{ job: 'hume#x' }, { job: 'hume#x', statusShard: 'waiting#0', updatedAt: EARLY }, { job: 1 }];
  for (const position of positions) {
    const made = JSON.stringify({ list: 'jobs/parked', shards: { 0: position } });
    const cursor = Buffer.from(made).toString('base64url');
    await expect(store.list('parked', { limit: 1, cursor })).rejects.toThrow(Malformed);
  }
});

function fullJob(): Job {
  return makeJob({
    jobId: 'A_job-with-every-field',
    status: 'waiting',
    attempt: 3,
    leaseId: 'lease-1',
    ref: 'order/7 #ü %23',
    awaitsVendor: true,
    announcement: { at: EARLY, ref: 'order/7 #ü %23', expectBy: EARLY },
    raw: { key: 'results/hume/job-1', versionId: 'v1', sha256: 'bb', bytes: 4_000_000_000 },
    pastCallbacks: ['cc', 'dd'],
    claimedFrom: { callbackSha256: 'aa', ref: null },
    coverage: { files: 2, predictions: 300_000, errors: 1, expectedPredictions: 300_001, complete: false },
    reason: 'Hume answered 503',
  });
}

function emptyJob(): Job {
  return makeJob({ status: 'indexed', dueAt: null, callback: null, history: [] });
}
