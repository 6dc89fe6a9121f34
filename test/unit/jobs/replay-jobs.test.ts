import { beforeEach, describe, expect, test } from 'vitest';
import { makeReplayJobs, type ReplayWish } from '../../../lib/jobs/replay-jobs.ts';
import { EARLY, makeJob, secondsLater } from '../../support/job-records.ts';
import { makeTestLedger } from '../../support/test-ledger.ts';

let { store, ledger } = makeTestLedger();
let replayJobs = makeReplayJobs({ store, ledger });
beforeEach(() => {
  ({ store, ledger } = makeTestLedger());
  replayJobs = makeReplayJobs({ store, ledger });
});

const PARKED: ReplayWish = { status: 'parked', changed: {}, dryRun: false };

/** Parked a second after one another, every third one for want of a key. */
async function park(jobs: number): Promise<void> {
  for (let number = 0; number < jobs; number += 1) {
    const reason = number % 3 === 0 ? 'given up after 3 days: check the key' : 'not a result';
    const updatedAt = secondsLater(number).toISOString();
    await store.write(makeJob({ jobId: `job-${number}`, status: 'parked', dueAt: null, reason, updatedAt }), null);
  }
}

const owed = async () => (await store.due(new Date(EARLY), 1000)).map(({ jobId }) => jobId).toSorted();

/** Page after page, as a user does; what all of them came to. */
async function replayAll(wish: ReplayWish, limit: number) {
  let [matched, replayed] = [0, 0];
  let cursor: string | undefined;
  do {
    const page = await replayJobs(wish, { limit, cursor });
    matched += page.matched;
    replayed += page.replayed;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { matched, replayed };
}

describe('doing many jobs again', () => {
  test('is doing each of them that is in that state, and no other', async () => {
    await park(5);
    await store.write(makeJob({ jobId: 'failed', status: 'failed', dueAt: null, reason: 'no' }), null);
    expect(await replayJobs(PARKED, { limit: 100 })).toEqual({
      matched: 5,
      replayed: 5,
      reasons: { 'given up after 3 days: check the key': 2, 'not a result': 3 },
      cursor: undefined,
    });
    expect(await owed()).toEqual(['job-0', 'job-1', 'job-2', 'job-3', 'job-4']);
  });

  test.each([1, 7, 40])('%i a page comes to the same', async (limit) => {
    await park(40);
    expect(await replayAll(PARKED, limit)).toEqual({ matched: 40, replayed: 40 });
    expect(await owed()).toHaveLength(40);
  });

  test('without doing it counts what it would do, and changes nothing', async () => {
    await park(5);
    expect(await replayJobs({ ...PARKED, dryRun: true }, { limit: 100 })).toMatchObject({
      matched: 5,
      replayed: 0,
      reasons: { 'not a result': 3 },
    });
    expect(await owed()).toEqual([]);
    expect(await store.read({ vendor: 'hume', jobId: 'job-0' })).toMatchObject({ status: 'parked', revision: 1 });
  });

  test.each([2, 100])('is about a part of the reason, if that is wanted, %i a page', async (limit) => {
    await park(12);
    expect(await replayAll({ ...PARKED, reason: 'check the key' }, limit)).toEqual({ matched: 4, replayed: 4 });
    expect(await owed()).toEqual(['job-0', 'job-3', 'job-6', 'job-9']);
  });

  test('is about the time of the last change, if that is wanted', async () => {
    await park(12);
    const changed = { from: secondsLater(3).toISOString(), to: secondsLater(5).toISOString() };
    expect(await replayAll({ ...PARKED, changed }, 2)).toEqual({ matched: 3, replayed: 3 });
    expect(await owed()).toEqual(['job-3', 'job-4', 'job-5']);
  });

  test('leaves one alone that went on by itself meanwhile', async () => {
    await park(3);
    const late = makeReplayJobs({
      store: {
        list: async (...query) => {
          const page = await store.list(...query);
          await ledger.replay({ vendor: 'hume', jobId: 'job-1' });
          return page;
        },
      },
      ledger,
    });
    expect(await late(PARKED, { limit: 100 })).toMatchObject({ matched: 3, replayed: 2 });
  });
});
