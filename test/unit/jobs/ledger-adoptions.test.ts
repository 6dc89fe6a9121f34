import { beforeEach, describe, expect, test } from 'vitest';
import { EARLY, secondsLater } from '../../support/job-records.ts';
import { announcementOf, arrival, LEASE_END, makeTestLedger, NAME, RAW } from '../../support/test-ledger.ts';

let { clock, ledger, readJob, keep } = makeTestLedger();
beforeEach(() => {
  ({ clock, ledger, readJob, keep } = makeTestLedger());
});

const FOUND = 'found in the vendor’s own list';

describe('a finished job of the vendor’s own list', () => {
  test('that nobody heard of is due at once, and says where it comes from', async () => {
    expect(await ledger.adopt(NAME)).toBe('adopted');
    expect(await readJob()).toMatchObject({
      ...NAME,
      status: 'received',
      dueAt: EARLY,
      owedSince: EARLY,
      attempt: 0,
      ref: null,
      callback: null,
      reason: FOUND,
      history: [{ at: EARLY, status: 'received', reason: FOUND }],
    });
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', job: { attempt: 1 } });
  });

  test('that was expected need not be waited for any longer, and keeps what was announced', async () => {
    await ledger.announce(NAME, announcementOf('order 7'));
    clock.advance(5000);
    expect(await ledger.adopt(NAME)).toBe('adopted');
    const at = secondsLater(5).toISOString();
    expect(await readJob()).toMatchObject({
      status: 'received',
      dueAt: at,
      owedSince: at,
      ref: 'order 7',
      announcement: { ref: 'order 7' },
      reason: FOUND,
    });
  });

  test.each(['received', 'running', 'waiting', 'indexed', 'failed', 'parked'] as const)(
    'that is %s already stays exactly as it is',
    async (status) => {
      await keep({ status, dueAt: null, leaseId: 'lease-0', raw: RAW, reason: 'as it was', attempt: 3 });
      const before = await readJob();
      clock.advance(5000);
      expect(await ledger.adopt(NAME)).toBe('known');
      expect(await readJob()).toEqual(before);
    },
  );

  test('found by two readers at once is one job, adopted once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ledger.adopt(NAME)));
    expect(outcomes.toSorted()).toEqual(['adopted', ...Array.from({ length: 5 }, () => 'known')]);
    expect(await readJob()).toMatchObject({ revision: 1 });
  });

  test('whose callback comes after all takes that one’s file and bytes', async () => {
    await ledger.adopt(NAME);
    expect(await ledger.recordCallback(NAME, arrival('aa', 'order 7'))).toEqual({ outcome: 'new', status: 'received' });
    expect(await readJob()).toMatchObject({ status: 'received', dueAt: EARLY, ref: 'order 7', callback: { count: 1 } });
  });
});
