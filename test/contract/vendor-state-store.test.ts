import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeDynamodbVendorStateStore } from '../../lib/jobs/standing/dynamodb-vendor-state-store.ts';
import { makeMemoryVendorStateStore } from '../../lib/jobs/standing/memory-vendor-state-store.ts';
import { newVendorState, type VendorState, type VendorStateStore } from '../../lib/jobs/standing/vendor-state.ts';
import { JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { EARLY, makeJob, secondsLater } from '../support/job-records.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

type Stores = { states: VendorStateStore; jobs: JobStore };

const adapters = [
  {
    adapter: 'in memory',
    openStores: async (): Promise<Stores> => ({ states: makeMemoryVendorStateStore(), jobs: makeMemoryJobStore() }),
  },
  {
    adapter: 'in DynamoDB',
    openStores: async (): Promise<Stores> => {
      await aws.empty(aws.jobsTable, ['job']);
      return {
        states: makeDynamodbVendorStateStore(aws.dynamodb, aws.jobsTable),
        jobs: makeDynamodbJobStore(aws.dynamodb, aws.jobsTable),
      };
    },
  },
];

/** For what may lag behind writes. */
const LAG = { timeout: 10_000, interval: 100 };

describe.each(adapters)('vendors’ states $adapter', ({ openStores }) => {
  let states: VendorStateStore;
  let jobs: JobStore;
  beforeEach(async () => {
    ({ states, jobs } = await openStores());
  });

  const listed = async () => (await states.list()).toSorted((a, b) => (a.vendor < b.vendor ? -1 : 1));

  test('a vendor nobody wrote of is undefined, and no list has it', async () => {
    expect(await states.read('hume')).toBeUndefined();
    expect(await states.list()).toEqual([]);
  });

  test.each([
    ['every field set', fullState()],
    ['every field that can be null', newVendorState('hume', secondsLater(0))],
  ])('is read back as written, with the next revision: %s', async (_, state) => {
    expect(await states.write(state, null)).toBe('written');
    expect(await states.read('hume')).toEqual({ ...state, revision: 1 });
    const changed = { ...state, pause: null, updatedAt: secondsLater(1).toISOString() };
    expect(await states.write(changed, 1)).toBe('written');
    expect(await states.read('hume')).toEqual({ ...changed, revision: 2 });
    await expect.poll(listed, LAG).toEqual([{ ...changed, revision: 2 }]);
  });

  test.each([
    ['none was to be there', null],
    ['an older one was to be there', 1],
    ['a later one was to be there', 3],
  ])('a write over another revision changes nothing: %s', async (_, ifRevision) => {
    await states.write(fullState(), null);
    await states.write({ ...fullState(), pause: null }, 1);
    expect(await states.write({ ...fullState(), list: null }, ifRevision)).toBe('conflict');
    expect(await states.read('hume')).toEqual({ ...fullState(), pause: null, revision: 2 });
  });

  test('a write over a state that is not there makes none', async () => {
    expect(await states.write(fullState(), 1)).toBe('conflict');
    expect(await states.read('hume')).toBeUndefined();
  });

  test.each([
    ['the first write', null],
    ['a change', 1],
  ])('of twelve at once exactly one wins: %s', async (_, ifRevision) => {
    if (ifRevision !== null) await states.write(fullState(), null);
    const writers = Array.from({ length: 12 }, (_, writer) => secondsLater(writer).toISOString());
    const outcomes = await Promise.all(
      writers.map((updatedAt) => states.write({ ...fullState(), updatedAt }, ifRevision)),
    );
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    expect(await states.read('hume')).toMatchObject({ updatedAt: writers[outcomes.indexOf('written')] });
  });

  test('what was read is the reader’s own', async () => {
    await states.write(fullState(), null);
    const read = await states.read('hume');
    if (read?.list != null) read.list.readTo = 'changed';
    const [first] = await states.list();
    if (first?.list != null) first.list.readTo = 'changed';
    expect(await states.read('hume')).toEqual({ ...fullState(), revision: 1 });
  });

  test('each vendor has its own, and all are listed', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `vendor-${String(index).padStart(2, '0')}`);
    await Promise.all(names.map((vendor) => states.write({ ...fullState(), vendor }, null)));
    await expect.poll(async () => (await listed()).map(({ vendor }) => vendor), LAG).toEqual(names);
    await states.write({ ...fullState(), vendor: 'vendor-07', pause: null }, 1);
    await expect.poll(async () => (await listed()).filter(({ pause }) => pause === null).length, LAG).toBe(1);
    expect(await states.read('vendor-08')).toEqual({ ...fullState(), vendor: 'vendor-08', revision: 1 });
  });

  describe('beside jobs', () => {
    const everyStatus = JOB_STATUSES.map((status) => makeJob({ jobId: `is-${status}`, status }));

    beforeEach(async () => {
      await Promise.all(everyStatus.map((job) => jobs.write(job, null)));
      await states.write(fullState(), null);
      // Named as closely after a state of jobs, or a part of their keys, as a name can be.
      for (const vendor of ['waiting', 'vendor', '0']) await states.write({ ...fullState(), vendor }, null);
    });

    test('the list has vendors and never a job', async () => {
      await expect
        .poll(async () => (await listed()).map(({ vendor }) => vendor), LAG)
        .toEqual(['0', 'hume', 'vendor', 'waiting']);
    });

    test('no list of jobs has a vendor', async () => {
      for (const status of JOB_STATUSES) {
        await expect
          .poll(async () => (await jobs.list(status, { limit: 100 })).items.map(jobKeyOf), LAG)
          .toEqual([`hume#is-${status}`]);
      }
    });

    test('no vendor is due', async () => {
      const found = async (awaiting?: string) =>
        (await jobs.due(secondsLater(1e6), 100, awaiting)).map(jobKeyOf).toSorted();
      await expect.poll(() => found(), LAG).toEqual(everyStatus.map(jobKeyOf).toSorted());
      expect(await found('hume')).toEqual([]);
      expect(await found('vendor')).toEqual([]);
    });

    test('neither takes the other’s place', async () => {
      expect(await states.read('hume')).toEqual({ ...fullState(), revision: 1 });
      expect(await jobs.read({ vendor: 'hume', jobId: 'is-waiting' })).toMatchObject({ status: 'waiting' });
      expect(await jobs.read({ vendor: 'hume', jobId: '' })).toBeUndefined();
    });
  });
});

function fullState(): VendorState {
  return {
    vendor: 'hume',
    revision: 0,
    pause: { since: EARLY, reason: 'check the key', probeAt: secondsLater(300).toISOString() },
    list: {
      dueAt: secondsLater(60).toISOString(),
      readTo: secondsLater(-3600).toISOString(),
      place: EARLY,
      isBeingRead: true,
      lostReaders: 0,
    },
    updatedAt: EARLY,
  };
}
