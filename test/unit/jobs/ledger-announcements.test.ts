import { beforeEach, describe, expect, test } from 'vitest';
import { EARLY, secondsLater } from '../../support/job-records.ts';
import {
  announcementOf,
  arrival,
  EXPECTED_BY,
  INDEXED,
  LEASE_END,
  makeTestLedger,
  NAME,
} from '../../support/test-ledger.ts';

let { clock, ledger, ledgerOver, store, readJob, keep, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, ledger, ledgerOver, store, readJob, keep, claimed } = makeTestLedger());
});

describe('an announced job', () => {
  test('is expected, and looked at no earlier than its user said', async () => {
    const announced = await ledger.announce(NAME, announcementOf('order 7'));
    const expectBy = EXPECTED_BY.toISOString();
    expect(announced).toMatchObject({
      outcome: 'new',
      job: { ...NAME, status: 'expected', dueAt: expectBy, owedSince: expectBy, attempt: 0, ref: 'order 7' },
    });
    expect(await readJob()).toMatchObject({
      status: 'expected',
      dueAt: expectBy,
      // The three days of trying begin when it is late, not when it was announced.
      owedSince: expectBy,
      callback: null,
      announcement: { at: EARLY, ref: 'order 7', expectBy },
      history: [{ at: EARLY, status: 'expected', reason: null }],
    });
    clock.advance(3_599_999);
    expect(await ledger.claim(NAME, secondsLater(9000))).toEqual({ outcome: 'not due' });
    clock.advance(1);
    expect(await ledger.claim(NAME, secondsLater(9000))).toMatchObject({ outcome: 'claimed', job: { attempt: 1 } });
  });

  test('whose callback comes early is due at once', async () => {
    await ledger.announce(NAME, announcementOf('order 7'));
    clock.advance(5000);
    expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'new', status: 'received' });
    const at = secondsLater(5).toISOString();
    expect(await readJob()).toMatchObject({ status: 'received', dueAt: at, owedSince: at, ref: 'order 7' });
  });

  test('whose callback came first stays as due as it was, and its announcement is kept', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    clock.advance(5000);
    expect(await ledger.announce(NAME, announcementOf())).toMatchObject({ outcome: 'new' });
    expect(await readJob()).toMatchObject({
      status: 'received',
      dueAt: EARLY,
      owedSince: EARLY,
      announcement: { at: secondsLater(5).toISOString(), ref: null },
      callback: { sha256: 'aa', count: 1 },
    });
  });

  test('whose callback comes in the middle of announcing is the same job', async () => {
    let isFirst = true;
    const slow = ledgerOver({
      ...store,
      write: async (job, ifRevision) => {
        if (isFirst) await ledger.recordCallback(NAME, arrival('aa', 'of the URL'));
        isFirst = false;
        return store.write(job, ifRevision);
      },
    });
    expect(await slow.announce(NAME, announcementOf('announced'))).toMatchObject({ outcome: 'new' });
    expect(await readJob()).toMatchObject({
      status: 'received',
      dueAt: EARLY,
      ref: 'announced',
      callback: { sha256: 'aa' },
    });
  });
});

describe('the ref that a user announced', () => {
  test.each([
    ['before', 'announced', 'of the URL', 'announced'],
    ['before', undefined, 'of the URL', 'of the URL'],
    ['before', 'announced', undefined, 'announced'],
    ['after', 'announced', 'of the URL', 'announced'],
    ['after', undefined, 'of the URL', 'of the URL'],
    ['after', 'announced', undefined, 'announced'],
    ['before', undefined, undefined, null],
  ])('%s the callback: %s goes before %s, the job’s is %s', async (when, announced, ofUrl, ref) => {
    if (when === 'before') await ledger.announce(NAME, announcementOf(announced));
    await ledger.recordCallback(NAME, arrival('aa', ofUrl));
    if (when === 'after') await ledger.announce(NAME, announcementOf(announced));
    expect(await readJob()).toMatchObject({ ref });
    await ledger.recordCallback(NAME, arrival('bb', 'of a later URL'));
    expect(await readJob()).toMatchObject({ ref: ref ?? 'of a later URL' });
  });

  test.each([
    ['another', 'of the URL'],
    ['none', undefined],
  ])('makes a job that was indexed under %s owed anew', async (_, ofUrl) => {
    await ledger.recordCallback(NAME, arrival('aa', ofUrl));
    await ledger.settle(NAME, await claimed(), INDEXED);
    clock.advance(5000);
    await ledger.announce(NAME, announcementOf('announced'));
    const at = secondsLater(5).toISOString();
    expect(await readJob()).toMatchObject({ status: 'received', dueAt: at, owedSince: at, attempt: 0 });
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({
      outcome: 'claimed',
      job: { ref: 'announced', claimedFrom: { callbackSha256: 'aa', ref: 'announced' } },
    });
  });

  test.each([
    ['the same', 'order 7'],
    ['none', undefined],
  ])('leaves an indexed job alone when it is %s', async (_, announced) => {
    await ledger.recordCallback(NAME, arrival('aa', 'order 7'));
    await ledger.settle(NAME, await claimed(), INDEXED);
    await ledger.announce(NAME, announcementOf(announced));
    expect(await readJob()).toMatchObject({ status: 'indexed', dueAt: null, ref: 'order 7' });
  });

  test('while a worker runs has the job done again: what that worker writes is about another file', async () => {
    await ledger.recordCallback(NAME, arrival('aa', 'of the URL'));
    const leaseId = await claimed();
    await ledger.announce(NAME, announcementOf('announced'));
    expect(await readJob()).toMatchObject({ status: 'running', leaseId, dueAt: LEASE_END.toISOString() });
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('superseded');
    await ledger.settle(NAME, await claimed(), INDEXED);
    expect(await readJob()).toMatchObject({ status: 'indexed', ref: 'announced', claimedFrom: { ref: 'announced' } });
  });

  test.each([
    ['the same', 'of the URL'],
    ['none', undefined],
  ])('while a worker runs, and %s, lets it settle', async (_, announced) => {
    await ledger.recordCallback(NAME, arrival('aa', 'of the URL'));
    const leaseId = await claimed();
    await ledger.announce(NAME, announcementOf(announced));
    expect(await ledger.settle(NAME, leaseId, INDEXED)).toBe('settled');
  });

  test.each(['waiting', 'failed', 'parked'] as const)(
    'is that of a job that is %s, when it is done next',
    async (status) => {
      await keep({ status, dueAt: status === 'waiting' ? EARLY : null, reason: 'no', ref: 'of the URL' });
      await ledger.announce(NAME, announcementOf('announced'));
      expect(await readJob()).toMatchObject({ status, reason: 'no', ref: 'announced' });
    },
  );
});

describe('an announcement that comes again', () => {
  test.each([['order 7'], [undefined]])('is known, and changes nothing: %s', async (ref) => {
    await ledger.announce(NAME, announcementOf(ref));
    const before = await readJob();
    clock.advance(5000);
    expect(await ledger.announce(NAME, { ref, expectBy: secondsLater(60) })).toEqual({ outcome: 'known', job: before });
    expect(await readJob()).toEqual(before);
  });

  test.each([
    ['order 7', 'order 8'],
    ['order 7', undefined],
    [undefined, 'order 7'],
  ])('with another ref is in conflict, and changes nothing: %s, then %s', async (first, second) => {
    await ledger.announce(NAME, announcementOf(first));
    const before = await readJob();
    expect(await ledger.announce(NAME, announcementOf(second))).toEqual({ outcome: 'conflict', job: before });
    expect(await readJob()).toEqual(before);
  });

  test('is judged by what was announced, not by what a callback URL said', async () => {
    await ledger.announce(NAME, announcementOf());
    await ledger.recordCallback(NAME, arrival('aa', 'of the URL'));
    expect(await ledger.announce(NAME, announcementOf())).toMatchObject({ outcome: 'known' });
    expect(await ledger.announce(NAME, announcementOf('of the URL'))).toMatchObject({ outcome: 'conflict' });
  });
});
