import { describe, expect, test } from 'vitest';
import { AccessRefused } from '../../../lib/platform/errors.ts';
import { resultBytes } from '../../support/fake-vendor.ts';
import { CALLED_BACK, completed, EITHER, MINUTE_MS, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

describe('where the callback is the result, and the vendor can be asked as well', () => {
  test('a job with a callback asks nobody', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed({ files: [{ ref: 'from the API', Joy: 0.1 }] });
    await verdex.callBack(EITHER, resultBytes(TWO_FILES));
    await verdex.process(EITHER);
    const { status, raw, callback } = await verdex.jobOf(EITHER);
    expect({ status, key: raw?.key }).toEqual({ status: 'indexed', key: callback?.key });
    expect(await verdex.filesOf(EITHER)).toEqual(['ref:a', 'ref:b']);
    expect(verdex.asked).toEqual([]);
  });

  test('a job whose callback never came is asked for', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES, { predictions: 20 });
    await verdex.ledger.announce(EITHER, { ref: undefined, expectBy: verdex.clock.now() });
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({
      status: 'indexed',
      raw: { key: 'results/either/task-1' },
      coverage: { complete: true },
    });
    expect(verdex.asked).toEqual(['task-1']);
  });

  test('a callback that comes while the vendor is asked is what counts', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      await verdex.callBack(EITHER, resultBytes(TWO_FILES));
      return { state: 'unfinished' };
    };
    await verdex.ledger.adopt(EITHER);
    await verdex.process(EITHER);
    await verdex.process(EITHER);
    const { status, raw, callback } = await verdex.jobOf(EITHER);
    expect({ status, key: raw?.key }).toEqual({ status: 'indexed', key: callback?.key });
    expect(verdex.asked).toEqual(['task-1']);
  });

  test('a callback that comes after the result was asked for replaces it', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed({ files: [{ ref: 'from the API', Joy: 0.1 }] });
    await verdex.ledger.adopt(EITHER);
    await verdex.process(EITHER);
    expect(await verdex.filesOf(EITHER)).toEqual(['ref:from the API']);
    await verdex.callBack(EITHER, resultBytes(TWO_FILES));
    await verdex.process(EITHER);
    expect(await verdex.filesOf(EITHER)).toEqual(['ref:a', 'ref:b']);
  });

  test('a job that waits for a vendor that refuses us is done when its callback comes, without asking', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = () => Promise.reject(new AccessRefused('check the key'));
    await verdex.ledger.adopt(EITHER);
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({ status: 'waiting', awaitsVendor: true });
    await verdex.callBack(EITHER, resultBytes(TWO_FILES));
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({ status: 'indexed', awaitsVendor: false });
    expect(verdex.asked).toHaveLength(1);
  });

  test('a callback that is no result, cut or sent too soon: the vendor is asked in its place', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(EITHER, Buffer.from('<html>'));
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({ status: 'waiting' });
    verdex.vendor.answer = completed(TWO_FILES);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({ status: 'indexed', raw: { key: 'results/either/task-1' } });
  });

  test('a callback that is no result, of a job the vendor does not have either, is for a person to look at', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({ state: 'gone', message: 'it does not have the job' });
    await verdex.callBack(EITHER, Buffer.from('<html>'));
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({ status: 'parked', reason: 'it does not have the job' });
  });
});

describe('where the callback is the result, and the vendor cannot be asked', () => {
  test('a job whose callback never came is for a person to look at', async () => {
    const verdex = makeVerdex();
    await verdex.ledger.announce(CALLED_BACK, { ref: 'order 7', expectBy: verdex.clock.now() });
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'parked',
      reason: 'no callback came, and calledback cannot be asked for the result',
    });
  });

  test('and whose callback comes late is done, under the announced ref', async () => {
    const verdex = makeVerdex();
    await verdex.ledger.announce(CALLED_BACK, { ref: 'order 7', expectBy: verdex.clock.now() });
    await verdex.process(CALLED_BACK);
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'a', hate: 2 }] }), 'of the URL');
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'indexed', reason: null });
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:order 7']);
  });
});

test('a ref that is announced after the job was indexed moves its file there, and leaves nothing behind', async () => {
  const verdex = makeVerdex();
  await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'a', hate: 2 }] }), 'of the URL');
  await verdex.process(CALLED_BACK);
  expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:of the URL']);
  await verdex.ledger.announce(CALLED_BACK, { ref: 'order 7', expectBy: verdex.clock.now() });
  await verdex.process(CALLED_BACK);
  expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:order 7']);
  expect(await verdex.summariesOf('ref:of the URL')).toEqual([]);
});
