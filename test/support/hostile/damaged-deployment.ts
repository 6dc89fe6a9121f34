/** A ledger and an index as they stand in their tables, some of it damaged: what `verdex doctor` has to look through. */
import { searchRows, summaryRow } from '../../../lib/index/rows.ts';
import { storable } from '../../../lib/index/storable.ts';
import { isSummary, jobOfRow, type StoredRow, type StoredRows } from '../../../lib/index/stored-rows.ts';
import { type Job, jobSchema } from '../../../lib/jobs/job.ts';
import type { JobRecord, JobRecords } from '../../../lib/jobs/job-records.ts';
import type { JobStore } from '../../../lib/jobs/job-store.ts';
import { keysOf } from '../../../lib/jobs/keys.ts';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import { makeMemoryRawStore } from '../../../lib/raw/memory-raw-store.ts';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import { type JobName, jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { likely, makeFileSummary } from '../index-summaries.ts';
import { makeJob } from '../job-records.ts';

const BEFORE = '2026-03-01T11:00:00.000Z';
const BYTES = Buffer.from('what was kept');

/** In order, until something is changed in `records` or `table`. */
export async function makeDeployment(vendors: readonly string[]) {
  const raw = makeMemoryRawStore();
  const records = new Map<string, JobRecord>();
  const table: StoredRow[] = [];
  for (const [n, vendor] of vendors.entries()) {
    const jobId = `job-${n}`;
    const ref = await raw.put(`imports/${vendor}/${jobId}`, BYTES);
    const summary = {
      ...makeFileSummary({
        vendor,
        jobId,
        ref: `file ${n}`,
        emotions: { face: { Joy: 0.5, Anger: 0.2 } },
        classes: { hate: 2, general_nsfw: likely(0.9) },
      }),
      raw: ref,
    };
    for (const row of [summaryRow(summary, BEFORE), ...searchRows(summary, BEFORE)]) {
      table.push({ ...row, ...storable(row) });
    }
    const coverage = {
      files: 1,
      predictions: summary.coverage.indexed,
      errors: 0,
      expectedPredictions: null,
      expectedErrors: null,
      expectedBy: null,
      complete: true,
    };
    const indexed = {
      raw: ref,
      coverage,
      at: BEFORE,
      fileKeys: [summary.fileKey],
      writtenAt: BEFORE,
      indexVersion: INDEX_VERSION,
    };
    const imported = { ...ref, at: BEFORE };
    const job = makeJob({ vendor, jobId, status: 'indexed', dueAt: null, callback: null, imported, indexed, coverage });
    records.set(jobKeyOf(job), { ...job, ...keysOf(job) });
  }
  return { raw, records, table, jobs: jobsIn(records), jobRecords: recordsIn(records), rows: rowsIn(table) };
}

/** As DynamoDB's store does it, over the very records. */
function jobsIn(records: Map<string, JobRecord>): JobStore {
  return {
    ...makeMemoryJobStore(),
    read: async (name) => {
      const record = records.get(jobKeyOf(name));
      return record && jobSchema.parse(record);
    },
    write: async (job: Job, ifRevision) => {
      const kept = records.get(jobKeyOf(job));
      if ((kept?.revision ?? null) !== ifRevision) return 'conflict';
      records.set(jobKeyOf(job), { ...job, ...keysOf(job), revision: (ifRevision ?? 0) + 1 });
      return 'written';
    },
  };
}

function recordsIn(records: ReadonlyMap<string, JobRecord>): JobRecords {
  return {
    all: async function* () {
      yield [...records].map(([job, record]) => ({ ...record, job }));
    },
    of: async (name: JobName) => {
      const job = jobKeyOf(name);
      const record = records.get(job);
      return record && { ...record, job };
    },
  };
}

function rowsIn(table: StoredRow[]): StoredRows {
  const isOf = (row: StoredRow, { vendor, jobId }: JobName) => {
    const job = jobOfRow(row);
    return job?.vendor === vendor && job.jobId === jobId;
  };
  return {
    filesOf: async function* (job) {
      const found = table.filter((row) => isSummary(row) && row.job === jobKeyOf(job));
      yield* new Set(found.map(({ fileKey }) => fileKey));
    },
    ofFile: async (job, fileKey) => {
      const found = table.filter((row) => row.fileKey === fileKey && isOf(row, job));
      return [...found.filter(isSummary), ...found.filter((row) => !isSummary(row))];
    },
    all: async function* () {
      yield [...table];
    },
    remove: async (row) => {
      const place = table.findIndex(({ fileKey, item }) => fileKey === row.fileKey && item === row.item);
      if (place !== -1) table.splice(place, 1);
    },
  };
}
