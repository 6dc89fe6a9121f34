/** A Verdex in memory whose jobs are indexed, for making their rows again, and comparing them. */

import type { IndexedSummary } from '../../lib/index/file-index.ts';
import { searchRows, summaryRow } from '../../lib/index/rows.ts';
import { storable } from '../../lib/index/storable.ts';
import { type StoredRow, storedRowSchema } from '../../lib/index/stored-rows.ts';
import type { CompareJobDeps } from '../../lib/rebuild/compare-job.ts';
import { makeCompareJob } from '../../lib/rebuild/compare-job.ts';
import { makeRebuildJob } from '../../lib/rebuild/rebuild-job.ts';
import { makeWhichJobs, type Selection } from '../../lib/rebuild/which-jobs.ts';
import { type JobName, jobKeyOf } from '../../lib/summaries/job-name.ts';
import { makeVendorRegistry } from '../../lib/vendors/registry.ts';
import { type FakeResult, makeFakeVendor, resultBytes } from './fake-vendor.ts';
import { readPages } from './read-pages.ts';
import { makeVerdex, NEVER } from './verdex-in-memory.ts';

export function taskNamed(jobId: string): JobName {
  return { vendor: 'calledback', jobId };
}

export function makeRebuildWorld() {
  const verdex = makeVerdex();
  const { index, store } = verdex;
  const names: JobName[] = [];
  /** Records that nobody can read. */
  const broken: { job: string }[] = [];

  async function summariesOf(job: JobName): Promise<IndexedSummary[]> {
    const files = (await readPages((page) => index.filesOf(job, page), 100)).flat();
    const found = await Promise.all(files.map(({ fileKey }) => index.summaryOf(fileKey, job)));
    return found.filter((summary) => summary !== undefined);
  }

  /** As the table has them: the memory's index makes its rows when it is asked. */
  async function rowsOf(job: JobName, fileKey: string): Promise<StoredRow[]> {
    const summary = (await summariesOf(job)).find((candidate) => candidate.fileKey === fileKey);
    if (summary === undefined) return [];
    const { at, ...about } = summary;
    return [summaryRow(about, at), ...searchRows(about, at)].map((row) => storedRowSchema.parse(storable(row)));
  }

  const rows: CompareJobDeps['rows'] = {
    filesOf: async function* (job) {
      for (const { fileKey } of await summariesOf(job)) yield fileKey;
    },
    ofFile: rowsOf,
  };
  const records = {
    all: async function* () {
      const jobs = await Promise.all(names.map((name) => store.read(name)));
      yield [...jobs.filter((job) => job !== undefined).map((job) => ({ ...job, job: jobKeyOf(job) })), ...broken];
    },
  };
  const vendors = makeVendorRegistry(makeFakeVendor('calledback'), makeFakeVendor('fetched'));
  return {
    ...verdex,
    broken,
    indexed: async (jobId: string, result: FakeResult) => {
      const name = taskNamed(jobId);
      if (!names.some((known) => known.jobId === jobId)) names.push(name);
      await verdex.callBack(name, resultBytes(result));
      await verdex.process(name);
      return name;
    },
    selected: async (selection: Selection) => {
      const found = await Array.fromAsync(makeWhichJobs({ jobs: store, records })(selection));
      return found.map(({ name, job }) => (job === undefined ? `no ${name.jobId}` : name.jobId));
    },
    rebuildJob: makeRebuildJob({
      jobs: store,
      ledger: verdex.ledger,
      processJob: (name, signal) => verdex.process(name, signal),
    }),
    /** It has nothing to write with: only to read. */
    compare: async (name: JobName, changes: Partial<CompareJobDeps> = {}) => {
      const compareJob = makeCompareJob({ vendors, rawStore: { read: verdex.rawStore.read }, rows, ...changes });
      return compareJob(await verdex.jobOf(name), NEVER);
    },
    rows,
    vendors,
  };
}
