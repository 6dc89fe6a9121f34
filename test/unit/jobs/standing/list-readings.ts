/** A vendor's list of jobs that tests write, and its reading into a ledger in memory. */

import { makeLedger } from '../../../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../../../lib/jobs/memory-job-store.ts';
import { makeAdoptJobs } from '../../../../lib/jobs/standing/adopt-jobs.ts';
import { makeMemoryVendorStateStore } from '../../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { askForReading } from '../../../../lib/jobs/standing/vendor-lists.ts';
import { makeVendorPauses } from '../../../../lib/jobs/standing/vendor-pauses.ts';
import { makeVendorRegistry } from '../../../../lib/vendors/registry.ts';
import type { ListedJob } from '../../../../lib/vendors/vendor.ts';
import { makeFakeVendor } from '../../../support/fake-vendor.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from '../../../support/fakes.ts';
import { EARLY, secondsLater } from '../../../support/job-records.ts';

export const HOUR_MS = 3600_000;
export const LIST_EVERY_MS = 4 * HOUR_MS;
/** After so long another worker may take over from one that is not heard of. */
export const READER_LEASE_MS = 6 * 60_000;

/** A job created so many hours after {@link EARLY}; below nought, before. */
export function listed(jobId: string, hours: number, isFinished = true): ListedJob {
  return { jobId, createdAt: secondsLater(hours * 3600), isFinished };
}

/** Nothing is read yet, at {@link EARLY}. The vendor `hume` has a list, `hive` has none. */
export function makeListReading({ pageJobs = 50 } = {}) {
  const clock = makeClock(EARLY);
  const log = makeRecordingLog();
  const count = makeRecordingCount();
  const states = makeMemoryVendorStateStore();
  const store = makeMemoryJobStore();
  const pauses = makeVendorPauses({ states, now: clock.now, log });
  const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => 'lease' });
  const list: { jobs: ListedJob[]; sinces: Date[]; beforePage: (page: number) => Promise<void> } = {
    jobs: [],
    sinces: [],
    beforePage: async () => {},
  };

  /** As the port has it: from that moment on, the oldest first. */
  async function* listJobs(createdSince: Date): AsyncGenerator<ListedJob[]> {
    list.sinces.push(createdSince);
    const jobs = list.jobs
      .filter(({ createdAt }) => createdAt >= createdSince)
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    for (let start = 0; start < jobs.length || start === 0; start += pageJobs) {
      await list.beforePage(start / pageJobs);
      if (jobs.length > 0) yield jobs.slice(start, start + pageJobs);
    }
  }

  const vendors = makeVendorRegistry({ ...makeFakeVendor('hume'), listJobs }, makeFakeVendor('hive'));
  const adoptJobs = makeAdoptJobs({ vendors, states, ledger, now: clock.now, log, count });
  return {
    clock,
    log,
    count,
    states,
    store,
    pauses,
    ledger,
    list,
    read: (vendor = 'hume') => adoptJobs(vendor, new AbortController().signal),
    /** Someone wants the list read at once; from `since` on, if that is given. */
    request: async (since?: Date) => {
      const state = await states.read('hume');
      const asked = askForReading(state, { vendor: 'hume', since }, clock.now());
      await states.write(asked, state?.revision ?? null);
    },
    readTo: async () => (await states.read('hume'))?.list?.readTo,
    dueAt: async () => (await states.read('hume'))?.list?.dueAt,
    inLedger: async () => {
      const { items } = await store.list('received', { limit: 10_000 });
      return items.map(({ jobId }) => jobId).toSorted();
    },
  };
}
