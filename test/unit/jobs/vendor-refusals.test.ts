/** Sweeps and workers together, minute by minute, while a vendor refuses us. */
import { expect, test } from 'vitest';
import type { NudgeTarget } from '../../../lib/jobs/nudge.ts';
import { makeSweepJobs } from '../../../lib/jobs/sweep-jobs.ts';
import { AccessRefused } from '../../../lib/platform/errors.ts';
import { BELL, completed, FETCHED, MINUTE_MS, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

const nameOf = (number: number) => ({ ...FETCHED, jobId: `job-${number}` });

/** So many jobs, each called back about within a second of the one before. */
async function makeJobs(jobs: number) {
  const verdex = makeVerdex();
  const nudged: NudgeTarget[] = [];
  let turn = 0;
  const sweep = makeSweepJobs({
    store: verdex.store,
    states: verdex.states,
    listedVendors: [],
    nudge: async (targets) => {
      nudged.push(...targets);
    },
    now: verdex.clock.now,
    // Each in turn.
    random: () => {
      turn += 1;
      return (turn % 7) / 7;
    },
    log: verdex.log,
    count: verdex.count,
  });
  for (let number = 1; number <= jobs; number += 1) {
    await verdex.callBack(nameOf(number), BELL);
    verdex.clock.advance(1000);
  }

  /** The sweep of each minute, and workers who look at what it nudged, all at once. */
  async function live(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await sweep();
      await Promise.all(nudged.splice(0).map((name) => verdex.process({ ...nameOf(0), ...name })));
      verdex.clock.advance(MINUTE_MS);
    }
  }

  const statusesOf = async () => {
    const records = await Promise.all(Array.from({ length: jobs }, (_, index) => verdex.jobOf(nameOf(index + 1))));
    return records.map(({ status }) => status);
  };
  return { ...verdex, live, statusesOf };
}

test('a vendor that refuses us for four days is asked now and then, and then all is done, the oldest first', async () => {
  const verdex = await makeJobs(20);
  verdex.vendor.answer = () => Promise.reject(new AccessRefused('check the key'));
  await verdex.live(1);
  const askedAtOnce = verdex.asked.length;
  await verdex.live(4 * 24 * 60);
  // Once each five minutes, or six: never a call for each job.
  expect(verdex.asked.length - askedAtOnce).toBeLessThanOrEqual((4 * 24 * 60) / 5 + 1);
  expect(verdex.asked.length - askedAtOnce).toBeGreaterThanOrEqual((4 * 24 * 60) / 6 - 1);
  expect(await verdex.statusesOf()).toEqual(Array.from({ length: 20 }, () => 'waiting'));
  expect(verdex.log.events('warn')).toEqual(['vendor_paused']);

  verdex.asked.length = 0;
  verdex.vendor.answer = completed(TWO_FILES);
  await verdex.live(10);
  expect(await verdex.statusesOf()).toEqual(Array.from({ length: 20 }, () => 'indexed'));
  const [probe, ...others] = verdex.asked;
  const inOrder = Array.from({ length: 20 }, (_, index) => `job-${index + 1}`);
  expect(others).toEqual(inOrder.filter((jobId) => jobId !== probe));
});

test('one job that a vendor refuses by itself does not hold back all others for ever', async () => {
  const verdex = await makeJobs(5);
  verdex.vendor.answer = async () => {
    if (verdex.asked.at(-1) === 'job-1') throw new AccessRefused('not yours');
    return completed(TWO_FILES)();
  };
  // The first is alone when it is refused: the others come while the vendor is paused.
  await verdex.process(nameOf(1));
  await verdex.live(24 * 60);
  expect((await verdex.statusesOf()).slice(1)).toEqual(['indexed', 'indexed', 'indexed', 'indexed']);
});

test('one job that is refused while others are answered is parked after the third time; nobody waits for it any more', async () => {
  const verdex = await makeJobs(5);
  verdex.vendor.answer = async () => {
    if (verdex.asked.at(-1) === 'job-1') throw new AccessRefused('not yours');
    return completed(TWO_FILES)();
  };
  // As long as it is alone, it cannot be told from a vendor that refuses everybody.
  await verdex.live(60);
  expect(await verdex.jobOf(nameOf(1))).toMatchObject({ status: 'waiting', refusals: 1 });
  for (let number = 6; number < 12; number += 1) {
    await verdex.callBack(nameOf(number), BELL);
    await verdex.live(15);
  }
  expect(await verdex.jobOf(nameOf(1))).toMatchObject({
    status: 'parked',
    reason: 'not yours (3 times, while other jobs were answered)',
  });
  expect(verdex.log.events('warn').filter((event) => event === 'vendor_paused').length).toBeLessThanOrEqual(2);
  expect((await verdex.states.read('fetched'))?.pause).toBeNull();
});
