/** Mending what a finding is about, from what is kept. Whoever else changes the same job meanwhile goes first. */
import { isSummary, type StoredRows } from '../index/stored-rows.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Ledger } from '../jobs/ledger.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { Repair } from './finding.ts';

export type RepairDeps = {
  jobs: Pick<JobStore, 'write'>;
  ledger: Pick<Ledger, 'rebuild' | 'recordImport'>;
  rows: Pick<StoredRows, 'ofFile' | 'remove'>;
  /** Brings a job that is owed to its end. */
  processJob: (job: JobName) => Promise<unknown>;
};

/** Undefined once it is done; otherwise why it could not be. */
export function makeRepair({ jobs, ledger, rows, processJob }: RepairDeps) {
  return async (repair: Repair): Promise<string | undefined> => {
    switch (repair.by) {
      case 'rewriting the record': {
        const written = await jobs.write(repair.mended, repair.job.revision);
        return written === 'written' ? undefined : 'the job changed meanwhile';
      }
      case 'rebuilding the rows': {
        const outcome = await ledger.rebuild(repair.job);
        if (outcome !== 'owed') return outcome === 'busy' ? 'a worker has the job' : outcome;
        await processJob(repair.job);
        return undefined;
      }
      case 'indexing the raw result': {
        await ledger.recordImport(repair.job, { ...repair.raw, ref: repair.ref, replace: false });
        await processJob(repair.job);
        return undefined;
      }
      case 'removing the rows': {
        // Rebuilt since it was seen: what stands there now is right.
        const now = repair.rows.some(isSummary) ? [] : await rows.ofFile(repair.job, repair.fileKey);
        if (!now.some(isSummary)) for (const row of repair.rows) await rows.remove(row);
        return undefined;
      }
    }
  };
}
