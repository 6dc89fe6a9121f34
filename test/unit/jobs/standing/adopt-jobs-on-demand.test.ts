import { beforeEach, describe, expect, test } from 'vitest';
import { secondsLater } from '../../../support/job-records.ts';
import { LIST_EVERY_MS, listed, makeListReading } from './list-readings.ts';

let verdex = makeListReading();
beforeEach(() => {
  verdex = makeListReading();
});

const hoursLater = (hours: number) => secondsLater(hours * 3600);

describe('a reading that someone asks for', () => {
  test('happens at once, and the next one four hours after it', async () => {
    await verdex.read();
    verdex.clock.advance(1000);
    verdex.list.jobs = [listed('a', 0)];
    await verdex.request();
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a']);
    expect(await verdex.dueAt()).toBe(new Date(verdex.clock.now().getTime() + LIST_EVERY_MS).toISOString());
  });

  test('before there was any looks back as far as the first one does', async () => {
    verdex.list.jobs = [listed('a', -72), listed('b', -1)];
    await verdex.request();
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'b']);
  });

  test('from an earlier time on finds what is long past, and then goes on as before', async () => {
    verdex.list.jobs = [listed('last month', -720), listed('a', -2)];
    await verdex.read();
    await verdex.request(hoursLater(-800));
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'last month']);
    expect(await verdex.readTo()).toBe(hoursLater(-2).toISOString());
  });

  test('leaves a pause of the vendor as it is', async () => {
    await verdex.pauses.refused('hume', 'check the key');
    await verdex.request();
    await verdex.read();
    expect(await verdex.states.read('hume')).toMatchObject({ pause: { reason: 'check the key' } });
    expect(verdex.list.sinces).toEqual([]);
  });
});

describe('a reading that someone asks for from a later time on misses nothing that lies before', () => {
  test('not a job that was unfinished', async () => {
    verdex.list.jobs = [listed('slow', -40, false), listed('a', -2)];
    await verdex.read();
    verdex.list.jobs = [listed('slow', -40), listed('a', -2)];
    await verdex.request(hoursLater(-3));
    await verdex.read();
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'slow']);
  });

  test('not what an outage kept from being read', async () => {
    verdex.list.jobs = [listed('in the outage', -20), listed('a', -2)];
    verdex.list.beforePage = async () => {
      throw new Error('Vendor answered 503');
    };
    await verdex.read();
    verdex.list.beforePage = async () => {};
    await verdex.request(hoursLater(-3));
    await verdex.read();
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['a', 'in the outage']);
  });
});
