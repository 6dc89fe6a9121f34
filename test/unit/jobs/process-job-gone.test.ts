import { describe, expect, test } from 'vitest';
import { resultBytes } from '../../support/fake-vendor.ts';
import { BELL, completed, EITHER, FETCHED, MINUTE_MS, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

const MESSAGE = 'Vendor has no such job';
const gone = async () => ({ state: 'gone' as const, message: MESSAGE });
const OTHER = { files: [{ ref: 'other', Joy: 0.2 }] };

describe('a job that the vendor no longer has', () => {
  test('is indexed from its callback when that holds the result', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = gone;
    await verdex.callBack(FETCHED, resultBytes(TWO_FILES), 'order 7');
    await verdex.process(FETCHED);
    const { raw, callback, ...job } = await verdex.jobOf(FETCHED);
    expect(job).toMatchObject({ status: 'indexed', dueAt: null, coverage: { files: 2, complete: null } });
    const { key, versionId, sha256, bytes } = callback ?? {};
    expect(raw).toEqual({ key, versionId, sha256, bytes });
    expect(await verdex.summariesOf('ref:order 7')).toMatchObject([{ raw: { key, sha256 } }]);
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
  });

  test('and of which only a bell came is parked, in the vendor’s words', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = gone;
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', reason: MESSAGE, dueAt: null });
    expect(verdex.count.counts).toEqual(new Map([['JobParked', 1]]));
  });

  test.each([
    ['asked by fetch alone', FETCHED],
    ['whose callback would have been the result', EITHER],
  ])('and of which nothing came is parked, in the vendor’s words: %s', async (_, name) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = gone;
    await verdex.ledger.announce(name, { ref: undefined, expectBy: verdex.clock.now() });
    await verdex.process(name);
    expect(await verdex.jobOf(name)).toMatchObject({ status: 'parked', reason: MESSAGE });
  });

  test('is done again from what was fetched earlier', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const { raw } = await verdex.jobOf(FETCHED);
    verdex.vendor.answer = gone;
    await verdex.ledger.announce(FETCHED, { ref: 'order 7', expectBy: verdex.clock.now() });
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', raw, coverage: { files: 2 } });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:order 7']);
  });

  test('is done from its callback rather than from an earlier result', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(OTHER);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    verdex.vendor.answer = gone;
    await verdex.callBack(FETCHED, resultBytes(TWO_FILES));
    await verdex.process(FETCHED);
    const { status, raw, callback } = await verdex.jobOf(FETCHED);
    expect({ status, key: raw?.key }).toEqual({ status: 'indexed', key: callback?.key });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test('and whose callback says that it failed, is failed', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = gone;
    await verdex.callBack(FETCHED, resultBytes({ files: [], failure: 'could not be processed' }));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'failed', reason: 'could not be processed' });
  });

  test('and whose result breaks off in its middle touches no row of the one before', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const before = await verdex.summariesOf('ref:a');
    verdex.vendor.answer = gone;
    await verdex.callBack(FETCHED, resultBytes({ files: [{ ref: 'a', Joy: 0.1 }], isBrokenOff: true }));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', raw: { key: 'results/fetched/job-1' } });
    expect(await verdex.summariesOf('ref:a')).toEqual(before);
  });

  test('waits while what was kept cannot be read, and is done when it can', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = gone;
    await verdex.callBack(FETCHED, resultBytes(TWO_FILES));
    const key = (await verdex.jobOf(FETCHED)).callback?.key ?? '';
    await verdex.rawStore.put(key, resultBytes(OTHER));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', awaitsVendor: false });
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
    await verdex.rawStore.put(key, resultBytes(TWO_FILES));
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });
});
