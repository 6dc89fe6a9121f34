import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../lib/raw/digest.ts';
import { importKey } from '../../../lib/raw/keys.ts';
import type { JobName } from '../../../lib/summaries/job-name.ts';
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

const SAVED = resultBytes({ files: [{ ref: 'saved', Joy: 0.4, hate: 2 }] });

async function importResult({ rawStore, ledger }: ReturnType<typeof makeVerdex>, name: JobName, bytes = SAVED) {
  const raw = await rawStore.put(importKey(name.vendor, name.jobId, digestOf(bytes)), bytes);
  return ledger.recordImport(name, { ...raw, ref: undefined, replace: true });
}

describe('an imported result', () => {
  test.each([FETCHED, CALLED_BACK])('is indexed, and no vendor is asked: %o', async (name) => {
    const verdex = makeVerdex();
    expect(await importResult(verdex, name)).toBe('new');
    await verdex.process(name);
    const key = importKey(name.vendor, name.jobId, digestOf(SAVED));
    expect(await verdex.jobOf(name)).toMatchObject({
      status: 'indexed',
      reason: null,
      raw: { key, ...digestOf(SAVED) },
      indexed: { at: EARLY, raw: { key } },
    });
    expect(await verdex.summariesOf('ref:saved')).toMatchObject([{ at: EARLY, raw: { key } }]);
    expect(verdex.asked).toEqual([]);
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
  });

  test('takes the place of what was fetched, with all of its rows', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    await importResult(verdex, FETCHED);
    await verdex.process(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:saved']);
    expect(verdex.asked).toEqual(['job-1']);
  });

  test('is what there is when a bell follows it, and the vendor has nothing', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({ state: 'gone', message: 'it has no such job' });
    await importResult(verdex, FETCHED);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(verdex.asked).toEqual(['job-1']);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', imported: null });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:saved']);
  });

  test('gives way to what a later callback has the vendor asked for', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await importResult(verdex, FETCHED);
    await verdex.process(FETCHED);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test('that is none parks the job, and the rows of the callback before it stand', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
    await importResult(verdex, CALLED_BACK, Buffer.from('{}'));
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'parked', raw: { bytes: 2 } });
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);
  });

  test('that says that the job failed makes it so', async () => {
    const verdex = makeVerdex();
    await importResult(verdex, FETCHED, resultBytes({ files: [], failure: 'no face in it' }));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'failed', reason: 'no face in it' });
    expect(verdex.asked).toEqual([]);
  });

  test('that comes while a worker runs is worked on by it at once', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      await importResult(verdex, FETCHED);
      return completed(TWO_FILES)();
    };
    await verdex.callBack(FETCHED, BELL);
    expect(await verdex.process(FETCHED)).toBe('claimed');
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:saved']);
  });

  test('that was spoilt parks the job, and is worked on when it is imported again', async () => {
    const verdex = makeVerdex();
    await importResult(verdex, FETCHED);
    const { imported } = await verdex.jobOf(FETCHED);
    await verdex.rawStore.put(imported?.key ?? '', Buffer.from('changed'));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked' });
    await verdex.rawStore.put(imported?.key ?? '', SAVED);
    await importResult(verdex, FETCHED);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  });
});
