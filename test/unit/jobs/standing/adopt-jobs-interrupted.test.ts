import { beforeEach, describe, expect, test } from 'vitest';
import { AccessRefused, Retryable } from '../../../../lib/platform/errors.ts';
import { secondsLater } from '../../../support/job-records.ts';
import { LIST_EVERY_MS, listed, makeListReading, READER_LEASE_MS } from './list-readings.ts';

const ALL = Array.from({ length: 6 }, (_, index) => `job-${index}`);

/** Three pages, of two jobs each, three hours apart. */
function makeThreePages() {
  const verdex = makeListReading({ pageJobs: 2 });
  verdex.list.jobs = ALL.map((jobId, index) => listed(jobId, -40 + 3 * index));
  return verdex;
}

let verdex = makeThreePages();
beforeEach(() => {
  verdex = makeThreePages();
});

const failOn = (page: number, error: Error) => async (current: number) => {
  if (current === page) throw error;
};
const answerAll = async () => {};

describe('a reading that the vendor breaks off', () => {
  test('keeps what was read, and says that it is not whole', async () => {
    const outage = new Retryable('Vendor answered 503');
    verdex.list.beforePage = failOn(1, outage);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['job-0', 'job-1']);
    expect(await verdex.readTo()).toBe(secondsLater(-37 * 3600).toISOString());
    expect(verdex.count.counts).toEqual(
      new Map([
        ['VendorListFailed', 1],
        ['JobAdopted', 2],
      ]),
    );
    expect(verdex.log.lines).toEqual([
      { level: 'error', event: 'vendor_list_not_read', error: outage, fields: { vendor: 'hume', adopted: 2 } },
    ]);
  });

  test.each([
    ['an outage', new Retryable('Vendor answered 503')],
    ['a bug', new TypeError('undefined is not a function')],
  ])('goes on after its last page when its time is over: %s', async (_, error) => {
    verdex.list.beforePage = failOn(1, error);
    await verdex.read();
    verdex.list.beforePage = answerAll;
    verdex.clock.advance(READER_LEASE_MS - 1);
    await verdex.read();
    expect(verdex.list.sinces).toHaveLength(1);
    verdex.clock.advance(1);
    await verdex.read();
    expect(verdex.list.sinces.at(-1)).toEqual(secondsLater(-37 * 3600));
    expect(await verdex.inLedger()).toEqual(ALL);
    expect(verdex.count.counts.get('JobAdopted')).toBe(6);
    expect(await verdex.dueAt()).toBe(new Date(verdex.clock.now().getTime() + LIST_EVERY_MS).toISOString());
  });
});

describe('a reader that is not heard of again', () => {
  /** A reader that stands still before a page until it is told to go on. */
  async function standStillBefore(page: number) {
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    verdex.list.beforePage = async (current) => {
      if (current !== page) return;
      reached.resolve();
      await release.promise;
    };
    const end = verdex.read();
    await reached.promise;
    verdex.list.beforePage = answerAll;
    return { goOn: release.resolve, end };
  }

  test('is followed by another once it is surely dead, from its last page on', async () => {
    const { goOn, end } = await standStillBefore(2);
    verdex.clock.advance(READER_LEASE_MS - 1);
    await verdex.read();
    expect(verdex.list.sinces).toHaveLength(1);
    verdex.clock.advance(1);
    await verdex.read();
    expect(verdex.list.sinces.at(-1)).toEqual(secondsLater(-31 * 3600));
    expect(await verdex.inLedger()).toEqual(ALL);

    // And should it come back after all, it takes nothing back.
    const after = await verdex.states.read('hume');
    goOn();
    await end;
    expect(await verdex.states.read('hume')).toEqual(after);
    expect(verdex.count.counts.get('JobAdopted')).toBe(6);
  });

  test.each([0, 1, 2])('steps aside when another reading is asked for meanwhile: before page %i', async (page) => {
    const { goOn, end } = await standStillBefore(page);
    verdex.list.jobs.push(listed('asked for this one', 0));
    verdex.clock.advance(1000);
    await verdex.request();
    goOn();
    await end;
    // That request is not forgotten.
    expect(await verdex.dueAt()).toBe(secondsLater(1).toISOString());
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['asked for this one', ...ALL]);
    expect(verdex.count.counts).toEqual(new Map([['JobAdopted', 7]]));
  });
});

describe('a vendor that refuses us', () => {
  test('when its list is asked for may answer about jobs: nobody is paused for it', async () => {
    verdex.list.beforePage = failOn(1, new AccessRefused('check the key'));
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(['job-0', 'job-1']);
    expect(await verdex.pauses.mayAsk('hume')).toBe('yes');
    expect(verdex.count.counts.get('VendorListFailed')).toBe(1);
  });

  test('is not asked for its list either, and is when its pause is over', async () => {
    await verdex.pauses.refused('hume', 'check the key');
    await verdex.read();
    verdex.clock.advance(READER_LEASE_MS);
    await verdex.read();
    expect(verdex.list.sinces).toEqual([]);
    await verdex.pauses.answered('hume');
    verdex.clock.advance(READER_LEASE_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(ALL);
    expect(verdex.count.counts.get('VendorListFailed')).toBeUndefined();
  });
});

describe('a vendor that refused us, and that no job asks any more', () => {
  test('is asked for its list, or nobody would find out that it answers again', async () => {
    await verdex.pauses.refused('hume', 'check the key');
    verdex.clock.advance(5 * 60_000);
    // A job is nudged to ask it now.
    await verdex.read();
    expect(verdex.list.sinces).toEqual([]);
    verdex.clock.advance(READER_LEASE_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(ALL);
  });
});

describe('a list that kills its readers', () => {
  test('is left alone for four hours after the fifth, and seen as a failure each time', async () => {
    verdex.list.beforePage = () => new Promise(() => {});
    for (let death = 0; death < 6; death += 1) {
      void verdex.read();
      await expect.poll(async () => (await verdex.states.read('hume'))?.list?.dueAt).toBeDefined();
      verdex.clock.advance(READER_LEASE_MS);
    }
    expect(verdex.list.sinces).toHaveLength(5);
    expect(verdex.count.counts.get('VendorListFailed')).toBe(5);
    verdex.list.beforePage = answerAll;
    await verdex.read();
    expect(verdex.list.sinces).toHaveLength(5);
    verdex.clock.advance(LIST_EVERY_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(ALL);
  });
});

describe('when our own stores fail', () => {
  test('before the reading, the nudge comes again', async () => {
    const outage = new Retryable('AWS failed');
    verdex.states.read = () => Promise.reject(outage);
    await expect(verdex.read()).rejects.toBe(outage);
    expect(verdex.list.sinces).toEqual([]);
  });

  test('in the middle of a page, none of its jobs is passed over', async () => {
    const { adopt } = verdex.ledger;
    verdex.ledger.adopt = (name) =>
      name.jobId === 'job-2' ? Promise.reject(new Retryable('AWS failed')) : adopt(name);
    await verdex.read().catch(() => {});
    expect(await verdex.readTo()).toBe(secondsLater(-37 * 3600).toISOString());
    verdex.ledger.adopt = adopt;
    verdex.clock.advance(READER_LEASE_MS);
    await verdex.read();
    expect(await verdex.inLedger()).toEqual(ALL);
  });

  test('in the middle of a page, nothing goes on behind the reading: Lambda freezes what is left over', async () => {
    const { adopt } = verdex.ledger;
    let begun = 0;
    let ended = 0;
    verdex.ledger.adopt = async (name) => {
      begun += 1;
      try {
        if (name.jobId === 'job-2') throw new Retryable('AWS failed');
        await new Promise(setImmediate);
        return await adopt(name);
      } finally {
        ended += 1;
      }
    };
    await verdex.read().catch(() => {});
    expect({ begun, ended }).toEqual({ begun: 4, ended: 4 });
    // What was adopted is counted, also of the page that is not whole.
    expect(verdex.count.counts.get('JobAdopted')).toBe(3);
  });
});
