/** What becomes of the place that a worker reached: kept as long as the same is to be done, dropped by whatever changes it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { jobSchema } from '../../../lib/jobs/job.ts';
import type { Progress } from '../../../lib/jobs/progress.ts';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import { EARLY, makeJob } from '../../support/job-records.ts';
import {
  announcementOf,
  arrival,
  INDEXED,
  importOf,
  LEASE_END,
  makeTestLedger,
  NAME,
  RAW,
} from '../../support/test-ledger.ts';

const PROGRESS: Progress = {
  ...{ raw: RAW, at: EARLY, expected: { predictions: 10 }, indexVersion: INDEX_VERSION, ends: null },
  report: { files: 9, predictions: 10, expected: null, complete: null, errorCount: 0 },
  ...{ files: 3, fileKeysSha256: 'aa' },
};

let { clock, ledger, readJob, claimed } = makeTestLedger();
beforeEach(() => {
  ({ clock, ledger, readJob, claimed } = makeTestLedger());
});

async function handOn(progress: Progress, more: { isGivenUp?: boolean } = {}): Promise<void> {
  await ledger.settle(NAME, await claimed(), {
    status: 'waiting',
    reason: 'on',
    dueAt: clock.now(),
    progress,
    ...more,
  });
}

async function progressAtNextClaim(): Promise<Progress | null> {
  await claimed();
  return (await readJob()).progress;
}

beforeEach(() => ledger.recordCallback(NAME, arrival('aa')));

test('the next worker is told, and so is the one after it, should that one die', async () => {
  await handOn(PROGRESS);
  expect(await progressAtNextClaim()).toEqual(PROGRESS);
  clock.advance(LEASE_END.getTime() - Date.parse(EARLY));
  expect(await progressAtNextClaim()).toEqual(PROGRESS);
});

describe('is dropped by', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['another callback', () => ledger.recordCallback(NAME, arrival('bb'))],
    ['a ref of the same callback', () => ledger.recordCallback(NAME, arrival('aa', 'mine'))],
    ['an announced ref', () => ledger.announce(NAME, announcementOf('mine'))],
    ['an import in its place', () => ledger.recordImport(NAME, importOf('cc', { replace: true }))],
    ['a replay', () => ledger.replay(NAME)],
  ])('%s', async (_, change) => {
    await handOn(PROGRESS);
    await change();
    expect(await progressAtNextClaim()).toBe(null);
  });

  test('another callback while a worker goes on', async () => {
    await handOn(PROGRESS);
    const leaseId = await claimed();
    await ledger.recordCallback(NAME, arrival('bb'));
    const further = { ...PROGRESS, files: 5 };
    await ledger.settle(NAME, leaseId, { status: 'waiting', reason: 'on', dueAt: clock.now(), progress: further });
    expect(await progressAtNextClaim()).toBe(null);
  });

  test('another version of the index', async () => {
    await handOn({ ...PROGRESS, indexVersion: INDEX_VERSION + 1 });
    expect(await progressAtNextClaim()).toBe(null);
  });

  test('a worker that tells of none, one that gives up, and one that is done', async () => {
    await handOn(PROGRESS, { isGivenUp: true });
    expect(await progressAtNextClaim()).toBe(null);
    clock.advance(LEASE_END.getTime() - Date.parse(EARLY));
    await handOn(PROGRESS);
    await ledger.settle(NAME, await claimed(), INDEXED);
    expect(await readJob()).toMatchObject({ status: 'indexed', progress: null });
  });
});

describe('tries and time', () => {
  test('do not count where a worker gets further', async () => {
    await handOn(PROGRESS);
    clock.advance(1000);
    await handOn({ ...PROGRESS, files: 4 });
    expect(await readJob()).toMatchObject({ attempt: 0, owedSince: clock.now().toISOString() });
  });

  test('count where it does not', async () => {
    await handOn(PROGRESS);
    clock.advance(1000);
    await handOn(PROGRESS);
    await handOn(PROGRESS);
    expect(await readJob()).toMatchObject({ attempt: 2, owedSince: EARLY, progress: PROGRESS });
  });
});

test('one that a record holds in another form is none: the next worker begins at the first file', () => {
  expect(jobSchema.parse(makeJob({ progress: { ...PROGRESS, files: 'three' } as never })).progress).toBe(null);
});

test('a job that is given up in the midst of a result names that result', async () => {
  await handOn(PROGRESS);
  await handOn(PROGRESS, { isGivenUp: true });
  expect(await readJob()).toMatchObject({ isGivenUp: true, progress: null, raw: RAW });
});

test('a record of before this was kept has none', () => {
  const { progress: _, ...record } = makeJob();
  expect(jobSchema.parse(record).progress).toBe(null);
});
