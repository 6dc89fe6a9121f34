/**
 * The vendor's own list, read from where it was read to last: finished jobs that the ledger has not heard of are
 * adopted. Finds what no callback tells of: those that never came, were refused, or were too large to be taken.
 */
import { changeKept } from '../platform/compare-and-set.ts';
import { AccessRefused, messageOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Count } from '../platform/metrics.ts';
import type { VendorRegistry } from '../vendors/registry.ts';
import type { ListedJob } from '../vendors/vendor.ts';
import type { Ledger } from './ledger.ts';
import { after, beginReading, LIST_EVERY_MS, withList } from './vendor-lists.ts';
import type { VendorPauses } from './vendor-pauses.ts';
import type { ListReading, VendorStateStore } from './vendor-state.ts';

const HOUR_MS = 3600_000;
/** Jobs enter a list a little out of order, and clocks differ. */
const OVERLAP_MS = HOUR_MS;
/** A job that is unfinished for so long does not hold the reading back for ever. It is then found by no list. */
const UNFINISHED_FOR_MS = 7 * 24 * HOUR_MS;
/** Jobs of a page that are looked up in the ledger at the same time. */
const LOOKUPS_AT_ONCE = 16;

export type AdoptJobsDeps = {
  vendors: VendorRegistry;
  states: VendorStateStore;
  pauses: VendorPauses;
  ledger: Pick<Ledger, 'adopt'>;
  now: () => Date;
  log: Log;
  count: Count;
};

/**
 * Reads the list of a vendor that has one, if it is due. How far it came is kept after each page, and whoever comes next
 * goes on from there. Failures of the vendor end the reading until the next time; it throws only when our own stores fail.
 */
export function makeAdoptJobs(deps: AdoptJobsDeps) {
  const { vendors, states, pauses, ledger, now, log, count } = deps;

  return async (vendorName: string, signal: AbortSignal): Promise<void> => {
    const vendor = vendors.get(vendorName);
    if (vendor?.listJobs === undefined) {
      log.warn('vendor_without_list', { vendor: vendorName });
      return;
    }
    const reading = await begin(vendorName);
    if (reading === undefined) return;
    const access = await pauses.mayAsk(vendorName);
    if (access === 'no') return;

    let { readTo } = reading;
    let oldestUnfinished: string | undefined;
    let adopted = 0;
    try {
      const since = new Date(Date.parse(readTo) - OVERLAP_MS);
      for await (const page of vendor.listJobs(since, signal)) {
        adopted += await adoptAll(vendorName, page);
        oldestUnfinished ??= firstUnfinished(page);
        const newest = page.map(({ createdAt }) => createdAt.toISOString()).reduce(later, readTo);
        readTo = oldestUnfinished === undefined ? newest : earlier(newest, oldestUnfinished);
        if (!(await keep(vendorName, reading, { dueAt: reading.dueAt, readTo }))) return;
      }
      if (access === 'probe') await pauses.answered(vendorName);
      await keep(vendorName, reading, { dueAt: after(now(), LIST_EVERY_MS), readTo });
      log.info('vendor_list_read', { vendor: vendorName, adopted, readTo });
    } catch (error) {
      if (error instanceof AccessRefused) await pauses.refused(vendorName, messageOf(error));
      count('VendorListFailed');
      log.error('vendor_list_not_read', error, { vendor: vendorName, adopted });
    } finally {
      if (adopted > 0) count('JobAdopted', adopted);
    }
  };

  /** One reader at a time: the list is due again when this one's time is over. */
  function begin(vendorName: string): Promise<ListReading | undefined> {
    return changeKept(states, vendorName, (kept) => {
      const value = beginReading(kept, vendorName, now());
      return value === undefined ? { answer: undefined } : { value, answer: value.list ?? undefined };
    });
  }

  /** False when someone has asked for another reading meanwhile, or took over: this one is of the past. */
  function keep(vendorName: string, { dueAt }: ListReading, list: ListReading): Promise<boolean> {
    return changeKept(states, vendorName, (state) => {
      if (state?.list?.dueAt !== dueAt) return { answer: false };
      return { value: withList(state, list, now()), answer: true };
    });
  }

  async function adoptAll(vendorName: string, page: readonly ListedJob[]): Promise<number> {
    const finished = page.filter(({ isFinished }) => isFinished);
    let adopted = 0;
    for (let start = 0; start < finished.length; start += LOOKUPS_AT_ONCE) {
      const some = finished.slice(start, start + LOOKUPS_AT_ONCE);
      const outcomes = await Promise.all(some.map(({ jobId }) => ledger.adopt({ vendor: vendorName, jobId })));
      adopted += outcomes.filter((outcome) => outcome === 'adopted').length;
    }
    return adopted;
  }

  function firstUnfinished(page: readonly ListedJob[]): string | undefined {
    const patience = now().getTime() - UNFINISHED_FOR_MS;
    return page
      .filter(({ isFinished, createdAt }) => !isFinished && createdAt.getTime() > patience)
      .map(({ createdAt }) => createdAt.toISOString())
      .toSorted()[0];
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
