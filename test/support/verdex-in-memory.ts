/** Verdex behind the front door, in memory, and what its vendors have to say. */
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeProcessJob } from '../../lib/jobs/process-job.ts';
import { makeMemoryVendorStateStore } from '../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeVendorPauses } from '../../lib/jobs/standing/vendor-pauses.ts';
import type { VendorStateStore } from '../../lib/jobs/standing/vendor-state.ts';
import { digestOf } from '../../lib/raw/digest.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import type { JobName } from '../../lib/summaries/job-name.ts';
import { makeVendorRegistry } from '../../lib/vendors/registry.ts';
import type { ExpectedCoverage, FetchedResult } from '../../lib/vendors/vendor.ts';
import { type FakeResult, makeFakeVendor, resultBytes, streamOf } from './fake-vendor.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from './fakes.ts';
import { EARLY } from './job-records.ts';
import { readPages } from './read-pages.ts';

export const MINUTE_MS = 60_000;
export const NEVER = new AbortController().signal;
export const FETCHED = { vendor: 'fetched', jobId: 'job-1' };
export const CALLED_BACK = { vendor: 'calledback', jobId: 'task-1' };
export const EITHER = { vendor: 'either', jobId: 'task-1' };

/** What the vendor's own API says when it is asked next. */
type Answer = (signal: AbortSignal) => Promise<FetchedResult>;

type Circumstances = { maxResultBytes?: number; states?: VendorStateStore; filesAtOnce?: number };

/**
 * Everything of Verdex behind the front door, in memory, with three vendors: one is asked for results, one sends them,
 * and one is asked only when it sent none.
 */
export function makeVerdex({
  maxResultBytes = 1_000_000,
  states = makeMemoryVendorStateStore(),
  ...writing
}: Circumstances = {}) {
  const clock = makeClock(EARLY);
  const log = makeRecordingLog();
  const count = makeRecordingCount();
  const store = makeMemoryJobStore();
  const rawStore = makeMemoryRawStore();
  const index = makeMemoryIndex();
  const asked: string[] = [];
  const vendor: { answer: Answer } = { answer: async () => ({ state: 'unfinished' }) };
  let leases = 0;
  const pauses = makeVendorPauses({ states, now: clock.now, log });
  const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => `lease-${++leases}` });
  const fetchResult = (jobId: string, signal: AbortSignal) => {
    asked.push(jobId);
    return vendor.answer(signal);
  };
  const processJob = makeProcessJob({
    vendors: makeVendorRegistry(makeFakeVendor('fetched', fetchResult), makeFakeVendor('calledback'), {
      ...makeFakeVendor('either', fetchResult),
      callbackIsResult: true,
    }),
    ledger,
    pauses,
    rawStore,
    index,
    maxResultBytes,
    ...writing,
    now: clock.now,
    random: () => 0.5,
    log,
    count,
  });
  return {
    clock,
    log,
    count,
    store,
    states,
    pauses,
    rawStore,
    index,
    ledger,
    vendor,
    asked,
    callBack: async (name: JobName, body: Buffer, ref?: string) => {
      const raw = await rawStore.put(`callbacks/${name.vendor}/${name.jobId}/${digestOf(body).sha256}`, body);
      await ledger.recordCallback(name, { ...raw, ref });
    },
    process: (name: JobName, signal = NEVER, leaseEnd = new Date(clock.now().getTime() + 15 * MINUTE_MS)) =>
      processJob(name, { leaseEnd, signal }),
    summariesOf: async (ref: string) => (await index.summariesOf(fileKeyOf(ref), { limit: 100 })).items,
    jobOf: async (name: JobName) => {
      const job = await store.read(name);
      if (job === undefined) throw new Error('no such job');
      return job;
    },
    filesOf: async (name: JobName) =>
      (await readPages((page) => index.filesOf(name, page), 100))
        .flat()
        .map(({ identity }) => identity)
        .toSorted(),
  };
}

export function completed(result: FakeResult, expected: ExpectedCoverage = {}): () => Promise<FetchedResult> {
  return async () => ({ state: 'completed', body: streamOf(resultBytes(result)), expected });
}

export const BELL = Buffer.from('{"bell":1}');
export const TWO_FILES = {
  files: [
    { ref: 'a', Joy: 0.9 },
    { ref: 'b', hate: 2 },
  ],
};
