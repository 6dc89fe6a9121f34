import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import type { Settlement } from '../../../lib/jobs/leases.ts';
import { EARLY, secondsLater } from '../../support/job-records.ts';
import { arrival, COVERAGE, INDEXED, LEASE_END, makeTestLedger, NAME, RAW } from '../../support/test-ledger.ts';

let { clock, store, ledger, readJob, keep, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, store, ledger, readJob, keep, claimed } = makeTestLedger());
});

describe('a settlement', () => {
  const settlements: [Settlement, Partial<Job>][] = [
    [INDEXED, { status: 'indexed', dueAt: null, reason: null, raw: RAW, coverage: COVERAGE }],
    [
      { status: 'failed', reason: 'the vendor says so' },
      { status: 'failed', dueAt: null, reason: 'the vendor says so' },
    ],
    [
      { status: 'parked', reason: 'no such key' },
      { status: 'parked', dueAt: null, reason: 'no such key' },
    ],
    [
      { status: 'waiting', reason: '503', dueAt: secondsLater(30) },
      { status: 'waiting', reason: '503', dueAt: secondsLater(30).toISOString(), attempt: 1 },
    ],
  ];

  test.each(settlements)('by the worker that holds the lease is the job’s state: %o', async (settlement, expected) => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    clock.advance(1000);
    expect(await ledger.settle(NAME, leaseId, settlement)).toBe('settled');
    expect(await readJob()).toMatchObject({ ...expected, leaseId: null, updatedAt: secondsLater(1).toISOString() });
  });

  test.each(settlements)('without the lease changes nothing: %o', async (settlement) => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const lost = await claimed();
    clock.advance(901_000);
    const claim = await ledger.claim(NAME, secondsLater(1800));
    expect(claim).toMatchObject({ outcome: 'claimed', leaseId: 'lease-2' });
    const before = await readJob();
    for (const leaseId of [lost, 'lease-never-given']) {
      expect(await ledger.settle(NAME, leaseId, settlement)).toBe('lease lost');
      expect(await readJob()).toEqual(before);
    }
  });

  test.each(['failed', 'parked'] as const)('%s says nothing of what an earlier result covered', async (status) => {
    await keep({ raw: RAW, coverage: COVERAGE });
    await ledger.settle(NAME, await claimed(), { status, reason: 'no' });
    // What is indexed still came from there.
    expect(await readJob()).toMatchObject({ status, coverage: null, raw: RAW });
  });

  test('waiting keeps what an earlier result covered: it is still what is indexed', async () => {
    await keep({ raw: RAW, coverage: COVERAGE });
    await ledger.settle(NAME, await claimed(), { status: 'waiting', reason: '503', dueAt: LEASE_END });
    expect(await readJob()).toMatchObject({ status: 'waiting', coverage: COVERAGE, raw: RAW });
  });

  test.each([
    [500, 'x'.repeat(500)],
    [501, `${'x'.repeat(499)}…`],
    [1_000_000, `${'x'.repeat(499)}…`],
  ])('with a reason of %i characters fits into an item', async (length, kept) => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await ledger.settle(NAME, await claimed(), { status: 'parked', reason: 'x'.repeat(length) });
    const { reason, history } = await readJob();
    expect(reason).toBe(kept);
    expect(history.at(-1)?.reason).toBe(kept);
  });

  test('twice is once', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    await ledger.settle(NAME, leaseId, INDEXED);
    const before = await readJob();
    expect(await ledger.settle(NAME, leaseId, { status: 'parked', reason: 'again' })).toBe('lease lost');
    expect(await readJob()).toEqual(before);
  });

  test('of a job nobody knows changes nothing', async () => {
    expect(await ledger.settle(NAME, 'lease-1', INDEXED)).toBe('lease lost');
    expect(await store.read(NAME)).toBeUndefined();
  });

  test('late but with nobody else at it counts: the work was done', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    clock.advance(3_600_000);
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('settled');
    expect(await readJob()).toMatchObject({ status: 'indexed' });
  });

  test.each(settlements)('of bytes that others have taken the place of is not the end: %o', async (settlement) => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    clock.advance(1000);
    await ledger.recordCallback(NAME, arrival('bb'));
    clock.advance(1000);
    expect(await ledger.settle(NAME, leaseId, settlement)).toBe('superseded');
    const at = secondsLater(2).toISOString();
    expect(await readJob()).toMatchObject({
      status: 'waiting',
      dueAt: at,
      owedSince: at,
      attempt: 0,
      leaseId: null,
      raw: null,
    });
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({
      outcome: 'claimed',
      job: { claimedFrom: { callbackSha256: 'bb', ref: null }, attempt: 1 },
    });
  });

  test('of an expected job whose first callback came meanwhile is not the end', async () => {
    await keep({ status: 'expected', callback: null });
    const leaseId = await claimed();
    await ledger.recordCallback(NAME, arrival('aa'));
    expect(await ledger.settle(NAME, leaseId, { status: 'waiting', reason: 'unfinished', dueAt: LEASE_END })).toBe(
      'superseded',
    );
    expect(await readJob()).toMatchObject({ status: 'waiting', dueAt: EARLY });
  });
});

describe('the history', () => {
  test('tells each move, its time and its reason', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    clock.advance(1000);
    const leaseId = await claimed();
    clock.advance(1000);
    await ledger.settle(NAME, leaseId, { status: 'parked', reason: 'no such key' });
    expect((await readJob()).history).toEqual([
      { at: EARLY, status: 'received', reason: null },
      { at: secondsLater(1).toISOString(), status: 'running', reason: null },
      { at: secondsLater(2).toISOString(), status: 'parked', reason: 'no such key' },
    ]);
  });

  test('keeps the last twenty moves of however many', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    for (let attempt = 1; attempt <= 15; attempt += 1) {
      const leaseId = await claimed();
      await ledger.settle(NAME, leaseId, { status: 'waiting', reason: `attempt ${attempt}`, dueAt: clock.now() });
    }
    const { history } = await readJob();
    expect(history).toHaveLength(20);
    expect(history.at(-1)).toMatchObject({ status: 'waiting', reason: 'attempt 15' });
    expect(history.at(0)).toMatchObject({ status: 'running' });
  });
});
