import { describe, expect, test } from 'vitest';
import { makeProcessJob } from '../../../lib/jobs/process-job.ts';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { makeVendorRegistry } from '../../../lib/vendors/registry.ts';
import { makeFakeVendor, resultBytes } from '../../support/fake-vendor.ts';
import { EARLY } from '../../support/job-records.ts';
import { BELL, completed, FETCHED, MINUTE_MS, makeVerdex, NEVER, TWO_FILES } from '../../support/verdex-in-memory.ts';

describe('a nudge about a job that is not to be worked on does nothing', () => {
  test('unknown', async () => {
    const verdex = makeVerdex();
    await verdex.process(FETCHED);
    expect(verdex.asked).toEqual([]);
    expect(verdex.count.counts.size).toBe(0);
  });

  test('waiting for its time', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const before = await verdex.jobOf(FETCHED);
    await verdex.process(FETCHED);
    expect(verdex.asked).toHaveLength(1);
    expect(await verdex.jobOf(FETCHED)).toEqual(before);
  });

  test('taken by another worker', async () => {
    const verdex = makeVerdex();
    let second: Promise<unknown> | undefined;
    verdex.vendor.answer = async () => {
      second = verdex.process(FETCHED);
      await second;
      return { state: 'failed', message: 'no' };
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    await expect(second).resolves.toBe('taken');
    expect(verdex.asked).toHaveLength(1);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'failed', attempt: 1 });
  });

  test('done', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const before = await verdex.jobOf(FETCHED);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toEqual(before);
    expect(verdex.asked).toHaveLength(1);
  });
});

describe('a worker whose time is up', () => {
  test('stops fetching: the job waits, and nothing is kept of it', async () => {
    const verdex = makeVerdex();
    const end = new AbortController();
    verdex.vendor.answer = async (signal) => ({
      state: 'completed',
      body: (async function* () {
        yield resultBytes(TWO_FILES).subarray(0, 20);
        end.abort();
        if (signal.aborted) throw new Retryable('the vendor did not answer in time');
        yield resultBytes(TWO_FILES).subarray(20);
      })(),
      expected: {},
    });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED, end.signal);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      leaseId: null,
      raw: null,
      reason: 'the vendor did not answer in time',
    });
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
  });

  test('stops indexing: the job waits, and what was indexed before is still there', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);

    const end = new AbortController();
    const bytes = resultBytes({ files: [{ ref: 'b', hate: 1 }] });
    verdex.vendor.answer = async () => ({
      state: 'completed',
      body: (async function* () {
        yield bytes;
        end.abort();
      })(),
      expected: {},
    });
    await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
    await verdex.process(FETCHED, end.signal);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      leaseId: null,
      reason: 'goes on after 0 of 1 files',
    });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);

    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 1 });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:b']);
  });
});

test('a job that five workers did not come back from is parked, counted, and nobody is asked', async () => {
  const verdex = makeVerdex();
  await verdex.callBack(FETCHED, BELL);
  for (let worker = 0; worker < 5; worker += 1) {
    await verdex.ledger.claim(FETCHED, new Date(verdex.clock.now().getTime() + 15 * MINUTE_MS));
    verdex.clock.advance(15 * MINUTE_MS);
  }
  await verdex.process(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked' });
  expect(verdex.asked).toEqual([]);
  expect(verdex.count.counts).toEqual(new Map([['JobParked', 1]]));
  expect(verdex.log.lines).toContainEqual({
    level: 'info',
    event: 'job_not_claimed',
    fields: { job: 'fetched#job-1', outcome: 'abandoned' },
  });
});

describe('while a worker is at it', () => {
  /** While it is worked on, so many other callbacks come; then the vendor has two files. */
  async function callBackMeanwhile(times: number) {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      if (verdex.asked.length > times) return completed(TWO_FILES)();
      await verdex.callBack(FETCHED, Buffer.from(`{"bell":${verdex.asked.length + 1}}`));
      return completed({ files: [{ ref: 'old', Joy: 0.1 }] })();
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    return verdex;
  }

  test('another callback with other bytes comes: the job is worked on again at once, from those', async () => {
    const verdex = await callBackMeanwhile(1);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', coverage: { files: 2 } });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
    // What came of the old ones is nobody's outcome.
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
  });

  test('one comes each time: after the second, the job is left to the next worker', async () => {
    const verdex = await callBackMeanwhile(2);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', dueAt: EARLY, leaseId: null });
    expect(verdex.count.counts.size).toBe(0);
    await verdex.process(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test('its lease ends and another takes over: the first one’s outcome changes nothing', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      verdex.clock.advance(16 * MINUTE_MS);
      verdex.vendor.answer = completed(TWO_FILES);
      await verdex.process(FETCHED);
      throw new Permanent('too late to say so');
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 2, reason: null });
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test('the ledger cannot be reached: the nudge fails, and the job is still due when the lease ends', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    const outage = new Retryable('AWS failed');
    const processJob = makeProcessJob({
      vendors: makeVendorRegistry(makeFakeVendor('fetched', completed(TWO_FILES))),
      ledger: { ...verdex.ledger, settle: () => Promise.reject(outage) },
      pauses: verdex.pauses,
      rawStore: verdex.rawStore,
      index: verdex.index,
      maxResultBytes: 1000,
      now: verdex.clock.now,
      random: () => 0.5,
      log: verdex.log,
      count: verdex.count,
    });
    await expect(processJob(FETCHED, { leaseEnd: new Date('2026-01-01T00:15:00.000Z'), signal: NEVER })).rejects.toBe(
      outage,
    );
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'running', dueAt: '2026-01-01T00:15:00.000Z' });
    verdex.clock.advance(15 * MINUTE_MS);
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 2 });
  });
});
