/** A ledger over a store in memory, and the callbacks and outcomes that tests tell it of. */
import type { IndexedResult, Job } from '../../lib/jobs/job.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import type { Settlement } from '../../lib/jobs/leases.ts';
import { type Ledger, makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeClock } from './fakes.ts';
import { EARLY, makeJob, secondsLater } from './job-records.ts';

export const NAME = { vendor: 'hume', jobId: 'job-1' };
export const LEASE_END = secondsLater(900);
export const RAW = { key: 'results/hume/job-1', versionId: null, sha256: 'ff', bytes: 100 };
export const COVERAGE: IndexedResult['coverage'] = {
  files: 1,
  predictions: 10,
  errors: 0,
  expectedPredictions: 10,
  expectedErrors: 0,
  expectedBy: 'api',
  complete: true,
};
export const INDEXED_RESULT: IndexedResult = {
  raw: RAW,
  coverage: COVERAGE,
  at: EARLY,
  fileKeys: ['a file'],
  writtenAt: EARLY,
  indexVersion: 1,
};
export const INDEXED: Settlement = { status: 'indexed', indexed: INDEXED_RESULT };

/** A ledger at {@link EARLY} in which nothing is written yet, and ways to look into its store past it. */
export function makeTestLedger() {
  const clock = makeClock(EARLY);
  const store = makeMemoryJobStore();

  function ledgerOver(jobs: JobStore): Ledger {
    let leases = 0;
    return makeLedger({ store: jobs, now: clock.now, newLeaseId: () => `lease-${++leases}` });
  }
  const ledger = ledgerOver(store);

  async function readJob(): Promise<Job> {
    const job = await store.read(NAME);
    if (job === undefined) throw new Error('no such job');
    return job;
  }

  async function keep(changes: Partial<Job>): Promise<void> {
    await store.write(makeJob(changes), null);
  }

  async function claimed(): Promise<string> {
    const claim = await ledger.claim(NAME, LEASE_END);
    if (claim.outcome !== 'claimed') throw new Error(`not claimed: ${claim.outcome}`);
    return claim.leaseId;
  }

  return { clock, store, ledger, ledgerOver, readJob, keep, claimed };
}

export function arrival(sha256: string, ref?: string) {
  return { key: `callbacks/hume/job-1/${sha256}`, versionId: `version-of-${sha256}`, sha256, bytes: 10, ref };
}

/** An import of bytes with the digest. */
export function importOf(sha256: string, wish: { ref?: string; replace?: boolean } = {}) {
  const { ref, replace = false } = wish;
  return { key: `imports/hume/job-1/${sha256}`, versionId: `version-of-${sha256}`, sha256, bytes: 10, ref, replace };
}

export const EXPECTED_BY = secondsLater(3600);

/** Expected an hour after {@link EARLY}. */
export function announcementOf(ref?: string) {
  return { ref, expectBy: EXPECTED_BY };
}
