import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { CLAIMED_FROM, EARLY, makeJob, secondsLater } from '../support/job-records.ts';
import { jobStoreAdapters, LAG } from '../support/job-stores.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

describe.each(jobStoreAdapters(aws))('jobs $adapter', ({ openStore }) => {
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

    describe('that await a vendor', () => {
      const awaiting = (changes: Partial<Job>) => makeJob({ status: 'waiting', awaitsVendor: true, ...changes });
      const later = secondsLater(60);
      const due = async (vendor?: string) => keysOf(await store.due(later, 1000, vendor));

      test('are kept apart, each vendor’s for itself, the longest due first', async () => {
        const ofHume = jobs.slice(0, 20).map((job) => awaiting({ ...job, status: 'waiting', awaitsVendor: true }));
        const ofHive = ofHume.map((job) => ({ ...job, vendor: 'hive' }));
        const ofNone = jobs.slice(20, 30);
        await writeAll([...ofHive, ...ofHume, ...ofNone].toReversed());
        await expect.poll(() => due('hume'), LAG).toEqual(keysOf(ofHume));
        await expect.poll(() => due('hive'), LAG).toEqual(keysOf(ofHive));
        await expect.poll(() => due(), LAG).toEqual(keysOf(ofNone));
        expect(await due('nobody')).toEqual([]);
      });

      test('are, asked for one, the one that is due the longest', async () => {
        await writeAll(jobs.map((job) => awaiting({ ...job, status: 'waiting', awaitsVendor: true })).toReversed());
        await expect.poll(async () => keysOf(await store.due(later, 1, 'hume')), LAG).toEqual(['hume#due-0']);
      });

      test('are none before their time', async () => {
        await writeAll([awaiting({ dueAt: secondsLater(61).toISOString() })]);
        expect(await due('hume')).toEqual([]);
      });

      test('are where they belong after each change, and in no two places', async () => {
        await writeAll([makeJob()]);
        await expect.poll(async () => [await due(), await due('hume')], LAG).toEqual([['hume#job-1'], []]);
        await store.write(awaiting({}), 1);
        await expect.poll(async () => [await due(), await due('hume')], LAG).toEqual([[], ['hume#job-1']]);
        await store.write(makeJob(), 2);
        await expect.poll(async () => [await due(), await due('hume')], LAG).toEqual([['hume#job-1'], []]);
        await store.write(awaiting({}), 3);
        await store.write(makeJob({ status: 'indexed', dueAt: null }), 4);
        await expect.poll(async () => [await due(), await due('hume')], LAG).toEqual([[], []]);
      });
    });
  });
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
    claimedFrom: CLAIMED_FROM,
    coverage: {
      files: 2,
      predictions: 300_000,
      errors: 1,
      expectedPredictions: 300_001,
      expectedErrors: 1,
      expectedBy: 'api',
      complete: false,
    },
    reason: 'Hume answered 503',
  });
}

function emptyJob(): Job {
  return makeJob({ status: 'indexed', dueAt: null, callback: null, history: [] });
}
