import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import { CLAIMED_FROM, EARLY, secondsLater } from '../../support/job-records.ts';
import { arrival, INDEXED, LEASE_END, makeTestLedger, NAME } from '../../support/test-ledger.ts';

let { clock, store, ledger, readJob, keep, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, store, ledger, readJob, keep, claimed } = makeTestLedger());
});

describe('a claim', () => {
  test('takes a due job until the lease ends', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    clock.advance(1000);
    const claim = await ledger.claim(NAME, LEASE_END);
    expect(claim).toMatchObject({
      outcome: 'claimed',
      leaseId: 'lease-1',
      job: { attempt: 1, callback: { sha256: 'aa' } },
    });
    expect(await readJob()).toMatchObject({
      status: 'running',
      dueAt: LEASE_END.toISOString(),
      leaseId: 'lease-1',
      attempt: 1,
      claimedFrom: CLAIMED_FROM,
      updatedAt: secondsLater(1).toISOString(),
    });
  });

  test('works on a job that was expected and never called back', async () => {
    await keep({ status: 'expected', callback: null });
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({
      outcome: 'claimed',
      job: { claimedFrom: { callbackSha256: null, ref: null } },
    });
  });

  test.each([
    ['unknown', undefined],
    ['not due', { status: 'waiting', dueAt: secondsLater(1).toISOString() }],
    ['not due', { status: 'expected', dueAt: secondsLater(1).toISOString() }],
    ['taken', { status: 'running', dueAt: secondsLater(1).toISOString(), leaseId: 'lease-0' }],
    ['done', { status: 'indexed', dueAt: null }],
    ['done', { status: 'failed', dueAt: null }],
    ['done', { status: 'parked', dueAt: null }],
  ] satisfies [string, Partial<Job> | undefined][])('is refused and changes nothing: %s, %o', async (outcome, kept) => {
    if (kept !== undefined) await keep(kept);
    const before = await store.read(NAME);
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome });
    expect(await store.read(NAME)).toEqual(before);
  });

  test.each(['received', 'waiting', 'expected', 'running'] as const)(
    'is granted at the very moment a job that is %s is due',
    async (status) => {
      const held = status === 'running' ? { leaseId: 'lease-0', claimedFrom: CLAIMED_FROM } : {};
      await keep({ status, dueAt: EARLY, attempt: 3, ...held });
      expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', job: { attempt: 4 } });
    },
  );

  test('is granted to one of many that ask at once', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const claims = await Promise.all(Array.from({ length: 8 }, () => ledger.claim(NAME, LEASE_END)));
    const outcomes = claims.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(['claimed', ...Array.from({ length: 7 }, () => 'taken')]);
    expect(await readJob()).toMatchObject({ attempt: 1 });
  });
});

describe('a job that its workers do not come back from', () => {
  /** Claims the job so many times, each time after the lease before has ended. */
  async function loseWorkers(number: number): Promise<void> {
    for (let worker = 0; worker < number; worker += 1) {
      expect(await ledger.claim(NAME, new Date(clock.now().getTime() + 900_000))).toMatchObject({ outcome: 'claimed' });
      clock.advance(900_000);
    }
  }

  test('is parked instead of taking a sixth', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await loseWorkers(5);
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'abandoned' });
    expect(await readJob()).toMatchObject({
      status: 'parked',
      dueAt: null,
      leaseId: null,
      attempt: 5,
      reason: expect.stringContaining('5 workers'),
      updatedAt: secondsLater(4500).toISOString(),
    });
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'abandoned before' });
  });

  test('is not given up while the fifth is at it', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await loseWorkers(4);
    const claim = await ledger.claim(NAME, secondsLater(4500));
    expect(claim).toMatchObject({ outcome: 'claimed', leaseId: 'lease-5' });
    expect(await ledger.claim(NAME, secondsLater(4500))).toEqual({ outcome: 'taken' });
    expect(await ledger.settle(NAME, 'lease-5', INDEXED)).toBe('settled');
    expect(await readJob()).toMatchObject({ status: 'indexed' });
  });

  test('stays parked when the last of them comes back after all', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await loseWorkers(5);
    await ledger.claim(NAME, LEASE_END);
    expect(await ledger.settle(NAME, 'lease-5', INDEXED)).toBe('lease lost');
    expect(await readJob()).toMatchObject({ status: 'parked' });
  });

  test('is tried on as long as one in five says what became of it', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    for (let round = 0; round < 3; round += 1) {
      await loseWorkers(4);
      await ledger.settle(NAME, await claimed(), { status: 'waiting', reason: '503', dueAt: clock.now() });
    }
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', job: { attempt: 16 } });
  });

  test('is tried for a callback that came while the fifth was at it', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await loseWorkers(4);
    await ledger.claim(NAME, new Date(clock.now().getTime() + 900_000));
    expect(await ledger.recordCallback(NAME, arrival('bb'))).toMatchObject({ outcome: 'changed', status: 'running' });
    clock.advance(900_000);
    const owedSince = clock.now().toISOString();
    expect(await ledger.claim(NAME, new Date(clock.now().getTime() + 900_000))).toMatchObject({
      outcome: 'claimed',
      job: { attempt: 1, owedSince, claimedFrom: { callbackSha256: 'bb', ref: null } },
    });
  });

  test('has its five anew when another callback comes', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await loseWorkers(5);
    await ledger.claim(NAME, LEASE_END);
    await ledger.recordCallback(NAME, arrival('bb'));
    await loseWorkers(5);
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'abandoned' });
  });
});
