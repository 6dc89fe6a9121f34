import { beforeEach, describe, expect, test } from 'vitest';
import { secondsLater } from '../../../support/job-records.ts';
import { HOUR_MS, LIST_EVERY_MS, listed, makeListReading } from './list-readings.ts';

let verdex = makeListReading();
beforeEach(() => {
  verdex = makeListReading();
});

const hoursLater = (hours: number) => secondsLater(hours * 3600).toISOString();

/** Reads the list each time it is due, until so many hours have gone by. */
async function readFor(hours: number): Promise<void> {
  for (let gone = 0; gone < hours; gone += 4) {
    await verdex.read();
    verdex.clock.advance(LIST_EVERY_MS);
  }
}

describe('the next reading', () => {
  test('goes on from the newest job that was seen, and an hour before', async () => {
    verdex.list.jobs = [listed('a', -30), listed('b', -2)];
    await verdex.read();
    expect(await verdex.readTo()).toBe(hoursLater(-2));
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(verdex.list.sinces.at(-1)?.toISOString()).toBe(hoursLater(-3));
  });

  test('finds a job that came into the list late, an hour out of its order', async () => {
    verdex.list.jobs = [listed('a', -2)];
    await verdex.read();
    verdex.list.jobs.push(listed('late', -3));
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'late']);
  });

  test('begins nowhere later when nothing was new', async () => {
    verdex.list.jobs = [listed('a', -2)];
    await readFor(48);
    expect(await verdex.readTo()).toBe(hoursLater(-2));
  });

  test('begins nowhere earlier when the list now ends before where it was read to', async () => {
    verdex.list.jobs = [listed('a', -2)];
    await verdex.read();
    verdex.list.jobs = [listed('late', -2.5)];
    await readFor(48);
    expect(await verdex.readTo()).toBe(hoursLater(-2));
    expect(await verdex.inLedger()).toEqual(['a', 'late']);
  });

  test('keeps what else is known of the vendor', async () => {
    await verdex.pauses.refused('hume', 'check the key');
    verdex.clock.advance(5 * 60_000);
    verdex.list.beforePage = async () => {
      throw new Error('the vendor answers nonsense');
    };
    await verdex.read();
    expect(await verdex.states.read('hume')).toMatchObject({ pause: { reason: 'check the key' }, list: {} });
  });

  test('misses no later job for one whose time of creation is still to come: clocks differ', async () => {
    verdex.list.jobs = [listed('ahead', 24 * 365)];
    await verdex.read();
    verdex.clock.advance(LIST_EVERY_MS);
    verdex.list.jobs.push(listed('a', 3));
    await verdex.read();
    expect(await verdex.inLedger()).toContain('a');
  });
});

describe('a job that is unfinished', () => {
  test('is found when it is finished, though newer ones were before it', async () => {
    verdex.list.jobs = [listed('slow', -40, false), listed('slow too', -20, false), listed('a', -2)];
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a']);
    expect(await verdex.readTo()).toBe(hoursLater(-40));
    verdex.list.jobs = [listed('slow', -40), listed('a', -2), listed('b', 1)];
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'b', 'slow']);
    expect(await verdex.readTo()).toBe(hoursLater(1));
  });

  test('is found though it takes almost a week', async () => {
    verdex.list.jobs = [listed('slow', -1, false)];
    await readFor(160);
    verdex.list.jobs = [listed('slow', -1), listed('a', 150)];
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'slow']);
  });

  test('is found whichever page it is on, and whatever comes after it', async () => {
    verdex = makeListReading({ pageJobs: 2 });
    const others = Array.from({ length: 9 }, (_, index) => listed(`other-${index}`, -40 + index));
    verdex.list.jobs = [...others, listed('slow', -36.5, false), listed('slower', -34.5, false)];
    await verdex.read();
    expect(await verdex.readTo()).toBe(hoursLater(-36.5));
    verdex.list.jobs = [...others, listed('slow', -36.5), listed('slower', -34.5, false)];
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.readTo()).toBe(hoursLater(-34.5));
    verdex.list.jobs = [...others, listed('slow', -36.5), listed('slower', -34.5)];
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual([...others.map(({ jobId }) => jobId), 'slow', 'slower'].toSorted());
  });

  test('does not hold the reading back for ever', async () => {
    verdex.list.jobs = [listed('stuck', -1, false), listed('a', 0)];
    await readFor(24);
    expect(await verdex.readTo()).toBe(hoursLater(-1));
    await readFor(7 * 24);
    expect(await verdex.readTo()).toBe(hoursLater(0));
    verdex.list.jobs.push(listed('b', 8 * 24 - 1));
    await verdex.read();
    expect(await verdex.readTo()).toBe(hoursLater(8 * 24 - 1));
    expect(await verdex.inLedger()).toEqual(['a', 'b']);
  });
});

describe('how far the list was read', () => {
  test('is kept after each page', async () => {
    verdex = makeListReading({ pageJobs: 2 });
    verdex.list.jobs = Array.from({ length: 5 }, (_, index) => listed(`job-${index}`, -10 + index));
    const kept: (string | undefined)[] = [];
    verdex.list.beforePage = async () => {
      kept.push(await verdex.readTo());
    };
    await verdex.read();
    expect(kept).toEqual([hoursLater(-72), hoursLater(-9), hoursLater(-7)]);
    expect(await verdex.readTo()).toBe(hoursLater(-6));
  });

  test('is kept only after the page’s jobs are in the ledger', async () => {
    verdex = makeListReading({ pageJobs: 2 });
    verdex.list.jobs = Array.from({ length: 6 }, (_, index) => listed(`job-${index}`, -10 + index));
    const { write } = verdex.states;
    verdex.states.write = async (state, ifRevision) => {
      const readTo = Date.parse(state.list?.readTo ?? '');
      const passed = verdex.list.jobs.filter(({ createdAt }) => createdAt.getTime() <= readTo);
      expect(await verdex.inLedger()).toEqual(expect.arrayContaining(passed.map(({ jobId }) => jobId)));
      return write(state, ifRevision);
    };
    await verdex.read();
    expect(await verdex.inLedger()).toHaveLength(6);
    expect(verdex.log.events('error')).toEqual([]);
  });

  test('is of no use to a job created before the ledger began: the first reading looks back three days', async () => {
    verdex.clock.advance(HOUR_MS);
    await verdex.read();
    expect(await verdex.readTo()).toBe(hoursLater(-71));
  });
});
