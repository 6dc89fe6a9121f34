import { beforeEach, describe, expect, test } from 'vitest';
import { EARLY, secondsLater } from '../../../support/job-records.ts';
import { arrival } from '../../../support/test-ledger.ts';
import { LIST_EVERY_MS, listed, makeListReading } from './list-readings.ts';

let verdex = makeListReading();
beforeEach(() => {
  verdex = makeListReading();
});

describe('reading a vendor’s list', () => {
  test('adopts the finished jobs that nobody heard of, and says how many', async () => {
    verdex.list.jobs = [listed('a', -30), listed('b', -2), listed('running', -1, false)];
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'b']);
    expect(verdex.count.counts).toEqual(new Map([['JobAdopted', 2]]));
    expect(verdex.log.lines).toEqual([
      {
        level: 'info',
        event: 'vendor_list_read',
        fields: { vendor: 'hume', adopted: 2 },
      },
    ]);
  });

  test('for the first time finds what was lost in the last three days', async () => {
    verdex.list.jobs = [listed('three days', -72), listed('two days', -48), listed('last month', -720)];
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['three days', 'two days']);
  });

  test('leaves what the ledger knows as it is, and counts none of it', async () => {
    const name = { vendor: 'hume', jobId: 'a' };
    await verdex.ledger.recordCallback(name, arrival('aa', 'order 7'));
    const before = await verdex.store.read(name);
    verdex.list.jobs = [listed('a', -2)];
    await verdex.read();
    expect(await verdex.store.read(name)).toEqual(before);
    expect(verdex.count.counts).toEqual(new Map());
  });

  test('has a job that was expected be done now', async () => {
    const name = { vendor: 'hume', jobId: 'a' };
    await verdex.ledger.announce(name, { ref: 'order 7', expectBy: secondsLater(9000) });
    verdex.list.jobs = [listed('a', -2)];
    await verdex.read();
    expect(await verdex.store.read(name)).toMatchObject({ status: 'received', dueAt: EARLY, ref: 'order 7' });
    expect(verdex.count.counts).toEqual(new Map([['JobAdopted', 1]]));
  });

  test('adopts a job once, however often it is in the list and the list is read', async () => {
    verdex = makeListReading({ pageJobs: 2 });
    verdex.list.jobs = [listed('a', -2), listed('a', -2), listed('b', -1), listed('a', -1), listed('b', -1)];
    for (let reading = 0; reading < 3; reading += 1) {
      await verdex.read();
      verdex.clock.advance(LIST_EVERY_MS);
    }
    expect(verdex.list.sinces).toHaveLength(3);
    expect(await verdex.store.read({ vendor: 'hume', jobId: 'a' })).toMatchObject({ revision: 1 });
    expect(verdex.count.counts).toEqual(new Map([['JobAdopted', 2]]));
  });

  test('adopts thousands of jobs, each once, looking few of them up at a time', async () => {
    const jobs = Array.from({ length: 3_000 }, (_, index) => listed(`job-${index}`, -60 + index / 60));
    verdex.list.jobs = jobs;
    const { adopt } = verdex.ledger;
    let [atOnce, mostAtOnce] = [0, 0];
    verdex.ledger.adopt = async (name) => {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      const outcome = await adopt(name);
      atOnce -= 1;
      return outcome;
    };
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(jobs.map(({ jobId }) => jobId).toSorted());
    expect(verdex.count.counts).toEqual(new Map([['JobAdopted', 3_000]]));
    expect(mostAtOnce).toBeLessThanOrEqual(16);
    expect(mostAtOnce).toBeGreaterThan(1);
  });

  test('that is empty is a reading like any other', async () => {
    await verdex.read();
    expect(await verdex.dueAt()).toBe(secondsLater(4 * 3600).toISOString());
    expect(verdex.count.counts).toEqual(new Map());
    verdex.clock.advance(LIST_EVERY_MS);
    verdex.list.jobs = [listed('a', 3)];
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a']);
  });

  test('happens every four hours, however often it is nudged', async () => {
    await verdex.read();
    verdex.clock.advance(LIST_EVERY_MS - 1);
    await verdex.read();
    expect(verdex.list.sinces).toHaveLength(1);
    verdex.clock.advance(1);
    await verdex.read();
    expect(verdex.list.sinces).toHaveLength(2);
  });

  test('is done by one of many that are nudged at once', async () => {
    verdex.list.jobs = [listed('a', -2)];
    await Promise.all(Array.from({ length: 6 }, () => verdex.read()));
    expect(verdex.list.sinces).toHaveLength(1);
    expect(await verdex.inLedger()).toEqual(['a']);
  });
});

test('a vendor that has no list is not read, and a warning says so; and not again every minute', async () => {
  await verdex.read('hive');
  expect(verdex.log.lines).toEqual([{ level: 'warn', event: 'vendor_without_list', fields: { vendor: 'hive' } }]);
  expect(await verdex.states.list()).toMatchObject([
    { vendor: 'hive', list: { isBeingRead: false, dueAt: secondsLater(LIST_EVERY_MS / 1000).toISOString() } },
  ]);
});

test('a vendor that nobody knows is not read, and nothing is written of it', async () => {
  await verdex.read('nobody');
  expect(verdex.log.lines).toEqual([{ level: 'warn', event: 'vendor_unknown', fields: { vendor: 'nobody' } }]);
  expect(await verdex.states.list()).toEqual([]);
});
