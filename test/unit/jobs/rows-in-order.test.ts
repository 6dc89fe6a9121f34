/** Whatever becomes of a job, its rows are those of its last good result, all of them, and as old as that is. */
import { expect, test } from 'vitest';
import { MAX_SEEN_FILES } from '../../../lib/jobs/attempt/seen-result.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
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

const DAY_MS = 24 * 60 * MINUTE_MS;
const FAILED = resultBytes({ files: [], failure: 'no audio' });

test('a failure after a good result leaves its rows as they were, and as old', async () => {
  const verdex = makeVerdex();
  await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
  await verdex.process(CALLED_BACK);
  verdex.clock.advance(10 * DAY_MS);
  await verdex.callBack(CALLED_BACK, FAILED);
  await verdex.process(CALLED_BACK);
  expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'failed', reason: 'no audio', coverage: null });
  expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);
  expect(await verdex.summariesOf('ref:a')).toMatchObject([{ at: EARLY }]);
});

test('a failure before anybody looked at the good result ends the same', async () => {
  const verdex = makeVerdex();
  await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
  verdex.clock.advance(10 * DAY_MS);
  await verdex.callBack(CALLED_BACK, FAILED);
  await verdex.process(CALLED_BACK);
  expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'failed', indexed: { coverage: { files: 2 } } });
  expect(await verdex.summariesOf('ref:a')).toMatchObject([{ at: EARLY }]);
});

test('a result that never came to its end leaves no rows beside those of the one before', async () => {
  const verdex = makeVerdex();
  verdex.vendor.answer = completed(TWO_FILES);
  await verdex.callBack(FETCHED, BELL);
  await verdex.process(FETCHED);

  // The next one has more files than are held. It is cut off when it is read for them, each time, for want of time.
  const others = Array.from({ length: MAX_SEEN_FILES }, (_, at) => ({ ref: `x${at}`, Joy: 0.2 }));
  verdex.vendor.answer = completed({ files: [{ ref: 'a', Joy: 0.1 }, ...others] });
  await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
  const { read } = verdex.rawStore;
  verdex.rawStore.read = () => Promise.reject(new Retryable('the worker ran out of time while indexing'));
  verdex.clock.advance(4 * DAY_MS);
  await verdex.process(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', isGivenUp: true });
  verdex.rawStore.read = read;
  await verdex.process(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', indexed: { coverage: { files: 2 } } });
  expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  expect(await verdex.summariesOf('ref:a')).toMatchObject([{ emotions: { face: { all: { Joy: { mean: 0.9 } } } } }]);
});

test('a name that is announced for a job that was parked goes for its rows as well', async () => {
  const verdex = makeVerdex();
  await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'a', Joy: 0.9 }] }));
  await verdex.process(CALLED_BACK);
  await verdex.callBack(CALLED_BACK, Buffer.from('broken'));
  await verdex.process(CALLED_BACK);
  expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'parked' });
  await verdex.ledger.announce(CALLED_BACK, { ref: 'mine', expectBy: verdex.clock.now() });
  await verdex.process(CALLED_BACK);
  expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'parked', ref: 'mine' });
  expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:mine']);
});
