import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import type { NudgeTarget } from '../../../lib/jobs/nudge.ts';
import { makeMemoryVendorStateStore } from '../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeVendorPauses } from '../../../lib/jobs/standing/vendor-pauses.ts';
import { newVendorState } from '../../../lib/jobs/standing/vendor-state.ts';
import { makeSweepJobs } from '../../../lib/jobs/sweep-jobs.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from '../../support/fakes.ts';
import { EARLY, makeJob, secondsLater } from '../../support/job-records.ts';

const PROBE_MS = 5 * 60_000;

function makeSweep(listedVendors: string[] = []) {
  const clock = makeClock(EARLY);
  const store = makeMemoryJobStore();
  const states = makeMemoryVendorStateStore();
  const count = makeRecordingCount();
  const log = makeRecordingLog();
  const nudged: NudgeTarget[] = [];
  const pauses = makeVendorPauses({ states, now: clock.now, log });
  const sweep = makeSweepJobs({
    store,
    states,
    listedVendors,
    nudge: async (targets) => {
      nudged.push(...targets);
    },
    now: clock.now,
    random: () => 0,
    log,
    count,
  });
  return { clock, store, states, count, log, nudged, pauses, sweep: () => sweep().then(() => nudged.splice(0)) };
}

let verdex = makeSweep();
beforeEach(() => {
  verdex = makeSweep();
});

const nameOf = (vendor: string, number: number) => ({ vendor, jobId: `job-${number}` });

/** Jobs that await their vendor, the later ones written first. */
async function holdBack(vendor: string, jobs: number): Promise<void> {
  for (let number = jobs; number > 0; number -= 1) {
    const createdAt = secondsLater(number - 10_000).toISOString();
    const held = { status: 'waiting', awaitsVendor: true, createdAt, dueAt: createdAt } as const;
    await verdex.store.write(makeJob({ ...nameOf(vendor, number), ...held }), null);
  }
}

describe('jobs that are held back', () => {
  test('are left alone while their vendor is paused', async () => {
    await holdBack('hume', 3);
    await verdex.pauses.refused('hume', 'check the key');
    verdex.clock.advance(PROBE_MS - 1);
    expect(await verdex.sweep()).toEqual([]);
  });

  test('send one, the oldest, to find out whether the vendor answers again', async () => {
    await holdBack('hume', 3);
    await verdex.pauses.refused('hume', 'check the key');
    verdex.clock.advance(PROBE_MS);
    expect(await verdex.sweep()).toEqual([nameOf('hume', 1)]);
    // As long as nobody did: that nudge may be lost.
    verdex.clock.advance(60_000);
    expect(await verdex.sweep()).toEqual([nameOf('hume', 1)]);
    expect(await verdex.pauses.mayAsk('hume')).toBe('probe');
    expect(await verdex.sweep()).toEqual([]);
  });

  test('all go on once it does, the oldest first', async () => {
    await holdBack('hume', 12);
    await verdex.pauses.refused('hume', 'check the key');
    await verdex.pauses.answered('hume');
    const inOrder = Array.from({ length: 12 }, (_, index) => nameOf('hume', index + 1));
    expect(await verdex.sweep()).toEqual(inOrder);
    // And again until someone looked at them.
    expect(await verdex.sweep()).toEqual(inOrder);
  });

  test('are each held back by their own vendor alone', async () => {
    await holdBack('hume', 2);
    await holdBack('hive', 2);
    await verdex.pauses.refused('hive', 'check the balance');
    await verdex.pauses.answered('hive');
    await verdex.pauses.refused('hume', 'check the key');
    expect(await verdex.sweep()).toEqual([nameOf('hive', 1), nameOf('hive', 2)]);
  });

  test('are in no other job’s way', async () => {
    await holdBack('hume', 60);
    await verdex.pauses.refused('hume', 'check the key');
    const due = { ...nameOf('hume', 99), dueAt: EARLY };
    await verdex.store.write(makeJob(due), null);
    expect(await verdex.sweep()).toEqual([nameOf('hume', 99)]);
  });

  test('are nudged no more than a minute’s work at once', async () => {
    await holdBack('hume', 5_001);
    await verdex.pauses.refused('hume', 'check the key');
    await verdex.pauses.answered('hume');
    expect(await verdex.sweep()).toHaveLength(5_000);
  });
});

describe('a vendor’s list', () => {
  beforeEach(() => {
    verdex = makeSweep(['hume']);
  });

  const keepList = async (vendor: string, dueAt: string) => {
    const list = { dueAt, readTo: EARLY, place: null, isBeingRead: false, lostReaders: 0 };
    await verdex.states.write({ ...newVendorState(vendor, verdex.clock.now()), list }, null);
  };

  test('is nudged when it was never read', async () => {
    expect(await verdex.sweep()).toEqual([{ vendor: 'hume' }]);
  });

  test('is nudged when it was never read of a vendor that something else is known of', async () => {
    await verdex.pauses.refused('hume', 'check the key');
    await verdex.pauses.answered('hume');
    expect(await verdex.sweep()).toEqual([{ vendor: 'hume' }]);
  });

  test('is nudged at the moment it is due, and not before', async () => {
    await keepList('hume', secondsLater(60).toISOString());
    verdex.clock.advance(59_999);
    expect(await verdex.sweep()).toEqual([]);
    verdex.clock.advance(1);
    expect(await verdex.sweep()).toEqual([{ vendor: 'hume' }]);
  });

  test('is not nudged of a vendor whose list nobody wants read', async () => {
    await keepList('hive', EARLY);
    await keepList('hume', secondsLater(60).toISOString());
    expect(await verdex.sweep()).toEqual([]);
  });
});

describe('what a sweep says of itself', () => {
  test('is what was due, and how many vendors are paused', async () => {
    verdex = makeSweep(['hume']);
    await holdBack('hume', 3);
    await holdBack('hive', 2);
    await verdex.store.write(makeJob({ jobId: 'due' }), null);
    await verdex.pauses.refused('hume', 'check the key');
    await verdex.pauses.refused('hive', 'check the balance');
    await verdex.pauses.answered('hive');
    await verdex.sweep();
    expect(verdex.count.counts).toEqual(
      new Map([
        ['JobsDue', 1],
        ['VendorsPaused', 1],
      ]),
    );
    expect(verdex.log.lines.at(-1)).toEqual({
      level: 'info',
      event: 'jobs_swept',
      fields: { due: 1, resumed: 2, paused: 'hume', lists: 1 },
    });
  });

  test('is nothing when vendors’ states cannot be read: it fails, and the jobs were nudged all the same', async () => {
    const outage = new Retryable('AWS failed');
    await verdex.store.write(makeJob(), null);
    verdex.states.list = () => Promise.reject(outage);
    await expect(verdex.sweep()).rejects.toBe(outage);
    expect(verdex.nudged).toEqual([{ vendor: 'hume', jobId: 'job-1' }]);
  });
});
