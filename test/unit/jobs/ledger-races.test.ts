import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import type { Ledger } from '../../../lib/jobs/ledger.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { secondsLater } from '../../support/job-records.ts';
import { arrival, INDEXED, LEASE_END, makeTestLedger, NAME } from '../../support/test-ledger.ts';

let { clock, store, ledger, ledgerOver, readJob, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, store, ledger, ledgerOver, readJob, claimed } = makeTestLedger());
});

describe('when someone else writes in between', () => {
  /** The store, and something that happens between a reading and the writing that follows it, once each. */
  function interrupted(...happenings: (() => Promise<unknown>)[]): Ledger {
    return ledgerOver({
      ...store,
      write: async (job, ifRevision) => {
        await happenings.shift()?.();
        return store.write(job, ifRevision);
      },
    });
  }

  test('a claim is of the job as it then is', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const slow = interrupted(() => ledger.recordCallback(NAME, arrival('bb')));
    expect(await slow.claim(NAME, LEASE_END)).toMatchObject({
      outcome: 'claimed',
      job: { attempt: 1, callback: { sha256: 'bb' }, claimedFrom: { callbackSha256: 'bb', ref: null } },
    });
  });

  test('a claim that another was faster with is refused', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const slow = interrupted(() => ledger.claim(NAME, LEASE_END));
    expect(await slow.claim(NAME, LEASE_END)).toEqual({ outcome: 'taken' });
    expect(await readJob()).toMatchObject({ attempt: 1 });
  });

  test('a settlement sees the callback that came', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    const slow = interrupted(() => ledger.recordCallback(NAME, arrival('bb')));
    expect(await slow.settle(NAME, leaseId, INDEXED)).toBe('superseded');
    expect(await readJob()).toMatchObject({ status: 'waiting', raw: null, callback: { sha256: 'bb' } });
  });

  test('a settlement sees that its lease was lost', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    clock.advance(901_000);
    let taken: Job | undefined;
    const slow = interrupted(async () => {
      await ledger.claim(NAME, secondsLater(1800));
      taken = await readJob();
    });
    expect(await slow.settle(NAME, leaseId, INDEXED)).toBe('lease lost');
    expect(await readJob()).toEqual(taken);
  });

  test('a first callback that comes twice at once makes one job, and both are counted', async () => {
    const slow = interrupted(() => ledger.recordCallback(NAME, arrival('aa')));
    expect(await slow.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'repeated', status: 'received' });
    expect(await readJob()).toMatchObject({ callback: { count: 2 }, history: [{ status: 'received' }] });
  });

  test('several times, it goes on until it is written', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const again = () => ledger.recordCallback(NAME, arrival('aa'));
    const slow = interrupted(again, again, again);
    expect(await slow.recordCallback(NAME, arrival('aa'))).toMatchObject({ outcome: 'repeated' });
    expect(await readJob()).toMatchObject({ callback: { count: 5 } });
  });

  test('without an end, it gives up for now', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const before = await readJob();
    const never = ledgerOver({ ...store, write: async () => 'conflict' });
    await expect(never.claim(NAME, LEASE_END)).rejects.toThrow(Retryable);
    expect(await readJob()).toEqual(before);
  });
});
