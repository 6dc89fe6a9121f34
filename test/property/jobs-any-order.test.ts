import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeMemoryVendorStateStore } from '../../lib/jobs/memory-vendor-state-store.ts';
import type { Nudge } from '../../lib/jobs/nudge.ts';
import { makeProcessJob } from '../../lib/jobs/process-job.ts';
import { isSettled } from '../../lib/jobs/statuses.ts';
import { makeSweepJobs } from '../../lib/jobs/sweep-jobs.ts';
import { makeVendorPauses } from '../../lib/jobs/vendor-pauses.ts';
import { Retryable } from '../../lib/platform/errors.ts';
import { digestOf } from '../../lib/raw/digest.ts';
import { callbackKey } from '../../lib/raw/keys.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { JobName } from '../../lib/summaries/job-name.ts';
import { makeVendorRegistry } from '../../lib/vendors/registry.ts';
import { type FakeResult, makeFakeVendor, resultBytes, streamOf } from '../support/fake-vendor.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from '../support/fakes.ts';
import { EARLY } from '../support/job-records.ts';
import { readPages } from '../support/read-pages.ts';
import { watched } from '../support/sound-jobs.ts';

const MINUTE_MS = 60_000;
/** One fewer than the ledger gives a job up after. */
const MOST_DEATHS = 4;

/** What each vendor has to say, whenever it is asked. */
const RESULTS: Record<string, FakeResult> = {
  'job-0': {
    files: [
      { ref: 'shared', Joy: 0.9 },
      { ref: 'own', hate: 2 },
    ],
  },
  'job-1': { files: [{ ref: 'shared', Joy: 0.4, hate: 1 }], errors: ['own.mp4: unreadable'] },
  'task-0': { files: [{ ref: 'shared', hate: 3 }] },
  'task-1': { files: [], failure: 'status[0]: failed' },
};
const NAMES: JobName[] = Object.keys(RESULTS).map((jobId) => ({
  vendor: jobId.startsWith('job') ? 'fetched' : 'calledback',
  jobId,
}));

/** A fault of everything that may have one, once, in the order they are given. */
type Fault = 'fetch' | 'put' | 'index' | 'settle' | 'none';
type Event =
  | { does: 'callback'; job: number; bell: number }
  | { does: 'nudge'; job: number; fault: Fault }
  | { does: 'sweep'; fault: Fault }
  | { does: 'wait'; minutes: number }
  | { does: 'together'; job: number; fault: Fault };

const job = fc.nat({ max: NAMES.length - 1 });
const fault = fc.constantFrom<Fault>('none', 'none', 'fetch', 'put', 'index', 'settle');
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('callback' as const), job, bell: fc.nat({ max: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('nudge' as const), job, fault }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('sweep' as const), fault }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), minutes: fc.nat({ max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('together' as const), job, fault }) },
);

function makeWorld() {
  const clock = makeClock(EARLY);
  const log = makeRecordingLog();
  const count = makeRecordingCount();
  const store = watched(makeMemoryJobStore());
  const rawStore = makeMemoryRawStore();
  const index = makeMemoryIndex();
  const states = makeMemoryVendorStateStore();
  const pauses = makeVendorPauses({ states, now: clock.now, log });
  let leases = 0;
  const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => `lease-${++leases}` });
  const failing = async (at: Fault, wanted: Fault) => {
    if (at === wanted) throw new Retryable(`no luck with ${wanted}`);
  };

  let deaths = 0;
  const process = async (name: JobName, wanted: Fault = 'none') => {
    // A job that kills five workers in a row is parked, whatever else happens: that is another test's.
    const at = wanted === 'settle' && ++deaths > MOST_DEATHS ? 'none' : wanted;
    const processJob = makeProcessJob({
      vendors: makeVendorRegistry(
        makeFakeVendor('fetched', async (jobId) => {
          await failing(at, 'fetch');
          return { state: 'completed', body: streamOf(bytesOf(jobId)), expected: {} };
        }),
        makeFakeVendor('calledback'),
      ),
      // A worker that dies before it settles: nobody hears of it.
      ledger: {
        claim: ledger.claim,
        settle: at === 'settle' ? () => Promise.reject(new Error('died')) : ledger.settle,
      },
      pauses,
      rawStore: {
        ...rawStore,
        putStream: async (...args) => {
          await failing(at, 'put');
          return rawStore.putStream(...args);
        },
      },
      index: {
        replaceJob: (of, when) => {
          const writing = index.replaceJob(of, when);
          return { put: writing.put, finish: () => failing(at, 'index').then(writing.finish) };
        },
      },
      maxResultBytes: 1_000_000,
      now: clock.now,
      random: () => 0.5,
      log,
      count,
    });
    const leaseEnd = new Date(clock.now().getTime() + 15 * MINUTE_MS);
    await processJob(name, { leaseEnd, signal: new AbortController().signal }).catch((error: unknown) => {
      if (at !== 'settle') throw error;
    });
  };

  const callBack = async (name: JobName, bell: number) => {
    const body = name.vendor === 'fetched' ? Buffer.from(`{"bell":${bell}}`) : bytesOf(name.jobId);
    const digest = digestOf(body);
    const raw = await rawStore.put(callbackKey(name.vendor, name.jobId, digest), body);
    await ledger.recordCallback(name, { ...raw, ref: undefined });
  };

  const sweep = async (at: Fault = 'none') => {
    const due: JobName[] = [];
    const nudge: Nudge = async (targets) => {
      due.push(...targets.filter((target) => 'jobId' in target));
    };
    await makeSweepJobs({ store, states, listedVendors: [], nudge, now: clock.now, log, count })();
    for (const name of due) await process(name, at);
    return due.length;
  };

  return {
    happen: async (what: Event) => {
      const name = 'job' in what ? (NAMES[what.job] ?? { vendor: '', jobId: '' }) : { vendor: '', jobId: '' };
      switch (what.does) {
        case 'callback':
          return callBack(name, what.bell);
        case 'nudge':
          return process(name, what.fault);
        case 'sweep':
          await sweep(what.fault);
          return;
        case 'wait':
          return clock.advance(what.minutes * MINUTE_MS);
        case 'together':
          await Promise.all([process(name, what.fault), callBack(name, 0), process(name), callBack(name, 1)]);
      }
    },
    callBack,
    /** As the schedule does, minute by minute, until nothing is owed. */
    sweepToTheEnd: async () => {
      for (let minute = 0; minute < 500; minute += 1) {
        clock.advance(MINUTE_MS);
        await sweep();
        const jobs = await Promise.all(NAMES.map((name) => store.read(name)));
        if (jobs.every((one) => one === undefined || isSettled(one.status))) return;
      }
      throw new Error('something is owed for ever');
    },
    knownNames: async () => {
      const jobs = await Promise.all(NAMES.map((name) => store.read(name)));
      return NAMES.filter((_, at) => jobs[at] !== undefined);
    },
    /** Everything there is to see, but for times and how often something was tried. */
    table: async () => {
      const jobs = await Promise.all(NAMES.map((name) => store.read(name)));
      const files = await Promise.all(NAMES.map((name) => readPages((page) => index.filesOf(name, page), 10)));
      const fileKeys = [...new Set(files.flat(2).map(({ fileKey }) => fileKey))].toSorted();
      const summaries = await Promise.all(fileKeys.map((fileKey) => index.summariesOf(fileKey, { limit: 100 })));
      return {
        jobs: jobs.map(
          (one) => one && { status: one.status, raw: one.raw, coverage: one.coverage, reason: one.reason },
        ),
        files: files.map((pages) => pages.flat()),
        summaries: summaries.flatMap(({ items }) => items).map(({ at: _, ...summary }) => summary),
      };
    },
  };
}

function bytesOf(jobId: string): Buffer {
  return resultBytes(RESULTS[jobId] ?? { files: [] });
}

test('any order, any repetition and any fault end in the same table', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const world = makeWorld();
      for (const one of events) await world.happen(one);
      await world.sweepToTheEnd();

      const straight = makeWorld();
      for (const name of await world.knownNames()) await straight.callBack(name, 0);
      await straight.sweepToTheEnd();
      expect(await world.table()).toEqual(await straight.table());
    }),
    { numRuns: 400 },
  );
});
