import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import type { JobStore } from '../../../lib/jobs/job-store.ts';
import { type Ledger, makeLedger, type Settlement } from '../../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { makeClock } from '../../support/fakes.ts';
import { EARLY, makeJob, secondsLater } from '../../support/job-records.ts';

const NAME = { vendor: 'hume', jobId: 'job-1' };
const LEASE_END = secondsLater(900);
const RAW = { key: 'results/hume/job-1', versionId: null, sha256: 'ff', bytes: 100 };
const COVERAGE = { files: 1, predictions: 10, errors: 0, expectedPredictions: 10, complete: true };
const INDEXED: Settlement = { status: 'indexed', raw: RAW, coverage: COVERAGE };

let clock: ReturnType<typeof makeClock>;
let store: JobStore;
let ledger: Ledger;

beforeEach(() => {
  clock = makeClock(EARLY);
  store = makeMemoryJobStore();
  ledger = ledgerOver(store);
});

function ledgerOver(jobs: JobStore): Ledger {
  let leases = 0;
  return makeLedger({ store: jobs, now: clock.now, newLeaseId: () => `lease-${++leases}` });
}

function arrival(sha256: string, ref?: string) {
  return { key: `callbacks/hume/job-1/${sha256}`, versionId: `version-of-${sha256}`, sha256, bytes: 10, ref };
}

async function readJob(): Promise<Job> {
  const job = await store.read(NAME);
  if (job === undefined) throw new Error('no such job');
  return job;
}

async function keep(changes: Partial<Job>): Promise<void> {
  await store.write(makeJob(changes), null);
}

async function claimed(): Promise<string> {
  const claim = await ledger.claim(NAME, LEASE_END);
  if (claim.outcome !== 'claimed') throw new Error(`not claimed: ${claim.outcome}`);
  return claim.leaseId;
}

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
      pastCallbacks: [],
      raw: null,
      claimedCallbackSha256: null,
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
      await keep({ status, dueAt: null, attempt: 9, raw: RAW, reason: 'as it was', claimedCallbackSha256: 'aa' });
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
      claimedCallbackSha256: 'aa',
      updatedAt: secondsLater(1).toISOString(),
    });
  });

  test('works on a job that was expected and never called back', async () => {
    await keep({ status: 'expected', callback: null });
    expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({
      outcome: 'claimed',
      job: { claimedCallbackSha256: null },
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
      await keep({ status, dueAt: EARLY, leaseId: status === 'running' ? 'lease-0' : null, attempt: 3 });
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
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'done' });
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

  test('has its five anew when another callback comes', async () => {
    await ledger.recordCallback(NAME, arrival('aa'));
    await loseWorkers(5);
    await ledger.claim(NAME, LEASE_END);
    await ledger.recordCallback(NAME, arrival('bb'));
    await loseWorkers(5);
    expect(await ledger.claim(NAME, LEASE_END)).toEqual({ outcome: 'abandoned' });
  });
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
      job: { claimedCallbackSha256: 'bb', attempt: 1 },
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
      job: { attempt: 1, callback: { sha256: 'bb' }, claimedCallbackSha256: 'bb' },
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
