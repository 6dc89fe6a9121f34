/**
 * The vendor's own list, read from where it was read to last: finished jobs that the ledger has not heard of are
 * adopted. Finds what no callback tells of: those that never came, were refused, or were too large to be taken.
 */
import { inBatches } from '../../platform/all-of.ts';
import { changeKept } from '../../platform/compare-and-set.ts';
import type { Log } from '../../platform/log.ts';
import type { Count } from '../../platform/metrics.ts';
import type { VendorRegistry } from '../../vendors/registry.ts';
import type { ListedJob, Vendor } from '../../vendors/vendor.ts';
import type { Ledger } from '../ledger.ts';
import { beginProgress, withPage } from './list-progress.ts';
import { after } from './moments.ts';
import { beginReading, LIST_EVERY_MS } from './vendor-lists.ts';
import { isProbed } from './vendor-pauses.ts';
import { changed, type ListReading, type VendorStateStore } from './vendor-state.ts';

/** Jobs of a page that are looked up in the ledger at the same time. */
const LOOKUPS_AT_ONCE = 16;

export type AdoptJobsDeps = {
  vendors: VendorRegistry;
  states: VendorStateStore;
  ledger: Pick<Ledger, 'adopt'>;
  now: () => Date;
  log: Log;
  count: Count;
};

type Reading = {
  listJobs: NonNullable<Vendor['listJobs']>;
  reading: ListReading;
  onAdopted: (jobs: number) => void;
  signal: AbortSignal;
};

/**
 * Reads the list of a vendor that has one, if it is due. How far it came is kept after each page, and whoever comes next
 * goes on from there. Failures of the vendor, and of the ledger, end the reading until its time is over; it throws only
 * when how far it came cannot be kept. A key that may not list may still fetch: a refusal here pauses nobody.
 */
export function makeAdoptJobs(deps: AdoptJobsDeps) {
  const { vendors, states, ledger, now, log, count } = deps;

  return async (vendorName: string, signal: AbortSignal): Promise<void> => {
    const vendor = vendors.get(vendorName);
    if (vendor === undefined) {
      log.warn('vendor_unknown', { vendor: vendorName });
      return;
    }
    const begun = await begin(vendorName);
    if (begun === undefined) return;
    const { reading, isPaused } = begun;
    const { listJobs } = vendor;
    if (listJobs === undefined) {
      log.warn('vendor_without_list', { vendor: vendorName });
      await keep(vendorName, reading, { ...reading, dueAt: after(now(), LIST_EVERY_MS), isBeingRead: false });
      return;
    }
    let adopted = 0;
    const onAdopted = (jobs: number) => {
      adopted += jobs;
      if (jobs > 0) count('JobAdopted', jobs);
    };
    // A vendor that refuses our jobs is not asked for its list either; when its pause is over, the list is due.
    if (isPaused) {
      await keep(vendorName, reading, undefined);
      return;
    }
    try {
      const isWhole = await readPages(vendorName, { listJobs, reading, onAdopted, signal });
      log.info(isWhole ? 'vendor_list_read' : 'vendor_list_left_to_another', { vendor: vendorName, adopted });
    } catch (error) {
      count('VendorListFailed');
      log.error('vendor_list_not_read', error, { vendor: vendorName, adopted });
      await keep(vendorName, reading, undefined);
    }
  };

  /** False when another reading was asked for meanwhile, or begun: this one is of the past. */
  async function readPages(vendorName: string, { listJobs, reading, onAdopted, signal }: Reading): Promise<boolean> {
    let progress = beginProgress(reading);
    for await (const page of listJobs(progress.since, signal)) {
      await adoptAll(vendorName, page, onAdopted);
      progress = withPage(progress, page, now());
      const { readTo, place } = progress;
      if (!(await keep(vendorName, reading, { ...reading, readTo, place }))) return false;
    }
    const { readTo } = progress;
    const dueAt = after(now(), LIST_EVERY_MS);
    return keep(vendorName, reading, { dueAt, readTo, place: null, isBeingRead: false, lostReaders: 0 });
  }

  /** Those that were adopted are counted even where one fails: they are in the ledger. */
  async function adoptAll(vendorName: string, page: readonly ListedJob[], onAdopted: Reading['onAdopted']) {
    const finished = page.filter(({ isFinished }) => isFinished);
    let adopted = 0;
    try {
      await inBatches(finished, LOOKUPS_AT_ONCE, async ({ jobId }) => {
        if ((await ledger.adopt({ vendor: vendorName, jobId })) === 'adopted') adopted += 1;
      });
    } finally {
      onAdopted(adopted);
    }
  }

  /** One reader at a time: the list is due again when this one's time is over. */
  async function begin(vendorName: string): Promise<{ reading: ListReading; isPaused: boolean } | undefined> {
    const begun = await changeKept(states, vendorName, (kept) => {
      const answer = beginReading(kept, vendorName, now());
      return answer === undefined ? { answer } : { value: answer.state, answer };
    });
    // Its reader died, perhaps of the list: seen as a failure, for nobody else will tell.
    if (begun?.isAfterLost === true) count('VendorListFailed');
    if (begun?.isRead !== true) return undefined;
    return { reading: begun.reading, isPaused: isProbed(begun.state.pause, now()) };
  }

  /** `list` undefined: as it is kept, and no longer being read. False when this reading is of the past. */
  function keep(vendorName: string, { dueAt }: ListReading, list: ListReading | undefined): Promise<boolean> {
    return changeKept(states, vendorName, (state) => {
      const kept = state?.list ?? null;
      if (state === undefined || kept?.dueAt !== dueAt) return { answer: false };
      return { value: changed(state, { list: list ?? { ...kept, isBeingRead: false } }, now()), answer: true };
    });
  }
}
