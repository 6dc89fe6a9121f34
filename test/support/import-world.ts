/** A deployment in memory, and imports into it: the vendors' own code, the ledger's and the worker's. */
import { type ImportDocumentDeps, makeImportDocument } from '../../lib/imports/import-document.ts';
import { makeImportResults } from '../../lib/imports/import-results.ts';
import { makeImportTally } from '../../lib/imports/import-tally.ts';
import type { SaidByPerson } from '../../lib/imports/job-of-document.ts';
import { localSources } from '../../lib/imports/local-sources.ts';
import type { Source } from '../../lib/imports/source.ts';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeProcessJob } from '../../lib/jobs/process-job.ts';
import { makeMemoryVendorStateStore } from '../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeVendorPauses } from '../../lib/jobs/standing/vendor-pauses.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { JobName } from '../../lib/summaries/job-name.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeHive } from '../../lib/vendors/hive/hive.ts';
import { humeCallbackReader } from '../../lib/vendors/hume/callback.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { makeVendorRegistry } from '../../lib/vendors/registry.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from './fakes.ts';
import { readPages } from './read-pages.ts';

const NEVER = new AbortController().signal;

export type ImportWish = SaidByPerson & {
  vendor?: 'hume' | 'hive';
  replace?: boolean;
  isDryRun?: boolean;
  signal?: AbortSignal;
};

/** A Hume that was switched off: it answers nobody. */
export function makeImportWorld(
  replaced: Partial<Pick<ImportDocumentDeps, 'rawStore' | 'rawRanges' | 'ledger' | 'processJob'>> = {},
) {
  const clock = makeClock('2026-11-22T00:00:00.000Z');
  const log = makeRecordingLog();
  const store = makeMemoryJobStore();
  const memory = makeMemoryRawStore();
  const kept: string[] = [];
  const rawStore: typeof memory = {
    ...memory,
    putStream: async (key, stream, limitBytes) => {
      const ref = await memory.putStream(key, stream, limitBytes);
      kept.push(key);
      return ref;
    },
  };
  const index = makeMemoryIndex();
  let leases = 0;
  const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => `lease-${++leases}` });
  const vendors = makeVendorRegistry(
    {
      ...humeCallbackReader,
      callbackIsResult: false,
      summarise: summariseHume,
      fetchResult: async () => {
        throw new Error('Hume is asked');
      },
    },
    makeHive({ policy: DEFAULT_POLICY }),
  );
  const processJob = makeProcessJob({
    vendors,
    ledger,
    pauses: makeVendorPauses({ states: makeMemoryVendorStateStore(), now: clock.now, log }),
    rawStore,
    index,
    maxResultBytes: Number.MAX_SAFE_INTEGER,
    now: clock.now,
    random: () => 0.5,
    log,
    count: makeRecordingCount(),
  });
  const process = (name: JobName, signal: AbortSignal) =>
    processJob(name, { leaseEnd: new Date(clock.now().getTime() + 60_000), signal });

  async function importFrom(sources: AsyncIterable<Source>, wish: ImportWish = {}) {
    const { vendor: name = 'hume', replace = false, isDryRun = false, signal = NEVER, ...said } = wish;
    const vendor = vendors.get(name);
    if (vendor === undefined) throw new Error('no such vendor');
    const tally = makeImportTally();
    const deps = {
      jobs: store,
      ledger,
      rawStore,
      rawRanges: rawStore,
      processJob: process,
      now: clock.now,
      replace,
      isDryRun,
    };
    const importDocument = makeImportDocument({ ...deps, ...replaced });
    // A moment later than whatever was imported before.
    clock.advance(1000);
    const sleep = async () => {};
    await makeImportResults({ vendors, importDocument, tally, sleep })({ vendor, sources, said }, signal);
    return tally;
  }

  return {
    clock,
    store,
    rawStore,
    ledger,
    index,
    log,
    process,
    /** Keys of what was put, in order. */
    kept,
    importFrom,
    /** A path, seen from a folder. */
    importPath: (path: string, from: string, wish?: ImportWish) => importFrom(localSources(path, from), wish),
    jobOf: (jobId: string, vendor = 'hume') => store.read({ vendor, jobId }),
    filesOf: async (jobId: string, vendor = 'hume') =>
      (await readPages((page) => index.filesOf({ vendor, jobId }, page), 100)).flat().map(({ identity }) => identity),
  };
}
