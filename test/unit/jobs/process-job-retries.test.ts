import { describe, expect, test } from 'vitest';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { resultBytes } from '../../support/fake-vendor.ts';
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

describe('what may pass', () => {
  test('a job the vendor has not finished waits for its next turn', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      // Half of the first 15 s, by the fixed random number.
      dueAt: '2026-01-01T00:00:07.500Z',
      leaseId: null,
      reason: 'the vendor has not finished the job',
    });
    expect(verdex.count.counts).toEqual(new Map([['JobWaiting', 1]]));
  });

  test('an outage is waited out, at least as long as the vendor asks', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      throw new Retryable('Vendor answered 429', { retryAfterMs: 90_000 });
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      dueAt: '2026-01-01T00:01:30.000Z',
      reason: 'Vendor answered 429',
    });
    expect(verdex.log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'attempt_failed', fields: { job: 'fetched#job-1' } },
    ]);
  });

  test('each time it waits longer, and in the end it is done as if nothing had been', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      throw new Retryable('Vendor answered 503');
    };
    await verdex.callBack(FETCHED, BELL);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await verdex.process(FETCHED);
      const { dueAt } = await verdex.jobOf(FETCHED);
      const waitMs = Date.parse(dueAt ?? '') - verdex.clock.now().getTime();
      waits.push(waitMs);
      verdex.clock.advance(waitMs);
    }
    expect(waits).toEqual([7_500, 15_000, 30_000, 60_000, 120_000]);
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', dueAt: null, reason: null, attempt: 6 });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test.each([
    ['before the first byte', []],
    ['in the middle', [resultBytes(TWO_FILES).subarray(0, 20)]],
  ])('a body that breaks off %s is fetched again, and nothing is kept of it', async (_, chunks) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({
      state: 'completed',
      body: (async function* () {
        yield* chunks;
        throw new Retryable('the vendor hung up');
      })(),
      expected: {},
    });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason: 'the vendor hung up', raw: null });
    const lost = { key: 'results/fetched/job-1', versionId: null, sha256: '', bytes: 0 };
    await expect(verdex.rawStore.read(lost)).rejects.toThrow(Permanent);
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
  });

  test('kept bytes that are no longer those that came are not what the job is done with', async () => {
    const verdex = makeVerdex();
    const body = resultBytes(TWO_FILES);
    await verdex.callBack(CALLED_BACK, body);
    await verdex.process(CALLED_BACK);
    const next = resultBytes({ files: [{ ref: 'b', hate: 1 }] });
    await verdex.callBack(CALLED_BACK, next);
    const { callback } = await verdex.jobOf(CALLED_BACK);
    const key = callback?.key ?? '';
    await verdex.rawStore.put(key, resultBytes({ files: [] }));
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'waiting',
      reason: 'the raw result is no longer what was kept',
    });
    // Nothing is taken away on the word of other bytes.
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);

    await verdex.rawStore.put(key, next);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'indexed', raw: { key, ...digestOf(next) } });
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:b']);
  });

  test('an error nobody expected is tried again, and logged with the job it is about', async () => {
    const verdex = makeVerdex();
    const bug = new TypeError('undefined is not a function');
    verdex.vendor.answer = () => Promise.reject(bug);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason: 'undefined is not a function' });
    expect(verdex.log.lines.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', event: 'attempt_failed', error: bug, fields: { job: 'fetched#job-1' } },
    ]);
  });

  test.each([
    ['an outage', () => new Retryable('Vendor answered 503')],
    ['a bug', () => new TypeError('undefined is not a function')],
  ])('%s of more than three days is for a person to look at', async (_, makeError) => {
    const verdex = makeVerdex();
    const error = makeError();
    verdex.vendor.answer = () => Promise.reject(error);
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(3 * DAY_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting' });
    verdex.clock.advance(7 * 60 * MINUTE_MS);
    await verdex.process(FETCHED);
    const tries = verdex.asked.length;
    await verdex.process(FETCHED);
    expect(verdex.asked).toHaveLength(tries);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      dueAt: null,
      reason: `given up after 3 days: ${error.message}`,
    });
    expect(verdex.count.counts.get('JobParked')).toBe(1);
  });

  test('a job that the vendor never finishes is given up after three days', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(3 * DAY_MS + 1);
    await verdex.process(FETCHED);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      reason: 'given up after 3 days: the vendor has not finished the job',
    });
  });

  test('a new callback starts the three days anew', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(4 * DAY_MS);
    await verdex.process(FETCHED);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked' });
    await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', attempt: 1 });
  });
});
