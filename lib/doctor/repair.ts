/** Mending what a finding is about, from what is kept. Whoever else changes the same job meanwhile goes first. */
import { isSummary, type StoredRow, type StoredRows } from '../index/stored-rows.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Ledger } from '../jobs/ledger.ts';
import { isSettled } from '../jobs/statuses.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { Repair } from './finding.ts';
import { whyStray } from './why-stray.ts';

export type RepairDeps = {
  jobs: Pick<JobStore, 'read' | 'write'>;
  ledger: Pick<Ledger, 'rebuild' | 'recordImport'>;
  rows: Pick<StoredRows, 'ofFile' | 'remove'>;
  /** Brings a job that is owed to its end, or leaves it owed. */
  processJob: (job: JobName) => Promise<unknown>;
};

const CHANGED = 'the job changed meanwhile';

/** Undefined once it is done; otherwise why it could not be. What it was done for is to be looked at again. */
export function makeRepair({ jobs, ledger, rows, processJob }: RepairDeps) {
  return async (repair: Repair): Promise<string | undefined> => {
    switch (repair.by) {
      case 'rewriting the record': {
        const written = await jobs.write(repair.mended, repair.job.revision);
        return written === 'written' ? undefined : CHANGED;
      }
      case 'rebuilding the rows':
        return rebuilt(repair.job);
      case 'indexing the raw result': {
        const { job: name, raw, ref, at } = repair;
        await ledger.recordImport(name, { ...raw, ref, at, replace: false });
        return broughtToEnd(name);
      }
      case 'removing the rows':
        return removed(repair);
    }
  };

  async function rebuilt(name: JobName): Promise<string | undefined> {
    const outcome = await ledger.rebuild(name);
    if (outcome !== 'owed') return outcome === 'busy' ? 'a worker has the job' : outcome;
    return broughtToEnd(name);
  }

  async function broughtToEnd(name: JobName): Promise<string | undefined> {
    await processJob(name);
    const job = await jobs.read(name);
    if (job === undefined || !isSettled(job.status)) return 'it is left to the workers of the deployment';
    // An indexed job has a reason only where its rows could not be made again.
    if (job.status === 'indexed') return job.reason ?? undefined;
    return job.indexed === null ? `the job is ${job.status}, and nothing of it was indexed` : undefined;
  }

  /**
   * A worker may have made the very rows again, and no row would tell: only the job's record, which every worker changes
   * before it writes a row.
   */
  async function removed(repair: Extract<Repair, { by: 'removing the rows' }>): Promise<string | undefined> {
    const { job: name, fileKey, revision } = repair;
    const before = await jobs.read(name);
    if (before?.revision !== revision) return CHANGED;
    if (whyStray(before, fileKey, await rows.ofFile(name, fileKey)) === undefined) return 'they are stray no more';
    for (const row of summaryLast(repair.rows)) await rows.remove(row);
    const after = await jobs.read(name);
    if (after?.revision === revision) return undefined;
    // Somebody began in between: what was removed may have been made again just before.
    if (after !== undefined && isSettled(after.status) && after.indexed !== null) return rebuilt(name);
    return `${CHANGED}; have it looked at again`;
  }
}

/** As long as it is there, whoever comes next finds what is left of a removal cut short. */
function summaryLast(rows: readonly StoredRow[]): StoredRow[] {
  return [...rows.filter((row) => !isSummary(row)), ...rows.filter(isSummary)];
}
