/** What is kept before anything hostile comes: jobs in every state, and what they led to. */
import type { Job } from '../../../lib/jobs/job.ts';
import type { VendorState } from '../../../lib/jobs/standing/vendor-state.ts';
import { CLAIMED_FROM, makeJob } from '../job-records.ts';

export const NOW = new Date('2026-03-01T12:00:00.000Z');
const BEFORE = '2026-03-01T11:00:00.000Z';
const LATER = '2026-03-01T13:00:00.000Z';

export const humeJobId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const BOUND_JOB_ID = humeJobId(2);

/** What both vendors' indexed jobs are about. */
export const KEPT_FILE_REF = 'a file of hume';

/** Its callback and its result are kept under these. */
export const RESULT = { key: `results/hume/${humeJobId(4)}`, versionId: null, sha256: 'set when it is kept', bytes: 0 };

function keptJob(vendor: string, jobId: string, changes: Partial<Job>): Job {
  const status = changes.status ?? 'received';
  const history = [{ at: BEFORE, status, reason: changes.reason ?? null }];
  return makeJob({
    vendor,
    jobId,
    dueAt: BEFORE,
    owedSince: BEFORE,
    createdAt: BEFORE,
    updatedAt: BEFORE,
    history,
    ...changes,
  });
}

const announcement = { at: BEFORE, ref: 'an announced file', expectBy: LATER };
const settled = { dueAt: null, callback: null };

/** One job a state, for each vendor one of them can say something about. Written with the ledger's own shape. */
export const KEPT_JOBS: readonly Job[] = [
  keptJob('hume', humeJobId(1), {
    status: 'expected',
    dueAt: LATER,
    callback: null,
    announcement,
    ref: announcement.ref,
  }),
  keptJob('hume', BOUND_JOB_ID, { status: 'received' }),
  keptJob('hume', humeJobId(3), {
    status: 'running',
    dueAt: LATER,
    leaseId: 'a lease of somebody',
    claimedFrom: CLAIMED_FROM,
  }),
  keptJob('hume', humeJobId(4), { status: 'indexed', dueAt: null, raw: RESULT, ref: KEPT_FILE_REF }),
  keptJob('hume', humeJobId(5), { status: 'waiting', dueAt: LATER, reason: 'Hume answered 503' }),
  keptJob('hume', humeJobId(6), { ...settled, status: 'failed', reason: 'no face in it' }),
  keptJob('hume', humeJobId(7), { ...settled, status: 'parked', reason: 'the result is larger than 1 byte' }),
  keptJob('hive', 'task-1', { status: 'received' }),
  keptJob('hive', 'task-2', { status: 'indexed', dueAt: null, ref: 'a file of hive' }),
  keptJob('hive', 'task-3', { ...settled, status: 'parked', reason: 'not a Hive task' }),
  keptJob('hive', 'task-4', {
    ...settled,
    status: 'waiting',
    dueAt: BEFORE,
    reason: 'Hive refuses us',
    awaitsVendor: true,
  }),
  keptJob('hive', 'task-5', { ...settled, status: 'expected', dueAt: BEFORE }),
];

export const KEPT_STATES: readonly VendorState[] = [
  {
    vendor: 'hume',
    revision: 0,
    pause: null,
    list: { dueAt: BEFORE, readTo: BEFORE, place: null, isBeingRead: false, lostReaders: 0 },
    updatedAt: BEFORE,
  },
  {
    vendor: 'hive',
    revision: 0,
    pause: { since: BEFORE, reason: 'Hive answered 403', probeAt: BEFORE },
    list: null,
    updatedAt: BEFORE,
  },
];
