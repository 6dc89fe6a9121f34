/** What may be wrong with a deployment, and what can be done about it. */
import type { StoredRow } from '../index/stored-rows.ts';
import type { Job } from '../jobs/job.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { RawRef } from '../summaries/raw-ref.ts';

export const FINDING_KINDS = {
  /** No code of this version can read it: it was written by hand, or by a newer version. */
  'record unreadable': 'the record of a job cannot be read',
  /** An index of the table places it elsewhere than its state does: it would be listed wrongly, or not be found when due. */
  'record misplaced': 'the record of a job stands in the wrong place of an index',
  'no due time': 'a job that is not finished has no time at which it goes on',
  'due though settled': 'a finished job has a time at which it goes on',
  /** The sweep does not run, or does not get through. */
  overdue: 'a job should have gone on over an hour ago',
  'raw missing': 'raw bytes that the ledger names are not there',
  'raw changed': 'raw bytes are not what was kept',
  'rows missing': 'an indexed job lacks rows',
  'rows wrong': 'rows are not what their summary, or their result, comes to',
  'rows outdated': 'rows were written by an older version of Verdex',
  /** Looked for on request only. */
  'numbers wrong': 'rows are not what the kept result comes to today',
  'coverage wrong': 'what the files cover does not add up to what the job covers',
  'stray rows': 'rows belong to no result of any job',
} as const;
export type FindingKind = keyof typeof FINDING_KINDS;

/** What would mend it; all of it is made from what is kept, no vendor is asked. */
export type Repair =
  | { by: 'rewriting the record'; job: Job; mended: Job }
  | { by: 'rebuilding the rows'; job: JobName }
  /** `at`: when the result came; ISO-8601 UTC. */
  | { by: 'indexing the raw result'; job: JobName; raw: RawRef; ref: string | undefined; at: string }
  /** `revision`: of the job's record, when the rows were seen to be none of its. */
  | { by: 'removing the rows'; job: JobName; fileKey: string; rows: StoredRow[]; revision: number };

export type Finding = {
  kind: FindingKind;
  job: JobName;
  /** Where it is about one file of the job's. */
  fileKey?: string;
  /** In words that hold no vendor's content. */
  detail: string;
  /** Undefined where nothing that is kept says what would be right. */
  repair: Repair | undefined;
};
