import { beforeEach, describe, expect, test } from 'vitest';
import type { SettledStatus } from '../../../lib/jobs/statuses.ts';
import { CLAIMED_FROM, EARLY, secondsLater } from '../../support/job-records.ts';
import {
  announcementOf,
  arrival,
  INDEXED,
  INDEXED_RESULT,
  importOf,
  LEASE_END,
  makeTestLedger,
  NAME,
  RAW,
} from '../../support/test-ledger.ts';

let { clock, ledger, readJob, keep, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, ledger, readJob, keep, claimed } = makeTestLedger());
});

const REASONS = { indexed: null, failed: 'the vendor says so', parked: 'no such key' };

async function keepSettled(status: SettledStatus): Promise<void> {
  const reason = REASONS[status];
  await keep({ status, reason, dueAt: null, raw: RAW, indexed: INDEXED_RESULT, claimedFrom: CLAIMED_FROM, attempt: 9 });
}

describe('a rebuild', () => {
  test.each(['indexed', 'failed', 'parked'] as const)(
    'of a job that is %s is owed at once, and the job knows what it was',
    async (status) => {
      await keepSettled(status);
      clock.advance(5000);
      expect(await ledger.rebuild(NAME)).toBe('owed');
      const at = secondsLater(5).toISOString();
      const rebuilds = { status, reason: REASONS[status] };
      expect(await readJob()).toMatchObject({ status: 'received', dueAt: at, owedSince: at, attempt: 0, rebuilds });
      const owed = await readJob();
      expect(await ledger.rebuild(NAME)).toBe('owed');
      expect(await readJob()).toEqual(owed);
    },
  );

  test.each(['expected', 'received', 'running', 'waiting'] as const)(
    'of a job that is %s is not needed: it is owed',
    async (status) => {
      await keep({ status, indexed: INDEXED_RESULT });
      const before = await readJob();
      expect(await ledger.rebuild(NAME)).toBe('busy');
      expect(await readJob()).toEqual(before);
    },
  );

  test('of what nothing is known of, or nothing is indexed of, is refused', async () => {
    expect(await ledger.rebuild(NAME)).toBe('unknown');
    await keep({ status: 'parked', dueAt: null, reason: 'no result' });
    expect(await ledger.rebuild(NAME)).toBe('nothing indexed');
  });

  test('that is being done, or is to be tried again, is known to be a rebuild', async () => {
    await keepSettled('failed');
    await ledger.rebuild(NAME);
    const leaseId = await claimed();
    expect(await ledger.rebuild(NAME)).toBe('busy');
    const later = { status: 'waiting', reason: 'S3 is away', dueAt: secondsLater(60) } as const;
    expect(await ledger.settle(NAME, leaseId, later)).toBe('settled');
    expect(await readJob()).toMatchObject({ status: 'waiting', rebuilds: { status: 'failed' } });
    expect(await ledger.rebuild(NAME)).toBe('owed');
    expect(await readJob()).toMatchObject({ status: 'received', dueAt: EARLY, rebuilds: { status: 'failed' } });
  });

  test.each([
    ['another callback', () => ledger.recordCallback(NAME, arrival('bb'))],
    ['an import', () => ledger.recordImport(NAME, importOf('dd', { replace: true }))],
    ['the user’s name for the file', () => ledger.announce(NAME, announcementOf('order 7'))],
    ['a name in a callback URL', () => ledger.recordCallback(NAME, arrival('aa', 'order 7'))],
  ])('gives way to %s, before a worker has it, while it has, and after', async (_, happen) => {
    for (const when of ['before', 'during', 'waiting']) {
      ({ clock, ledger, readJob, keep, claimed } = makeTestLedger());
      await keepSettled('failed');
      await ledger.rebuild(NAME);
      const leaseId = when === 'before' ? '' : await claimed();
      if (when === 'waiting') {
        await ledger.settle(NAME, leaseId, { status: 'waiting', reason: 'S3 is away', dueAt: secondsLater(60) });
      }
      await happen();
      expect(await readJob()).toMatchObject({ rebuilds: null });
      if (when === 'during') {
        const asItWas = { status: 'failed', reason: 'the vendor says so', indexed: INDEXED_RESULT } as const;
        expect(await ledger.settle(NAME, leaseId, asItWas)).toBe('superseded');
      }
      expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', job: { rebuilds: null } });
    }
  });

  test('gives way to a replay', async () => {
    await keepSettled('parked');
    await ledger.rebuild(NAME);
    expect(await ledger.replay(NAME)).toBe('replayed');
    expect(await readJob()).toMatchObject({ status: 'received', reason: 'replayed', rebuilds: null });
    expect(await ledger.replay(NAME)).toBe('already due');
  });

  test('gives way to an import that comes once more, of a job that failed of it', async () => {
    await keepSettled('failed');
    await ledger.recordImport(NAME, importOf('dd'));
    await ledger.settle(NAME, await claimed(), { status: 'failed', reason: 'the vendor says so' });
    await ledger.rebuild(NAME);
    const leaseId = await claimed();
    expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('owed');
    expect(await ledger.settle(NAME, leaseId, { status: 'failed', reason: 'the vendor says so' })).toBe('superseded');
  });

  test('that ends leaves nothing of it', async () => {
    await keepSettled('indexed');
    await ledger.rebuild(NAME);
    expect(await ledger.settle(NAME, await claimed(), INDEXED)).toBe('settled');
    expect(await readJob()).toMatchObject({ status: 'indexed', dueAt: null, reason: null, rebuilds: null });
  });

  test.each([
    ['indexed', expect.stringMatching(/^its rows could not be made again: given up: 5 workers/)],
    ['failed', 'the vendor says so'],
    ['parked', 'no such key'],
  ] as const)('that kills its workers is given up, and a job that was %s is so again', async (status, reason) => {
    await keepSettled(status);
    await ledger.rebuild(NAME);
    for (let death = 1; death <= 5; death += 1) {
      expect(await ledger.claim(NAME, new Date(Date.parse(EARLY) + death * 60_000))).toMatchObject({
        outcome: 'claimed',
      });
      clock.advance(60_000);
    }
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'rebuild abandoned' });
    expect(await readJob()).toMatchObject({
      status,
      reason,
      dueAt: null,
      leaseId: null,
      rebuilds: null,
      indexed: INDEXED_RESULT,
    });
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'done' });
  });
});
