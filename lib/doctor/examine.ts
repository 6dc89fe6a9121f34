/**
 * Whether a deployment keeps what Verdex promises: every job in one state and going on, every row from raw bytes that are
 * there, every indexed job with all its rows. Only reads. Workers may go on meanwhile: what they have in hand is left out,
 * and what changed while it was looked at is looked at again.
 */
import type { Job } from '../jobs/job.ts';
import type { JobRecord, JobRecords } from '../jobs/job-records.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { isSettled } from '../jobs/statuses.ts';
import { allOf } from '../platform/all-of.ts';
import type { JobName } from '../summaries/job-name.ts';
import { type ExamineRawDeps, makeExamineRaw } from './examine-raw.ts';
import { examineRecord } from './examine-record.ts';
import { makeExamineRows } from './examine-rows.ts';
import { type ExamineStraysDeps, examineStrays } from './examine-strays.ts';
import type { Finding } from './finding.ts';

export type Progress = { jobs: number; rows: number; rawBytes: number };

export type ExamineDeps = Omit<ExamineStraysDeps, 'onRows'> &
  Omit<ExamineRawDeps, 'onRead'> & {
    rows: Parameters<typeof makeExamineRows>[0]['rows'];
    records: JobRecords;
    jobs: JobStore;
    now: () => Date;
    onProgress: (progress: Progress) => void;
  };

const JOBS_AT_ONCE = 8;
/** A job that keeps changing is in somebody's hands. */
const MAX_LOOKS = 3;

export type Examine = {
  /** The jobs, then the rows that belong to none of them. */
  all(): AsyncGenerator<Finding>;
  /** One job and its rows. */
  job(name: JobName): Promise<Finding[]>;
};

export function makeExamine(deps: ExamineDeps): Examine {
  const { records, jobs, now, onProgress } = deps;
  const progress = { jobs: 0, rows: 0, rawBytes: 0 };
  const count = (what: keyof Progress) => (amount: number) => {
    progress[what] += amount;
    onProgress(progress);
  };
  const examineRaw = makeExamineRaw({ ...deps, onRead: count('rawBytes') });
  const examineRows = makeExamineRows({ ...deps, onRows: count('rows') });

  return {
    all: async function* () {
      for await (const page of records.all()) {
        for (let start = 0; start < page.length; start += JOBS_AT_ONCE) {
          const findings = await allOf(page.slice(start, start + JOBS_AT_ONCE).map(examineJob));
          yield* findings.flat();
        }
      }
      yield* examineStrays({ ...deps, onRows: count('rows') });
    },
    job: async (name) => {
      const record = await records.of(name);
      return record === undefined ? [] : examineJob(record);
    },
  };

  async function examineJob(record: JobRecord): Promise<Finding[]> {
    count('jobs')(1);
    const { job, findings } = examineRecord(record, now());
    if (job === undefined) return findings;
    return [...findings, ...(await examineResult(job))];
  }

  async function examineResult(first: Job): Promise<Finding[]> {
    let job: Job | undefined = first;
    for (let look = 0; look < MAX_LOOKS && job !== undefined && isSettled(job.status); look += 1) {
      const findings: Finding[] = [...(await examineRaw(job)), ...(await examineRows(job))];
      if (findings.length === 0) return findings;
      const after: Job | undefined = await jobs.read(job);
      if (after?.revision === job.revision) return findings;
      job = after;
    }
    return [];
  }
}
