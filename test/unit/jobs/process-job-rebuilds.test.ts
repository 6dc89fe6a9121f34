import { describe, expect, test } from 'vitest';
import { resultBytes } from '../../support/fake-vendor.ts';
import { EARLY } from '../../support/job-records.ts';
import {
  BELL,
  CALLED_BACK,
  completed,
  FETCHED,
  MINUTE_MS,
  makeVerdex,
  TWO_FILES,
} from '../../support/verdex-in-memory.ts';

const LATER = new Date(Date.parse(EARLY) + MINUTE_MS).toISOString();
type Verdex = ReturnType<typeof makeVerdex>;

/** Indexed at {@link EARLY} from what was fetched; its rows are then lost, and the vendor can be asked no more. */
async function indexedAndLost(): Promise<Verdex> {
  const verdex = makeVerdex();
  verdex.vendor.answer = completed(TWO_FILES, { predictions: 21, errors: 0 });
  await verdex.callBack(FETCHED, BELL);
  await verdex.process(FETCHED);
  await verdex.index.replaceJob(FETCHED, EARLY).finish();
  verdex.vendor.answer = async () => {
    throw new Error('nobody may ask');
  };
  verdex.clock.advance(MINUTE_MS);
  return verdex;
}

async function rebuilt(verdex: Verdex, name = FETCHED): Promise<void> {
  expect(await verdex.ledger.rebuild(name)).toBe('owed');
  expect(await verdex.process(name)).toBe('claimed');
}

describe('a rebuild', () => {
  test('makes the same rows from raw, asks no vendor, and says when it wrote them', async () => {
    const verdex = await indexedAndLost();
    const before = await verdex.jobOf(FETCHED);
    await rebuilt(verdex);
    const after = await verdex.jobOf(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
    expect(before.indexed).toMatchObject({ at: EARLY, writtenAt: EARLY });
    expect(after).toMatchObject({
      status: 'indexed',
      dueAt: null,
      reason: null,
      rebuilds: null,
      coverage: { expectedPredictions: 21, expectedErrors: 0, expectedBy: 'api', complete: false },
      indexed: { ...before.indexed, writtenAt: LATER },
    });
    expect(await verdex.summariesOf('ref:a')).toMatchObject([
      { at: EARLY, coverage: { job: { indexed: 20, expected: 21, complete: false, errors: 0 } } },
    ]);
    expect(verdex.asked).toEqual(['job-1']);
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
  });

  test.each([
    ['failed', resultBytes({ files: [], failure: 'no face in it' }), 'no face in it'],
    ['parked', Buffer.from('{}'), 'not a result: it has no files'],
  ] as const)('of a job that %s after a good result leaves it so, with its reason', async (status, body, reason) => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
    await verdex.process(CALLED_BACK);
    await verdex.callBack(CALLED_BACK, body);
    await verdex.process(CALLED_BACK);
    const { raw } = await verdex.jobOf(CALLED_BACK);
    await verdex.index.replaceJob(CALLED_BACK, EARLY).finish();
    await rebuilt(verdex, CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status, reason, raw, coverage: null, rebuilds: null });
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);
    expect(verdex.count.counts.get(status === 'failed' ? 'JobFailed' : 'JobParked')).toBe(1);
  });

  test('whose raw result is gone leaves the job and its rows as they are, and says why', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
    await verdex.process(CALLED_BACK);
    const { raw } = await verdex.jobOf(CALLED_BACK);
    if (raw === null) throw new Error('no raw');
    await verdex.rawStore.put(raw.key, Buffer.from('{}'));
    verdex.clock.advance(MINUTE_MS);
    await rebuilt(verdex, CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'indexed',
      reason: 'its rows could not be made again: not a result: it has no files',
      indexed: { writtenAt: EARLY },
    });
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);
    expect(verdex.log.events('warn')).toContain('rows_not_rebuilt');
  });

  test('that finds other bytes than were kept is tried again, and given up after three days with the rows as they are', async () => {
    const verdex = await indexedAndLost();
    const { raw } = await verdex.jobOf(FETCHED);
    await verdex.rawStore.put(raw?.key ?? '', resultBytes({ files: [{ ref: 'other' }] }));
    await rebuilt(verdex);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', rebuilds: { status: 'indexed' } });
    verdex.clock.advance(73 * 60 * MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', isGivenUp: true });
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'indexed',
      rebuilds: null,
      reason: expect.stringContaining('given up after 3 days: the raw result is no longer what was kept'),
    });
    expect(verdex.asked).toEqual(['job-1']);
  });

  test('of a record of before such things were kept goes by what it has', async () => {
    const verdex = await indexedAndLost();
    const { indexed, ...job } = await verdex.jobOf(FETCHED);
    if (indexed === null) throw new Error('nothing indexed');
    const old = {
      ...indexed,
      writtenAt: null,
      coverage: { ...indexed.coverage, expectedErrors: null, expectedBy: null },
    };
    await verdex.store.write({ ...job, indexed: old }, job.revision);
    await rebuilt(verdex);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      coverage: { expectedPredictions: 21, expectedBy: 'api', complete: false },
      indexed: { writtenAt: LATER },
    });
  });

  test('of a record of index version 1 remembers what its vendor said was missing', async () => {
    const verdex = await indexedAndLost();
    const { indexed, ...job } = await verdex.jobOf(FETCHED);
    if (indexed === null) throw new Error('nothing indexed');
    const coverage = {
      ...indexed.coverage,
      errors: 2,
      expectedPredictions: 20,
      expectedErrors: null,
      expectedBy: null,
      complete: false,
    };
    await verdex.store.write({ ...job, indexed: { ...indexed, coverage, indexVersion: 1 } }, job.revision);
    for (const times of ['once', 'twice']) {
      await rebuilt(verdex);
      expect([times, await verdex.jobOf(FETCHED)]).toMatchObject([
        times,
        { coverage: { predictions: 20, expectedPredictions: 20, errors: 2, expectedErrors: 2, complete: false } },
      ]);
      expect(await verdex.summariesOf('ref:a')).toMatchObject([{ coverage: { job: { complete: false, errors: 2 } } }]);
    }
  });

  test('of a result that now says that the job failed says so in no words of the vendor’s', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
    await verdex.process(CALLED_BACK);
    const { revision, ...job } = await verdex.jobOf(CALLED_BACK);
    const failure = resultBytes({ files: [], failure: 'the words of the vendor' });
    const raw = await verdex.rawStore.put('callbacks/failure', failure);
    await verdex.store.write({ ...job, revision, indexed: job.indexed && { ...job.indexed, raw } }, revision);
    await rebuilt(verdex, CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'indexed',
      reason: 'its rows could not be made again: the result says that the job failed',
    });
    expect(JSON.stringify(verdex.log.lines)).not.toContain('the words of the vendor');
  });

  test('that five workers did not come back from is told of, and the job is not counted as parked', async () => {
    const verdex = await indexedAndLost();
    await verdex.ledger.rebuild(FETCHED);
    for (let worker = 0; worker < 5; worker += 1) {
      await verdex.ledger.claim(FETCHED, new Date(verdex.clock.now().getTime() + 15 * MINUTE_MS));
      verdex.clock.advance(15 * MINUTE_MS);
    }
    expect(await verdex.process(FETCHED)).toBe('rebuild abandoned');
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', indexed: { writtenAt: EARLY } });
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
    expect(verdex.log.events('warn')).toContain('rows_not_rebuilt');
  });
});
