/** A result that is fetched is seen while it is kept: what that spares, and what it must not change. */
import { expect, test } from 'vitest';
import { MAX_SEEN_FILES } from '../../../../lib/jobs/attempt/seen-result.ts';
import type { RawRef } from '../../../../lib/summaries/raw-ref.ts';
import { resultBytes } from '../../../support/fake-vendor.ts';
import { BELL, CALLED_BACK, completed, FETCHED, makeVerdex, TWO_FILES } from '../../../support/verdex-in-memory.ts';

/** Counts how often raw is read. */
function countReadings(verdex: ReturnType<typeof makeVerdex>): { readings: number } {
  const counted = { readings: 0 };
  const { read } = verdex.rawStore;
  verdex.rawStore.read = (ref: RawRef) => {
    counted.readings += 1;
    return read(ref);
  };
  return counted;
}

const manyFiles = (count: number) => ({
  files: Array.from({ length: count }, (_, at) => ({ ref: `f${at}`, Joy: 0.5 })),
});

test.each([
  ['a fetched result is not read again', FETCHED, TWO_FILES, 0],
  ['one of as many files as are held, neither', FETCHED, manyFiles(MAX_SEEN_FILES), 0],
  ['one of more is read once, for its files', FETCHED, manyFiles(MAX_SEEN_FILES + 1), 1],
  ['a callback is read once', CALLED_BACK, TWO_FILES, 1],
  ['a callback of more files than are held, twice', CALLED_BACK, manyFiles(MAX_SEEN_FILES + 1), 2],
])('%s', async (_, name, result, readings) => {
  const verdex = makeVerdex();
  const counted = countReadings(verdex);
  verdex.vendor.answer = completed(result);
  await verdex.callBack(name, name === FETCHED ? BELL : resultBytes(result));
  await verdex.process(name);
  expect(await verdex.jobOf(name)).toMatchObject({ status: 'indexed', coverage: { files: result.files.length } });
  expect(new Set(await verdex.filesOf(name)).size).toBe(result.files.length);
  expect(counted.readings).toBe(readings);
});

test.each([
  ['is none', Buffer.from('no result'), 'not a result'],
  ['breaks off', resultBytes({ ...TWO_FILES, isBrokenOff: true }), 'incomplete'],
])('a fetched result that %s is kept all the same, and parked with the reason', async (_, bytes, reason) => {
  const verdex = makeVerdex();
  verdex.vendor.answer = async () => ({
    state: 'completed',
    body: (async function* () {
      yield bytes;
    })(),
    expected: {},
  });
  await verdex.callBack(FETCHED, BELL);
  await verdex.process(FETCHED);
  const job = await verdex.jobOf(FETCHED);
  expect(job).toMatchObject({ status: 'parked', reason, raw: { bytes: bytes.length } });
  expect(await verdex.filesOf(FETCHED)).toEqual([]);
});

test.each([
  ['lost its worker', undefined],
  ['lost its worker, and was called back again', Buffer.from('{"bell":2}')],
])('a job that %s is kept before it is read: reading may be what kills them', async (_, bell) => {
  const verdex = makeVerdex();
  const counted = countReadings(verdex);
  verdex.vendor.answer = completed(TWO_FILES);
  await verdex.callBack(FETCHED, BELL);
  await verdex.ledger.claim(FETCHED, verdex.clock.now());
  if (bell !== undefined) await verdex.callBack(FETCHED, bell);
  verdex.clock.advance(1);
  await verdex.process(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  expect(counted.readings).toBe(1);
});
