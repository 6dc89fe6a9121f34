import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryVendorStateStore } from '../../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeVendorPauses } from '../../../../lib/jobs/standing/vendor-pauses.ts';
import { newVendorState } from '../../../../lib/jobs/standing/vendor-state.ts';
import { makeClock, makeRecordingLog } from '../../../support/fakes.ts';
import { EARLY, secondsLater } from '../../../support/job-records.ts';

const PROBE_MS = 5 * 60_000;

function makePauses() {
  const clock = makeClock(EARLY);
  const states = makeMemoryVendorStateStore();
  const log = makeRecordingLog();
  return { clock, states, log, pauses: makeVendorPauses({ states, now: clock.now, log }) };
}

let { clock, states, log, pauses } = makePauses();
beforeEach(() => {
  ({ clock, states, log, pauses } = makePauses());
});

const askAtOnce = (askers: number) => Promise.all(Array.from({ length: askers }, () => pauses.mayAsk('hume')));

describe('a vendor that nobody heard a refusal of', () => {
  test('may be asked by everyone, and nothing is written for it', async () => {
    expect(await askAtOnce(3)).toEqual(['yes', 'yes', 'yes']);
    expect(await states.list()).toEqual([]);
  });

  test('may be asked though something else is known of it', async () => {
    const list = { dueAt: EARLY, readTo: EARLY, place: null, isBeingRead: false, lostReaders: 0 };
    await states.write({ ...newVendorState('hume', clock.now()), list }, null);
    expect(await pauses.mayAsk('hume')).toBe('yes');
    await pauses.answered('hume');
    expect(await states.read('hume')).toMatchObject({ revision: 1, list });
  });
});

describe('a vendor that refuses us', () => {
  test('is asked by nobody for five minutes', async () => {
    await pauses.refused('hume', 'check the key');
    expect(await pauses.mayAsk('hume')).toBe('no');
    clock.advance(PROBE_MS - 1);
    expect(await askAtOnce(3)).toEqual(['no', 'no', 'no']);
    expect(await states.read('hume')).toMatchObject({
      pause: { since: EARLY, reason: 'check the key', probeAt: secondsLater(300).toISOString() },
      updatedAt: EARLY,
    });
  });

  test('is then asked by exactly one of many, each five minutes', async () => {
    await pauses.refused('hume', 'check the key');
    for (let round = 0; round < 3; round += 1) {
      clock.advance(PROBE_MS);
      expect((await askAtOnce(12)).toSorted()).toEqual([...Array.from({ length: 11 }, () => 'no'), 'probe']);
      expect(await pauses.mayAsk('hume')).toBe('no');
    }
  });

  test('is asked again five minutes after one who asked and was not heard of again', async () => {
    await pauses.refused('hume', 'check the key');
    clock.advance(PROBE_MS);
    expect(await pauses.mayAsk('hume')).toBe('probe');
    clock.advance(PROBE_MS - 1);
    expect(await pauses.mayAsk('hume')).toBe('no');
    clock.advance(1);
    expect(await pauses.mayAsk('hume')).toBe('probe');
  });

  test('is asked by everyone once it answered', async () => {
    await pauses.refused('hume', 'check the key');
    clock.advance(PROBE_MS);
    await pauses.mayAsk('hume');
    await pauses.answered('hume');
    expect(await askAtOnce(3)).toEqual(['yes', 'yes', 'yes']);
    expect(await states.read('hume')).toMatchObject({ pause: null });
  });

  test('again and again has been refusing since the first time, for the latest reason', async () => {
    await pauses.refused('hume', 'check the key');
    clock.advance(PROBE_MS);
    await pauses.refused('hume', 'check the balance');
    expect(await states.read('hume')).toMatchObject({
      pause: { since: EARLY, reason: 'check the balance', probeAt: secondsLater(600).toISOString() },
    });
  });

  test('is told of once, however many it refused, and so is that it answers again', async () => {
    await Promise.all(Array.from({ length: 12 }, () => pauses.refused('hume', 'check the key')));
    await Promise.all(Array.from({ length: 12 }, () => pauses.answered('hume')));
    expect(log.lines).toEqual([
      { level: 'warn', event: 'vendor_paused', fields: { vendor: 'hume', reason: 'check the key' } },
      { level: 'info', event: 'vendor_resumed', fields: { vendor: 'hume' } },
    ]);
  });

  test('is no other vendor', async () => {
    await pauses.refused('hume', 'check the key');
    expect(await pauses.mayAsk('hive')).toBe('yes');
    await pauses.answered('hive');
    expect(await pauses.mayAsk('hume')).toBe('no');
  });

  test('keeps how far its list was read, in pause and after', async () => {
    const list = {
      dueAt: EARLY,
      readTo: secondsLater(-3600).toISOString(),
      place: null,
      isBeingRead: false,
      lostReaders: 0,
    };
    await states.write({ ...newVendorState('hume', clock.now()), list }, null);
    await pauses.refused('hume', 'check the key');
    expect(await states.read('hume')).toMatchObject({ list });
    clock.advance(PROBE_MS);
    await pauses.mayAsk('hume');
    expect(await states.read('hume')).toMatchObject({ list });
    await pauses.answered('hume');
    expect(await states.read('hume')).toMatchObject({ list, pause: null });
  });
});
