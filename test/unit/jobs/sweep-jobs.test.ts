import { expect, test } from 'vitest';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import type { Nudge, NudgeTarget } from '../../../lib/jobs/nudge.ts';
import { makeMemoryVendorStateStore } from '../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeSweepJobs } from '../../../lib/jobs/sweep-jobs.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from '../../support/fakes.ts';
import { EARLY, makeJob, secondsLater } from '../../support/job-records.ts';

function makeSweep({ nudge, listedVendors = [] }: { nudge?: Nudge; listedVendors?: string[] } = {}) {
  const clock = makeClock(EARLY);
  const store = makeMemoryJobStore();
  const states = makeMemoryVendorStateStore();
  const count = makeRecordingCount();
  const nudged: string[] = [];
  const sweep = makeSweepJobs({
    store,
    states,
    listedVendors,
    nudge:
      nudge ??
      (async (targets) => {
        nudged.push(...targets.map((target) => ('jobId' in target ? jobKeyOf(target) : target.vendor)));
      }),
    now: clock.now,
    random: () => 0,
    log: makeRecordingLog(),
    count,
  });
  return { clock, store, states, count, nudged, sweep };
}

test('nudges the jobs whose time has come, the longest due first', async () => {
  const { clock, store, count, nudged, sweep } = makeSweep();
  for (const seconds of [30, 10, 90, 20, 60]) {
    await store.write(makeJob({ jobId: `due-${seconds}`, dueAt: secondsLater(seconds).toISOString() }), null);
  }
  await store.write(makeJob({ jobId: 'done', status: 'indexed', dueAt: null }), null);
  clock.advance(60_000);
  await sweep();
  expect(nudged).toEqual(['hume#due-10', 'hume#due-20', 'hume#due-30', 'hume#due-60']);
  expect(count.counts).toEqual(
    new Map([
      ['JobsDue', 4],
      ['VendorsPaused', 0],
    ]),
  );
});

test.each(['expected', 'received', 'running', 'waiting'] as const)(
  'takes up a job that is %s, whatever died',
  async (status) => {
    const { store, nudged, sweep } = makeSweep();
    await store.write(makeJob({ status, leaseId: 'of a worker that died' }), null);
    await sweep();
    expect(nudged).toEqual(['hume#job-1']);
  },
);

test('says that nothing is due', async () => {
  const { count, nudged, sweep } = makeSweep();
  await sweep();
  expect(nudged).toEqual([]);
  expect(count.counts).toEqual(
    new Map([
      ['JobsDue', 0],
      ['VendorsPaused', 0],
    ]),
  );
});

test('nudges no more than a minute’s work; the rest has its turn next', async () => {
  const { clock, store, nudged, sweep } = makeSweep();
  const jobs = Array.from({ length: 5_001 }, (_, index) =>
    makeJob({ jobId: `job-${index}`, dueAt: secondsLater(index % 100).toISOString() }),
  );
  await store.write(makeJob({ jobId: 'last', dueAt: secondsLater(3000).toISOString() }), null);
  for (const job of jobs) await store.write(job, null);
  clock.advance(3_600_000);
  await sweep();
  expect(nudged).toHaveLength(5_000);
  expect(nudged).not.toContain('hume#last');
  for (const job of jobs) {
    if (nudged.includes(`hume#${job.jobId}`)) await store.write({ ...job, status: 'indexed', dueAt: null }, 1);
  }
  nudged.length = 0;
  await sweep();
  expect(nudged).toHaveLength(2);
  expect(nudged).toContain('hume#last');
});

test('that cannot nudge fails, so that an alarm rings; the jobs are still due', async () => {
  const outage = new Retryable('SQS did not take 1 of 1 nudges');
  const attempts: (readonly NudgeTarget[])[] = [];
  const nudge: Nudge = (targets) => {
    attempts.push(targets);
    return Promise.reject(outage);
  };
  const { store, sweep } = makeSweep({ nudge });
  await store.write(makeJob(), null);
  await expect(sweep()).rejects.toBe(outage);
  await expect(sweep()).rejects.toBe(outage);
  expect(attempts).toEqual([[{ vendor: 'hume', jobId: 'job-1' }], [{ vendor: 'hume', jobId: 'job-1' }]]);
});
