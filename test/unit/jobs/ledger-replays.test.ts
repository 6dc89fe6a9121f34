import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import { secondsLater } from '../../support/job-records.ts';
import {
  announcementOf,
  arrival,
  COVERAGE,
  INDEXED,
  LEASE_END,
  makeTestLedger,
  NAME,
  RAW,
} from '../../support/test-ledger.ts';

let { clock, store, ledger, readJob, keep, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, store, ledger, readJob, keep, claimed } = makeTestLedger());
});

describe('a replay', () => {
  test.each([
    ['indexed', { dueAt: null, coverage: COVERAGE }],
    ['failed', { dueAt: null, reason: 'the vendor says so' }],
    ['parked', { dueAt: null, reason: 'no such key' }],
    ['waiting', { dueAt: secondsLater(9000).toISOString(), reason: '503' }],
    ['waiting', { awaitsVendor: true, reason: 'the vendor refuses us' }],
    ['expected', { dueAt: secondsLater(9000).toISOString(), callback: null }],
  ] satisfies [Job['status'], Partial<Job>][])(
    'does a job that is %s again, now, with all the time and tries it may take: %o',
    async (status, changes) => {
      await keep({ status, attempt: 9, raw: RAW, ref: 'order 7', ...changes });
      clock.advance(5000);
      expect(await ledger.replay(NAME)).toBe('replayed');
      const at = secondsLater(5).toISOString();
      expect(await readJob()).toMatchObject({
        status: 'received',
        dueAt: at,
        owedSince: at,
        attempt: 0,
        awaitsVendor: false,
        reason: 'replayed',
        // What is indexed still came from there, and is about that file.
        raw: RAW,
        ref: 'order 7',
      });
      expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', job: { attempt: 1 } });
    },
  );

  test('of a job that a worker has is refused and changes nothing: its outcome counts', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    const before = await readJob();
    expect(await ledger.replay(NAME)).toBe('running');
    expect(await readJob()).toEqual(before);
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('settled');
  });

  test('of a job that is due already changes nothing', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const before = await readJob();
    clock.advance(5000);
    expect(await ledger.replay(NAME)).toBe('already due');
    expect(await readJob()).toEqual(before);
  });

  test('of a job nobody knows makes none', async () => {
    expect(await ledger.replay(NAME)).toBe('unknown');
    expect(await store.read(NAME)).toBeUndefined();
  });

  test('of only those in one state leaves a job alone that has left it meanwhile', async () => {
    await keep({ status: 'parked', dueAt: null, reason: 'no' });
    expect(await ledger.replay(NAME, 'failed')).toBe('in another state');
    expect(await readJob()).toMatchObject({ status: 'parked', revision: 1 });
    expect(await ledger.replay(NAME, 'parked')).toBe('replayed');
    expect(await ledger.replay(NAME, 'parked')).toBe('in another state');
    const leaseId = await claimed();
    expect(await ledger.replay(NAME, 'parked')).toBe('in another state');
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('settled');
    expect(await ledger.replay({ ...NAME, jobId: 'nobody' }, 'parked')).toBe('unknown');
  });

  test('asked for by many at once is one', async () => {
    await keep({ status: 'parked', dueAt: null, reason: 'no' });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ledger.replay(NAME)));
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'already due'), 'replayed']);
  });

  test('however often, leaves a history that fits into an item', async () => {
    await ledger.announce(NAME, announcementOf('order 7'));
    for (let round = 0; round < 30; round += 1) {
      await ledger.replay(NAME);
      await ledger.settle(NAME, await claimed(), { status: 'parked', reason: `round ${round}` });
    }
    const { history } = await readJob();
    expect(history).toHaveLength(20);
    expect(history.at(-1)).toMatchObject({ status: 'parked', reason: 'round 29' });
    expect(history.at(-3)).toMatchObject({ status: 'received', reason: 'replayed' });
  });

  test('of a job that killed its workers gives it five anew', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    for (let life = 0; life < 2; life += 1) {
      for (let worker = 0; worker < 5; worker += 1) {
        const leaseEnd = new Date(clock.now().getTime() + 900_000);
        expect(await ledger.claim(NAME, leaseEnd)).toMatchObject({ outcome: 'claimed', job: { attempt: worker + 1 } });
        clock.advance(900_000);
      }
      expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'abandoned' });
      expect(await ledger.replay(NAME)).toBe('replayed');
    }
  });
});
