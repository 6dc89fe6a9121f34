import { describe, expect, test } from 'vitest';
import { Malformed, Permanent } from '../../../lib/platform/errors.ts';
import { resultBytes, streamOf } from '../../support/fake-vendor.ts';
import { BELL, CALLED_BACK, completed, FETCHED, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

describe('a job that failed at the vendor', () => {
  test('as its API says, is failed in its words, and nothing is fetched or indexed', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({ state: 'failed', message: 'No files could be read' });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'failed',
      dueAt: null,
      leaseId: null,
      reason: 'No files could be read',
      raw: null,
    });
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
    expect(verdex.count.counts).toEqual(new Map([['JobFailed', 1]]));
  });

  test('as its result says, is failed in its words', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [], failure: 'status[0]: could not be processed' }));
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'failed',
      reason: 'status[0]: could not be processed',
    });
  });

  test.each([
    ['its API says', FETCHED],
    ['its result says', CALLED_BACK],
  ])('as %s, after it once had a result, leaves what was indexed as it was', async (_, name) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(name, resultBytes(TWO_FILES));
    await verdex.process(name);
    verdex.vendor.answer = async () => ({ state: 'failed', message: 'no' });
    await verdex.callBack(name, resultBytes({ files: [], failure: 'no' }));
    await verdex.process(name);
    expect(await verdex.jobOf(name)).toMatchObject({ status: 'failed', reason: 'no', coverage: null });
    expect(await verdex.filesOf(name)).toEqual(['ref:a', 'ref:b']);
  });

  test('is done: another nudge asks nobody', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({ state: 'failed', message: 'no' });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    await verdex.process(FETCHED);
    expect(verdex.asked).toHaveLength(1);
  });
});

describe('a result that breaks off in its middle', () => {
  test('touches no row of the one before, and is named for a person to look at', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
    await verdex.process(CALLED_BACK);
    const before = await verdex.summariesOf('ref:a');
    const broken = resultBytes({ files: [{ ref: 'a', Joy: 0.999 }, { ref: 'c' }], isBrokenOff: true });
    await verdex.callBack(CALLED_BACK, broken);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'parked',
      reason: 'incomplete',
      raw: { bytes: broken.length },
    });
    expect(await verdex.summariesOf('ref:a')).toEqual(before);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);
  });
});

describe('what no later attempt will change is parked at once, with the reason', () => {
  test.each([
    ['a refusal', new Permanent('Vendor answered 401: check the API key')],
    ['an answer that is none', new Malformed('not a result of this vendor')],
  ])('%s', async (_, error) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = () => Promise.reject(error);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      dueAt: null,
      leaseId: null,
      reason: error.message,
    });
    expect(verdex.count.counts).toEqual(new Map([['JobParked', 1]]));
    expect(verdex.log.events('error')).toEqual([]);
  });

  test('bytes that cannot be read, and they are kept to be looked at', async () => {
    const verdex = makeVerdex();
    const garbage = Buffer.from('<html>Bad gateway</html>');
    verdex.vendor.answer = async () => ({ state: 'completed', body: streamOf(garbage), expected: {} });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', reason: 'not a result' });
    const kept = { key: 'results/fetched/job-1', versionId: null, sha256: '', bytes: 0 };
    expect(Buffer.concat(await Array.fromAsync(await verdex.rawStore.read(kept))).equals(garbage)).toBe(true);
  });

  test('a result larger than the limit', async () => {
    const verdex = makeVerdex({ maxResultBytes: 10 });
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      reason: expect.stringContaining('10 bytes'),
    });
  });

  test('a vendor that nobody knows', async () => {
    const verdex = makeVerdex();
    const name = { vendor: 'nobody', jobId: 'job-1' };
    await verdex.callBack(name, BELL);
    await verdex.process(name);
    expect(await verdex.jobOf(name)).toMatchObject({ status: 'parked', reason: 'no vendor is called nobody' });
  });

  test('a kept callback that is gone', async () => {
    const verdex = makeVerdex();
    const gone = { key: 'callbacks/gone', versionId: null, sha256: 'aa', bytes: 1, ref: undefined };
    await verdex.ledger.recordCallback(CALLED_BACK, gone);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'parked',
      reason: expect.stringContaining('gone'),
    });
  });
});
