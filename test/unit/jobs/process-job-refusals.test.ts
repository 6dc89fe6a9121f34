import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryVendorStateStore } from '../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { AccessRefused, Retryable } from '../../../lib/platform/errors.ts';
import type { FetchedResult } from '../../../lib/vendors/vendor.ts';
import { BELL, completed, EITHER, FETCHED, MINUTE_MS, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

const REASON = 'Vendor answered 401: check the key';
const DAY_MS = 24 * 60 * MINUTE_MS;
const PROBE_MS = 5 * MINUTE_MS;
const nameOf = (number: number) => ({ ...FETCHED, jobId: `job-${number}` });

function refusing(): Promise<FetchedResult> {
  return Promise.reject(new AccessRefused(REASON));
}

let verdex = makeVerdex();
beforeEach(async () => {
  verdex = makeVerdex();
  verdex.vendor.answer = refusing;
});

/** So many jobs of the vendor that refuses us, each looked at once: it is paused, and all are held back. */
async function holdBack(jobs: number): Promise<void> {
  for (let number = 1; number <= jobs; number += 1) {
    await verdex.callBack(nameOf(number), BELL);
    await verdex.process(nameOf(number));
    verdex.clock.advance(1);
  }
}

const processAll = (jobs: number) =>
  Promise.all(Array.from({ length: jobs }, (_, index) => verdex.process(nameOf(index + 1))));

const heldBack = () => verdex.store.due(verdex.clock.now(), 100, FETCHED.vendor);

describe('a vendor that refuses us', () => {
  test('has the job wait until it answers again, with its reason, and is asked no more', async () => {
    await holdBack(1);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', awaitsVendor: true, reason: REASON });
    expect(await verdex.states.read(FETCHED.vendor)).toMatchObject({ pause: { reason: REASON } });
    await verdex.process(FETCHED);
    expect(verdex.asked).toHaveLength(1);
    // One who reads the log sees one refusal, not a failure of each job.
    expect(verdex.log.events('warn')).toEqual(['vendor_paused']);
    expect(verdex.log.events('error')).toEqual([]);
  });

  test('is not asked for any other job', async () => {
    await holdBack(5);
    expect(verdex.asked).toEqual(['job-1']);
    expect(await heldBack()).toEqual([1, 2, 3, 4, 5].map(nameOf));
    expect(await verdex.jobOf(nameOf(5))).toMatchObject({
      status: 'waiting',
      awaitsVendor: true,
      reason: expect.stringContaining('fetched refuses us'),
    });
    expect(verdex.log.events('warn')).toEqual(['vendor_paused']);
  });

  test('is asked by exactly one of many once five minutes are over, and no more when it still refuses', async () => {
    await holdBack(8);
    verdex.clock.advance(PROBE_MS - 9);
    await processAll(8);
    expect(verdex.asked).toHaveLength(1);
    verdex.clock.advance(9);
    await processAll(8);
    expect(verdex.asked).toHaveLength(2);
    await processAll(8);
    expect(verdex.asked).toHaveLength(2);
    expect(await heldBack()).toHaveLength(8);
  });

  test('and then answers one lets all go on', async () => {
    await holdBack(6);
    verdex.vendor.answer = completed(TWO_FILES);
    verdex.clock.advance(PROBE_MS);
    await verdex.process(nameOf(3));
    expect(await verdex.states.read(FETCHED.vendor)).toMatchObject({ pause: null });
    await processAll(6);
    for (const number of [1, 2, 3, 4, 5, 6]) {
      expect(await verdex.jobOf(nameOf(number))).toMatchObject({ status: 'indexed', attempt: 1 });
    }
    expect(verdex.log.events('info')).toContain('vendor_resumed');
  });

  test.each([
    ['has not finished it', async () => ({ state: 'unfinished' as const }), 'waiting'],
    ['says that it failed', async () => ({ state: 'failed' as const, message: 'no' }), 'failed'],
    ['no longer has it', async () => ({ state: 'gone' as const, message: 'no' }), 'parked'],
  ])('answers us again also when it %s', async (_, answer, status) => {
    await holdBack(2);
    verdex.vendor.answer = answer;
    verdex.clock.advance(PROBE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status, awaitsVendor: false });
    expect(await verdex.states.read(FETCHED.vendor)).toMatchObject({ pause: null });
  });

  test('and then fails otherwise is still not known to answer us', async () => {
    await holdBack(3);
    verdex.vendor.answer = () => Promise.reject(new Retryable('Vendor answered 503'));
    verdex.clock.advance(PROBE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      awaitsVendor: false,
      reason: 'Vendor answered 503',
    });
    await verdex.process(nameOf(2));
    expect(verdex.asked).toHaveLength(2);
    expect(await verdex.states.read(FETCHED.vendor)).toMatchObject({ pause: { reason: REASON } });
  });

  test('in the middle of a body is paused as well, and nothing is kept of it', async () => {
    verdex.vendor.answer = async () => ({
      state: 'completed',
      // biome-ignore lint/correctness/useYield: what is thrown before the first byte
      body: (async function* () {
        throw new AccessRefused(REASON);
      })(),
      expected: {},
    });
    await holdBack(1);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', awaitsVendor: true, raw: null });
    expect(await verdex.states.read(FETCHED.vendor)).toMatchObject({ pause: { reason: REASON } });
  });

  test('is in no other vendor’s way', async () => {
    await holdBack(1);
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.ledger.adopt(EITHER);
    await verdex.process(EITHER);
    expect(await verdex.jobOf(EITHER)).toMatchObject({ status: 'indexed' });
    expect(await verdex.states.read(FETCHED.vendor)).toMatchObject({ pause: { reason: REASON } });
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ awaitsVendor: true });
  });

  test('for longer than three days has no job given up: each has all of its time when it goes on', async () => {
    await holdBack(2);
    verdex.clock.advance(10 * DAY_MS);
    await processAll(2);
    expect(await heldBack()).toHaveLength(2);
    verdex.vendor.answer = async () => ({ state: 'unfinished' });
    verdex.clock.advance(PROBE_MS);
    for (const number of [1, 2]) {
      await verdex.process(nameOf(number));
      expect(await verdex.jobOf(nameOf(number))).toMatchObject({
        status: 'waiting',
        awaitsVendor: false,
        reason: 'the vendor has not finished the job',
      });
    }
  });
});

describe('a refusal that cannot be written down', () => {
  test.each([
    ['read', 'cannot be read'],
    ['write', 'cannot be written'],
  ] as const)('leaves the job owed, to be tried again as after any failure: the state %s', async (verb, message) => {
    const states = makeMemoryVendorStateStore();
    let isDown = true;
    verdex = makeVerdex({
      states: {
        ...states,
        [verb]: async (...parameters: never[]) => {
          if (isDown) throw new Retryable(message);
          return (states[verb] as (...all: never[]) => Promise<unknown>)(...parameters);
        },
      },
    });
    verdex.vendor.answer = refusing;
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      awaitsVendor: false,
      reason: message,
      dueAt: '2026-01-01T00:00:07.500Z',
    });
    isDown = false;
    verdex.vendor.answer = completed(TWO_FILES);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  });
});
