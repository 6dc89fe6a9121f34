import { beforeEach, describe, expect, test } from 'vitest';
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

const IMPORTED = { key: 'imports/hume/job-1/dd', versionId: 'version-of-dd', sha256: 'dd', bytes: 10 };
const DONE = { dueAt: null, raw: RAW, indexed: INDEXED_RESULT, claimedFrom: CLAIMED_FROM };

describe('an import', () => {
  test('of a job that nobody heard of makes one that is due at once', async () => {
    expect(await ledger.recordImport(NAME, importOf('dd', { ref: 'order 7' }))).toBe('new');
    expect(await readJob()).toMatchObject({
      status: 'received',
      dueAt: EARLY,
      ref: 'order 7',
      callback: null,
      imported: { ...IMPORTED, at: EARLY },
    });
  });

  test.each(['expected', 'received', 'waiting', 'parked', 'failed'] as const)(
    'has a job that is %s worked on at once, with all the time it may take',
    async (status) => {
      await keep({ status, dueAt: status === 'received' ? EARLY : null, attempt: 9, awaitsVendor: true });
      clock.advance(5000);
      expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('new');
      const at = secondsLater(5).toISOString();
      expect(await readJob()).toMatchObject({ status: 'received', imported: { ...IMPORTED, at } });
      expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed' });
    },
  );

  test('once more, before it was worked on, while it is, and after, changes nothing', async () => {
    await ledger.recordImport(NAME, importOf('dd'));
    const recorded = await readJob();
    expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('owed');
    expect(await readJob()).toEqual({ ...recorded, revision: 2 });
    const leaseId = await claimed();
    expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('owed');
    const indexed = { ...INDEXED_RESULT, raw: IMPORTED };
    expect(await ledger.settle(NAME, leaseId, { status: 'indexed', indexed })).toBe('settled');
    const done = await readJob();
    for (const replace of [false, true]) {
      expect(await ledger.recordImport(NAME, importOf('dd', { replace }))).toBe('indexed');
      expect(await readJob()).toEqual(done);
    }
  });

  test('of the bytes that a job is indexed from, or was called back with before its vendor was asked, is there', async () => {
    await keep({ status: 'indexed', ...DONE });
    const before = await readJob();
    expect(await ledger.recordImport(NAME, importOf('ff', { replace: true }))).toBe('indexed');
    expect(await ledger.recordImport(NAME, importOf('aa', { replace: true }))).toBe('indexed');
    expect(await readJob()).toEqual(before);
  });

  test('of bytes whose object was lost, and are kept anew, takes its place, and is as old as it was', async () => {
    await keep({ status: 'indexed', ...DONE, pastCallbacks: ['bb'] });
    clock.advance(5000);
    const anew = { ...importOf('ff', { replace: true }), isKeptAnew: true };
    expect(await ledger.recordImport(NAME, { ...anew, replace: false })).toBe('indexed');
    expect(await ledger.recordImport(NAME, anew)).toBe('new');
    const { key, versionId } = anew;
    expect(await readJob()).toMatchObject({
      status: 'received',
      imported: { key, versionId, sha256: 'ff', at: EARLY },
    });
    // And once more, before anybody worked on it.
    expect(await ledger.recordImport(NAME, { ...anew, versionId: 'later' })).toBe('owed');
    expect(await readJob()).toMatchObject({
      imported: { key, versionId: 'later', at: EARLY },
      pastCallbacks: ['bb', 'aa'],
    });
  });

  test('of other bytes than a job is indexed from changes nothing, unless they are to replace them', async () => {
    await keep({ status: 'indexed', ...DONE });
    const before = await readJob();
    expect(await ledger.recordImport(NAME, importOf('dd', { ref: 'order 7' }))).toBe('another result');
    expect(await readJob()).toEqual(before);
    expect(await ledger.recordImport(NAME, importOf('dd', { replace: true }))).toBe('new');
    expect(await readJob()).toMatchObject({ status: 'received', imported: IMPORTED, pastCallbacks: ['aa'] });
  });

  test.each(['received', 'running'] as const)(
    'of other bytes does not get in the way of a job that is %s, and was indexed: it has a result',
    async (status) => {
      await keep({ status, indexed: INDEXED_RESULT });
      expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('another result');
      expect(await ledger.recordImport(NAME, importOf('ff'))).toBe('owed');
      expect(await readJob()).toMatchObject({ status, imported: null });
    },
  );

  test('while a worker runs is worked on next, and what the worker did is of the past', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    const leaseId = await claimed();
    expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('new');
    expect(await readJob()).toMatchObject({ status: 'running', leaseId });
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('superseded');
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', job: { imported: IMPORTED } });
  });

  test('while a worker ran that did not come back is worked on when its lease is over', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await claimed();
    await ledger.recordImport(NAME, importOf('dd'));
    clock.advance(LEASE_END.getTime() - Date.parse(EARLY));
    const claim = await ledger.claim(NAME, secondsLater(9999));
    expect(claim).toMatchObject({ outcome: 'claimed', job: { attempt: 1, claimedFrom: { importSha256: 'dd' } } });
  });

  test('is of the past once a callback comes: that goes its normal way', async () => {
    await ledger.recordImport(NAME, importOf('dd'));
    const leaseId = await claimed();
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'new', status: 'running' });
    expect(await readJob()).toMatchObject({ imported: null, pastCallbacks: ['dd'], callback: { sha256: 'aa' } });
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('superseded');
  });

  test('is not of the past when a callback from before it comes once more', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await ledger.recordImport(NAME, importOf('dd'));
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'repeated', status: 'received' });
    expect(await readJob()).toMatchObject({ imported: IMPORTED, callback: { sha256: 'aa', count: 2 } });
  });

  test('leaves what came in the order in which it came', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await ledger.recordImport(NAME, importOf('dd'));
    await ledger.recordImport(NAME, importOf('ee'));
    await ledger.recordCallback(NAME, arrival('bb'));
    await ledger.recordImport(NAME, importOf('dd'));
    expect(await readJob()).toMatchObject({
      pastCallbacks: ['aa', 'ee', 'bb'],
      callback: { sha256: 'bb' },
      imported: { sha256: 'dd' },
    });
  });

  test('once more of a job that it did not help pushes nothing out of what came before', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    for (let time = 1; time <= 25; time += 1) {
      expect(await ledger.recordImport(NAME, importOf('dd'))).toBe('new');
      await ledger.settle(NAME, await claimed(), { status: 'parked', reason: 'it cannot be read' });
    }
    expect(await readJob()).toMatchObject({ status: 'parked', imported: IMPORTED, pastCallbacks: ['aa'] });
  });

  test('by turns with another leaves each of what came before once, where it came last', async () => {
    for (const sha256 of ['aa', 'dd', 'ee', 'dd', 'ee']) {
      await ledger.recordImport(NAME, importOf(sha256));
      await ledger.settle(NAME, await claimed(), { status: 'parked', reason: 'it cannot be read' });
    }
    await ledger.recordCallback(NAME, arrival('bb'));
    expect(await readJob()).toMatchObject({ pastCallbacks: ['aa', 'dd', 'ee'], callback: { sha256: 'bb' } });
  });

  test('that is then called back is no news: the job is as it was, be it owed, worked on or done', async () => {
    await ledger.recordImport(NAME, importOf('dd'));
    for (const status of ['received', 'running', 'indexed'] as const) {
      const leaseId = status === 'received' ? '' : await claimed();
      if (status === 'indexed') {
        await ledger.settle(NAME, leaseId, { status, indexed: { ...INDEXED_RESULT, raw: IMPORTED } });
      }
      const before = await readJob();
      expect(await ledger.recordCallback(NAME, arrival('dd'))).toEqual({ outcome: 'repeated', status });
      expect(await readJob()).toEqual(before);
      if (status === 'running') clock.advance(LEASE_END.getTime() - Date.parse(EARLY));
    }
  });

  test('that is called back later, and names the file then, is indexed again under that name', async () => {
    await ledger.recordImport(NAME, importOf('dd'));
    await ledger.settle(NAME, await claimed(), {
      status: 'indexed',
      indexed: { ...INDEXED_RESULT, raw: IMPORTED },
    });
    const repeated = { outcome: 'repeated', status: 'received' };
    expect(await ledger.recordCallback(NAME, arrival('dd', 'order 7'))).toEqual(repeated);
    expect(await readJob()).toMatchObject({ ref: 'order 7', imported: IMPORTED, callback: null });
  });

  test('came when it is said to have come', async () => {
    const at = '2025-06-01T00:00:00.000Z';
    await ledger.recordImport(NAME, { ...importOf('dd'), at });
    expect(await readJob()).toMatchObject({ imported: { ...IMPORTED, at }, updatedAt: EARLY });
  });

  test('with a ref names the file, if nothing did before; what is indexed is indexed again', async () => {
    await keep({ status: 'indexed', ...DONE });
    expect(await ledger.recordImport(NAME, importOf('ff', { ref: 'order 7' }))).toBe('owed');
    expect(await readJob()).toMatchObject({ status: 'received', ref: 'order 7', imported: null });
    expect(await ledger.recordImport(NAME, importOf('ff', { ref: 'order 8' }))).toBe('owed');
    expect(await readJob()).toMatchObject({ ref: 'order 7' });
  });

  test('of an announced job is about the file that was announced', async () => {
    await ledger.announce(NAME, announcementOf('announced'));
    await ledger.recordImport(NAME, importOf('dd', { ref: 'order 7' }));
    expect(await readJob()).toMatchObject({ status: 'received', dueAt: EARLY, ref: 'announced' });
  });
});
