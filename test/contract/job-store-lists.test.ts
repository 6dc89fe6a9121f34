import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { type JobStore, nameOfList, type TimeSpan } from '../../lib/jobs/job-store.ts';
import { JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { Malformed } from '../../lib/platform/errors.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { EARLY, makeJob, secondsLater } from '../support/job-records.ts';
import { jobStoreAdapters, LAG } from '../support/job-stores.ts';
import { readPages } from '../support/read-pages.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

describe.each(jobStoreAdapters(aws))('jobs in a state, $adapter', ({ openStore }) => {
  let store: JobStore;
  beforeEach(async () => {
    store = await openStore();
  });

  const writeAll = async (jobs: readonly Job[]) => {
    await Promise.all(jobs.map((job) => store.write(job, null)));
  };

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
    const job = makeJob({ status: 'waiting', ref: 'order/7 #ü %23', attempt: 3, reason: 'Hume answered 503' });
    await store.write(job, null);
    await expect
      .poll(async () => (await store.list('waiting', { limit: 10 })).items, LAG)
      .toEqual([{ ...job, revision: 1 }]);
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

  test('a job that leaves the list between two pages has no other listed twice, or missed', async () => {
    await writeAll(parked);
    await expect.poll(async () => (await store.list('parked', { limit: 100 })).items.length, LAG).toBe(parked.length);
    const first = await store.list('parked', { limit: 5 });
    const last = first.items.at(-1);
    if (last === undefined) throw new Error('no job');
    await store.write({ ...last, status: 'received', updatedAt: secondsLater(100).toISOString() }, last.revision);
    await expect
      .poll(async () => (await store.list('parked', { limit: 100 })).items.length, LAG)
      .toBe(parked.length - 1);
    const rest = await readPages(({ limit, cursor = first.cursor }) => store.list('parked', { limit, cursor }), 5);
    expect(namesOf([...first.items, ...rest.flat()])).toEqual(namesOf(parked));
  });

  describe('last changed within a span', () => {
    const at = (second: number) => secondsLater(second).toISOString();
    const within = (changed: TimeSpan) =>
      parked.filter(
        ({ updatedAt }) => updatedAt >= (changed.from ?? EARLY) && updatedAt <= (changed.to ?? at(1_000_000)),
      );

    test.each([
      ['both ends are in it', { from: at(5), to: at(9) }, 10],
      ['without an end', { from: at(5) }, 31],
      ['without a beginning', { to: at(9) }, 20],
      ['without either', {}, 41],
      ['of one moment', { from: at(7), to: at(7) }, 2],
      ['between two changes', { from: new Date(Date.parse(at(7)) + 1).toISOString(), to: at(7.5) }, 0],
      ['before all', { to: at(-1) }, 0],
      ['after all', { from: at(21) }, 0],
    ])('are listed to the end: %s', async (_, changed, jobs) => {
      await writeAll([...parked, makeJob({ jobId: 'other', status: 'waiting', updatedAt: at(7) })]);
      const expected = namesOf(within(changed));
      expect(expected).toHaveLength(jobs);
      for (const limit of [3, 100]) {
        const read = () => readPages((page) => store.list('parked', page, changed), limit);
        await expect.poll(async () => namesOf((await read()).flat()), LAG).toEqual(expected);
        const times = (await read()).flat().map(({ updatedAt }) => updatedAt);
        expect(times).toEqual(times.toSorted().toReversed());
      }
    });

    test('are none in one that ends before it begins', async () => {
      await writeAll(parked);
      const backwards = { from: at(9), to: at(5) };
      expect(await store.list('parked', { limit: 10 }, backwards)).toEqual({ items: [], cursor: undefined });
    });

    test('a cursor of one is refused by any other', async () => {
      await writeAll(parked);
      const span = { from: at(5), to: at(15) };
      const first = () => store.list('parked', { limit: 1 }, span);
      await expect.poll(async () => (await first()).cursor, LAG).toBeDefined();
      const { cursor } = await first();
      for (const other of [{}, { from: at(5) }, { to: at(15) }, { from: at(5), to: at(14) }]) {
        await expect(store.list('parked', { limit: 1, cursor }, other)).rejects.toThrow(Malformed);
      }
      await expect(store.list('waiting', { limit: 1, cursor }, span)).rejects.toThrow(Malformed);
      expect((await store.list('parked', { limit: 1, cursor }, span)).items).toHaveLength(1);
    });
  });
});

test('a cursor made up of keys that are not in the list is refused, not an error of ours', async () => {
  const store = makeDynamodbJobStore(aws.dynamodb, aws.jobsTable);
  const positions = [{ job: 'hume#x' }, { job: 'hume#x', statusShard: 'waiting#0', updatedAt: EARLY }, { job: 1 }];
  for (const position of positions) {
    const made = JSON.stringify({ list: nameOfList('parked', {}), shards: { 0: position } });
    const cursor = Buffer.from(made).toString('base64url');
    await expect(store.list('parked', { limit: 1, cursor })).rejects.toThrow(Malformed);
  }
});
