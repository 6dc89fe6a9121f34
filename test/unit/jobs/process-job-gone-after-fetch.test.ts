import { describe, expect, test } from 'vitest';
import { Retryable } from '../../../lib/platform/errors.ts';
import { BELL, completed, FETCHED, MINUTE_MS, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

const gone = async () => ({ state: 'gone' as const, message: 'Vendor has no such job' });

describe('what was fetched once is not lost when the vendor no longer has it', () => {
  test('though the index could not be written at the time', async () => {
    const verdex = makeVerdex();
    const replaceJob = verdex.index.replaceJob;
    verdex.index.replaceJob = () => {
      throw new Retryable('DynamoDB throttles');
    };
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason: 'DynamoDB throttles' });
    verdex.index.replaceJob = replaceJob;
    verdex.vendor.answer = gone;
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  });

  test('though another callback came while it was fetched', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
      return completed(TWO_FILES)();
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    verdex.vendor.answer = gone;
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  });

  test('though the callback that came before it can no longer be read', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    const lost = { key: 'callbacks/fetched/job-1/aa', versionId: null, sha256: 'aa', bytes: 10, ref: undefined };
    await verdex.ledger.recordCallback(FETCHED, lost);
    await verdex.process(FETCHED);
    verdex.vendor.answer = gone;
    await verdex.ledger.replay(FETCHED);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  });
});
