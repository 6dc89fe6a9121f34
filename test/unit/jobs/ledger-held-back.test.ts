import { beforeEach, describe, expect, test } from 'vitest';
import type { Settlement } from '../../../lib/jobs/leases.ts';
import { EARLY, makeJob, secondsLater } from '../../support/job-records.ts';
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

const HELD_BACK: Settlement = { status: 'waiting', reason: 'the vendor refuses us', awaitsVendor: true, refusals: 1 };
const DAY_MS = 24 * 3600_000;

describe('a job that is held back until its vendor answers again', () => {
  test('waits with what it had, due since it came to be', async () => {
    await keep({ createdAt: EARLY, dueAt: secondsLater(60).toISOString(), raw: RAW, coverage: COVERAGE });
    clock.advance(120_000);
    await ledger.settle(NAME, await claimed(), HELD_BACK);
    expect(await readJob()).toMatchObject({
      status: 'waiting',
      awaitsVendor: true,
      dueAt: EARLY,
      leaseId: null,
      reason: 'the vendor refuses us',
      raw: RAW,
      coverage: COVERAGE,
    });
  });

  test('has its turn before those that came later, whichever was held back first', async () => {
    for (const [index, jobId] of ['third', 'first', 'second'].entries()) {
      const createdAt = secondsLater({ first: 1, second: 2, third: 3 }[jobId] ?? 0).toISOString();
      await store.write(makeJob({ jobId, createdAt }), null);
      const claim = await ledger.claim({ ...NAME, jobId }, LEASE_END);
      clock.advance(1000);
      expect(claim).toMatchObject({ outcome: 'claimed' });
      await ledger.settle({ ...NAME, jobId }, `lease-${index + 1}`, HELD_BACK);
    }
    clock.advance(60_000);
    const due = await store.due(clock.now(), 10, 'hume');
    expect(due.map(({ jobId }) => jobId)).toEqual(['first', 'second', 'third']);
    expect(await store.due(clock.now(), 10)).toEqual([]);
  });

  test('goes on as at its first try, however long it was held back', async () => {
    await keep({ attempt: 8 });
    await ledger.settle(NAME, await claimed(), HELD_BACK);
    clock.advance(10 * DAY_MS);
    const at = clock.now().toISOString();
    expect(await ledger.claim(NAME, new Date(clock.now().getTime() + 900_000))).toMatchObject({
      outcome: 'claimed',
      job: { attempt: 1, owedSince: at, awaitsVendor: false },
    });
    expect(await readJob()).toMatchObject({ status: 'running', attempt: 1, owedSince: at, awaitsVendor: false });
  });

  test('whose worker dies is due like any other when the lease ends', async () => {
    await keep({});
    await ledger.settle(NAME, await claimed(), HELD_BACK);
    await claimed();
    clock.advance(900_000);
    expect(await store.due(clock.now(), 10)).toEqual([NAME]);
    expect(await store.due(clock.now(), 10, 'hume')).toEqual([]);
    expect(await ledger.claim(NAME, secondsLater(1800))).toMatchObject({ outcome: 'claimed', job: { attempt: 2 } });
  });

  test('is never given up for what no worker tried', async () => {
    await keep({});
    for (let round = 0; round < 40; round += 1) {
      expect(await ledger.settle(NAME, await claimed(), HELD_BACK)).toBe('settled');
      clock.advance(300_000);
    }
    expect(await readJob()).toMatchObject({ status: 'waiting', awaitsVendor: true });
  });

  test('is no longer held back when a callback comes: it may hold the result', async () => {
    await keep({ callback: null });
    await ledger.settle(NAME, await claimed(), HELD_BACK);
    clock.advance(5000);
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'new', status: 'received' });
    expect(await readJob()).toMatchObject({
      status: 'received',
      awaitsVendor: false,
      dueAt: secondsLater(5).toISOString(),
    });
  });

  test.each([
    ['announced', () => ledger.announce(NAME, announcementOf('order 7'))],
    ['found in the list', () => ledger.adopt(NAME)],
    ['called back about with the same bytes', () => ledger.recordCallback(NAME, arrival('aa'))],
  ])('stays held back when it is %s', async (_, happening) => {
    await keep({});
    await ledger.settle(NAME, await claimed(), HELD_BACK);
    await happening();
    expect(await readJob()).toMatchObject({ status: 'waiting', awaitsVendor: true, dueAt: EARLY });
  });

  test('is not held back for what came while its worker asked', async () => {
    await keep({ callback: null });
    const leaseId = await claimed();
    await ledger.recordCallback(NAME, arrival('aa'));
    expect(await ledger.settle(NAME, leaseId, HELD_BACK)).toBe('superseded');
    expect(await readJob()).toMatchObject({ status: 'waiting', awaitsVendor: false });
  });
});

describe('a claim of a job that killed five workers', () => {
  async function loseFiveWorkers(): Promise<void> {
    await ledger.recordCallback(NAME, arrival('aa'));
    for (let worker = 0; worker < 5; worker += 1) {
      await ledger.claim(NAME, new Date(clock.now().getTime() + 900_000));
      clock.advance(900_000);
    }
  }

  test('tells the one that parked it from those that come after', async () => {
    await loseFiveWorkers();
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => ledger.claim(NAME, LEASE_END)));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'abandoned',
      'abandoned before',
      'abandoned before',
      'abandoned before',
    ]);
  });

  test('is like any other once the job was done after all', async () => {
    await loseFiveWorkers();
    await ledger.claim(NAME, LEASE_END);
    await ledger.replay(NAME);
    await ledger.settle(NAME, await claimed(), INDEXED);
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'done' });
    await ledger.replay(NAME);
    await ledger.settle(NAME, await claimed(), { status: 'parked', reason: 'no such key' });
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'done' });
  });
});
