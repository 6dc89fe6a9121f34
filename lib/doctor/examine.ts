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
import { type ExamineRawDeps, makeExamineRaw } from './examine-raw.ts';
import { examineRecord } from './examine-record.ts';
import { isOfNewerVersion, makeExamineRows } from './examine-rows.ts';
import { makeExamineStrayFile } from './examine-stray-file.ts';
import { type ExamineStraysDeps, examineStrays } from './examine-strays.ts';
import type { Finding } from './finding.ts';

export type Progress = {
  jobs: number;
  rows: number;
  rawBytes: number;
  /** Of a newer version of Verdex, and left alone: what its rows should be, it knows. */
  newerJobs: number;
  newerRows: number;
};

export type ExamineDeps = Pick<ExamineStraysDeps, 'rows'> &
  Omit<ExamineRawDeps, 'onRead'> & {
    rows: Parameters<typeof makeExamineRows>[0]['rows'];
    records: JobRecords;
    jobs: JobStore;
    now: () => Date;
    /** What differs between a job's rows and what its result comes to; undefined where nothing does. Without it, none is asked. */
    differenceOf?: ((job: Job) => Promise<string | undefined>) | undefined;
    /** As often as anything was looked at; what it throws ends the examination. */
    onProgress: (progress: Progress) => void;
  };

const JOBS_AT_ONCE = 8;
/** A job that keeps changing is in somebody's hands. */
const MAX_LOOKS = 3;

export type Examine = {
  /** The jobs, then the rows that belong to none of them. */
  all(): AsyncGenerator<Finding>;
  /** What there is now where something was found: about that job, and for rows that belonged to none about that file. */
  again(finding: Finding): Promise<Finding[]>;
};

export function makeExamine(deps: ExamineDeps): Examine {
  const { rows, records, jobs, now, differenceOf, onProgress } = deps;
  const progress = { jobs: 0, rows: 0, rawBytes: 0, newerJobs: 0, newerRows: 0 };
  const count = (what: keyof Progress) => (amount: number) => {
    progress[what] += amount;
    onProgress(progress);
  };
  const examineRaw = makeExamineRaw({ ...deps, onRead: count('rawBytes') });
  const examineRows = makeExamineRows({ rows, onRows: count('rows') });
  // What is looked at again was counted, and what a worker has just read need not be read for its digest.
  const examineRowsAgain = makeExamineRows({ rows, onRows: () => {} });
  const strayDeps = { rows, records, examineRaw };

  return {
    all: async function* () {
      for await (const page of records.all()) {
        for (let start = 0; start < page.length; start += JOBS_AT_ONCE) {
          const findings = await allOf(page.slice(start, start + JOBS_AT_ONCE).map(examineJob));
          yield* findings.flat();
        }
      }
      yield* examineStrays({ ...strayDeps, onRows: count('rows'), onNewerRows: count('newerRows') });
    },
    again: async ({ kind, job: name, fileKey }) => {
      const record = await records.of(name);
      const { job, findings } = record === undefined ? NOTHING : examineRecord(record, now());
      const lookAgain = kind === 'numbers wrong' ? examineNumbers : examineRowsAgain;
      const ofRows = job === undefined ? [] : await whileUnchanged(job, lookAgain);
      if (kind !== 'stray rows' || fileKey === undefined) return [...findings, ...ofRows];
      const stray = await makeExamineStrayFile(strayDeps)(name, fileKey, []);
      return [...findings, ...ofRows, ...(stray === undefined ? [] : [stray.finding])];
    },
  };

  async function examineJob(record: JobRecord): Promise<Finding[]> {
    count('jobs')(1);
    const { job, findings } = examineRecord(record, now());
    if (job === undefined) return findings;
    if (job.indexed !== null && isOfNewerVersion(job.indexed)) count('newerJobs')(1);
    const lookAt = async (job: Job) => {
      const found = [...(await examineRaw.ofJob(job)), ...(await examineRows(job))];
      // Of bytes or rows that are not right the numbers are not either.
      return found.length > 0 ? found : examineNumbers(job);
    };
    return [...findings, ...(await whileUnchanged(job, lookAt))];
  }

  async function examineNumbers(job: Job): Promise<Finding[]> {
    if (differenceOf === undefined || job.indexed === null || isOfNewerVersion(job.indexed)) return [];
    const detail = await differenceOf(job);
    if (detail === undefined) return [];
    const name = { vendor: job.vendor, jobId: job.jobId };
    return [{ kind: 'numbers wrong', job: name, detail, repair: { by: 'rebuilding the rows', job: name } }];
  }

  async function whileUnchanged(first: Job, lookAt: (job: Job) => Promise<Finding[]>): Promise<Finding[]> {
    let job: Job | undefined = first;
    for (let look = 0; look < MAX_LOOKS && job !== undefined && isSettled(job.status); look += 1) {
      const findings: Finding[] = await lookAt(job);
      if (findings.length === 0) return findings;
      const after: Job | undefined = await jobs.read(job);
      if (after?.revision === job.revision) return findings;
      job = after;
    }
    return [];
  }
}

const NOTHING = { job: undefined, findings: [] };
