import { beforeEach, describe, expect, test } from 'vitest';
import { CLAIMED_FROM, EARLY, secondsLater } from '../../support/job-records.ts';
import { arrival, INDEXED, LEASE_END, makeTestLedger, NAME, RAW } from '../../support/test-ledger.ts';

let { clock, ledger, readJob, keep, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, ledger, readJob, keep, claimed } = makeTestLedger());
});

describe('a callback', () => {
  test('nobody waited for makes a job that is due at once', async () => {
    expect(await ledger.recordCallback(NAME, arrival('aa', 'order 7'))).toEqual({ outcome: 'new', status: 'received' });
    expect(await readJob()).toEqual({
      ...NAME,
      status: 'received',
      revision: 1,
      dueAt: EARLY,
      owedSince: EARLY,
      attempt: 0,
      announcement: null,
      awaitsVendor: false,
      leaseId: null,
      ref: 'order 7',
      callback: {
        key: 'callbacks/hume/job-1/aa',
        versionId: 'version-of-aa',
        sha256: 'aa',
        bytes: 10,
        receivedAt: EARLY,
        count: 1,
      },
      imported: null,
      pastCallbacks: [],
      raw: null,
      claimedFrom: null,
      indexed: null,
      rebuilds: null,
      refusals: 0,
      progress: null,
      isGivenUp: false,
      coverage: null,
      reason: null,
      createdAt: EARLY,
      updatedAt: EARLY,
      history: [{ at: EARLY, status: 'received', reason: null }],
    });
  });

  test('of a job that was expected is its first', async () => {
    await keep({ status: 'expected', callback: null, dueAt: secondsLater(600).toISOString() });
    clock.advance(5000);
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'new', status: 'received' });
    expect(await readJob()).toMatchObject({
      status: 'received',
      dueAt: secondsLater(5).toISOString(),
      callback: { sha256: 'aa', count: 1 },
    });
  });

  test.each(['received', 'waiting', 'running', 'indexed', 'failed', 'parked'] as const)(
    'with bytes that came before changes nothing of a job that is %s, and is counted',
    async (status) => {
      const isSettled = ['indexed', 'failed', 'parked'].includes(status);
      await keep({ status, dueAt: isSettled ? null : secondsLater(60).toISOString(), leaseId: 'lease-0', raw: RAW });
      const before = await readJob();
      clock.advance(1000);
      for (const count of [2, 3]) {
        expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'repeated', status });
        const { callback, ...rest } = await readJob();
        expect(callback).toEqual({ ...before.callback, count });
        expect(rest).toEqual({ ...before, callback: undefined, revision: before.revision + count - 1 });
      }
    },
  );

  test.each(['waiting', 'indexed', 'failed', 'parked'] as const)(
    'with other bytes makes a job that is %s owed anew, from the first attempt on',
    async (status) => {
      await keep({
        status,
        dueAt: null,
        attempt: 9,
        raw: RAW,
        reason: 'as it was',
        claimedFrom: CLAIMED_FROM,
      });
      clock.advance(5000);
      const at = secondsLater(5).toISOString();
      expect(await ledger.recordCallback(NAME, arrival('bb'))).toEqual({ outcome: 'changed', status: 'received' });
      expect(await readJob()).toMatchObject({
        status: 'received',
        dueAt: at,
        owedSince: at,
        attempt: 0,
        reason: null,
        callback: { key: 'callbacks/hume/job-1/bb', sha256: 'bb', receivedAt: at, count: 1 },
        // What is indexed still came from there.
        raw: RAW,
      });
    },
  );

  test.each(['received', 'waiting', 'running', 'indexed', 'failed', 'parked'] as const)(
    'that was replaced and comes again is late: it changes nothing of a job that is %s',
    async (status) => {
      await keep({ status, dueAt: null, leaseId: 'lease-0', pastCallbacks: ['zz', 'bb'] });
      const before = await readJob();
      clock.advance(1000);
      for (const sha256 of ['bb', 'zz']) {
        expect(await ledger.recordCallback(NAME, arrival(sha256))).toEqual({ outcome: 'repeated', status });
        expect(await readJob()).toEqual(before);
      }
    },
  );

  test('replaced while its worker ran, and sent again, does not have it worked on once more', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    await ledger.recordCallback(NAME, arrival('bb'));
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'repeated', status: 'running' });
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('superseded');
    await ledger.settle(NAME, await claimed(), INDEXED);
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'repeated', status: 'indexed' });
    expect(await readJob()).toMatchObject({ status: 'indexed', callback: { sha256: 'bb' }, pastCallbacks: ['aa'] });
  });

  test('with ever other bytes leaves the last twenty before it to be known again', async () => {
    for (let number = 0; number <= 25; number += 1) await ledger.recordCallback(NAME, arrival(`digest-${number}`));
    const { callback, pastCallbacks } = await readJob();
    expect(callback?.sha256).toBe('digest-25');
    expect(pastCallbacks).toEqual(Array.from({ length: 20 }, (_, index) => `digest-${index + 5}`));
  });

  test('with other bytes, before anyone looked at the first, takes their place', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    clock.advance(5000);
    expect(await ledger.recordCallback(NAME, arrival('bb'))).toEqual({ outcome: 'changed', status: 'received' });
    expect(await readJob()).toMatchObject({ status: 'received', dueAt: EARLY, callback: { sha256: 'bb', count: 1 } });
  });

  test('with other bytes leaves a running job to its worker', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    expect(await ledger.recordCallback(NAME, arrival('bb'))).toEqual({ outcome: 'changed', status: 'running' });
    expect(await readJob()).toMatchObject({ status: 'running', dueAt: LEASE_END.toISOString(), leaseId });
  });

  test.each([
    ['the first', 'one', 'two', 'one'],
    ['the only', undefined, 'two', 'two'],
    ['no', undefined, undefined, null],
  ])('%s ref that came is the job’s', async (_, first, second, kept) => {
    await ledger.recordCallback(NAME, arrival('aa', first));
    await ledger.recordCallback(NAME, arrival('bb', second));
    expect(await readJob()).toMatchObject({ ref: kept });
  });
});
