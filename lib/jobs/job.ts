/** A job: what is owed to the user about one vendor job id, and how far it is. */
import * as z from 'zod';
import { rawRefSchema } from '../summaries/raw-ref.ts';
import { progressSchema } from './progress.ts';
import { JOB_STATUSES, type JobStatus, mayBecome, SETTLED_STATUSES } from './statuses.ts';

/** Transitions kept per job, the oldest dropped: enough for days of retries, small enough for one item. */
export const HISTORY_LENGTH = 20;

/** A reason stands in the record and in its history: in vendors' words it could be of any length, and an item is not. */
const REASON_LENGTH = 500;

const keptCallbackSchema = z.object({
  key: z.string(),
  versionId: z.string().nullable(),
  sha256: z.string(),
  bytes: z.number().int(),
  /** When these bytes first came. */
  receivedAt: z.string(),
  /** How often these bytes came. */
  count: z.number().int(),
});
export type KeptCallback = z.infer<typeof keptCallbackSchema>;

const importedResultSchema = rawRefSchema.extend({ at: z.string() });
export type ImportedResult = z.infer<typeof importedResultSchema>;

const jobCoverageSchema = z.object({
  files: z.number().int(),
  /** In the units of the files' coverage. */
  predictions: z.number().int(),
  errors: z.number().int(),
  expectedPredictions: z.number().int().nullable(),
  /** As the vendor's API says it of the job. */
  expectedErrors: z.number().int().nullable().default(null),
  /** Who says how many there should be: the vendor's API of the job, or the result of itself. */
  expectedBy: z.enum(['api', 'result']).nullable().default(null),
  /** False when the vendor reported errors or something was left out; null where it does not say what to expect. */
  complete: z.boolean().nullable(),
});
export type JobCoverage = z.infer<typeof jobCoverageSchema>;

const announcementSchema = z.object({
  at: z.string(),
  /** The user's own name for the file. It goes before what a callback URL says. */
  ref: z.string().nullable(),
  /** When the vendor is to be asked, if nothing was heard until then. */
  expectBy: z.string(),
});

/** Keys of files kept with a job: so many that most jobs have fewer, few enough for an item. */
export const MAX_FILE_KEYS = 100;

export const indexedResultSchema = z.object({
  raw: rawRefSchema,
  coverage: jobCoverageSchema,
  /** When the result came. */
  at: z.string(),
  /** The files; none where there are more than {@link MAX_FILE_KEYS}. */
  fileKeys: z.array(z.string()).default([]),
  /** When its rows were last written. Null in records of before this was kept. */
  writtenAt: z.string().nullable().default(null),
  /** The `INDEX_VERSION` of the worker that wrote them. */
  indexVersion: z.number().int().default(1),
});
export type IndexedResult = z.infer<typeof indexedResultSchema>;

export const jobSchema = z.object({
  vendor: z.string(),
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  /** Counts the writes of this record: the condition of the next one. */
  revision: z.number().int(),
  /** When the job is to be looked at again; while running, when the lease ends. Null once settled. */
  dueAt: z.string().nullable().default(null),
  /** Since when the result has been owed: the start of the time after which retrying ends. */
  owedSince: z.string(),
  /** Tries since then. */
  attempt: z.number().int(),
  leaseId: z.string().nullable(),
  /** Held back because its vendor refuses us, not because of itself; due again once the vendor answers. */
  awaitsVendor: z.boolean().default(false),
  ref: z.string().nullable(),
  announcement: announcementSchema.nullable().default(null),
  callback: keptCallbackSchema.nullable(),
  /** What was imported as its result, where nothing came since: its rows are made from it, and no vendor is asked. */
  imported: importedResultSchema.nullable().default(null),
  /**
   * Digests of the callbacks, and imports, before what came last, the oldest dropped: a callback of one of these that comes
   * again is late, not new.
   */
  pastCallbacks: z.array(z.string()),
  raw: rawRefSchema.nullable(),
  /** What the last claim worked from. Once it is no longer so, what came of that claim is of the past. */
  claimedFrom: z
    .object({
      callbackSha256: z.string().nullable(),
      importSha256: z.string().nullable().default(null),
      ref: z.string().nullable(),
      isRebuild: z.boolean().default(false),
    })
    .nullable(),
  coverage: jobCoverageSchema.nullable(),
  /** What its rows in the index are from, whatever came of the job since. */
  indexed: indexedResultSchema.nullable().default(null),
  /** Its rows are to be made again from what they are from, and nothing else of it; then it is again what it was. */
  rebuilds: z
    .object({ status: z.enum(SETTLED_STATUSES), reason: z.string().nullable() })
    .nullable()
    .default(null),
  /**
   * How far the last worker came, where it handed on: as long as nothing changes what is to be done, the next goes on there. One
   * that cannot be read is none: the next begins at the first file.
   */
  progress: progressSchema.nullable().catch(null).default(null),
  /** How often its vendor refused this job's own question, though it had not refused others before. */
  refusals: z.number().int().default(0),
  /** Tried for long enough: the next worker parks it. */
  isGivenUp: z.boolean().default(false),
  /** Why the job waits, failed or was parked, for a person to act on. */
  reason: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  history: z.array(z.object({ at: z.string(), status: z.enum(JOB_STATUSES), reason: z.string().nullable() })),
});
export type Job = z.infer<typeof jobSchema>;

type Move = { status: JobStatus; at: Date; dueAt: Date | null; reason?: string | null } & Partial<
  Pick<
    Job,
    | 'attempt'
    | 'awaitsVendor'
    | 'claimedFrom'
    | 'coverage'
    | 'indexed'
    | 'isGivenUp'
    | 'leaseId'
    | 'owedSince'
    | 'progress'
    | 'raw'
    | 'rebuilds'
    | 'refusals'
  >
>;

/** A reason, as long as a record may hold one. */
export function shortReason(reason: string): string {
  return reason.length <= REASON_LENGTH ? reason : `${reason.slice(0, REASON_LENGTH - 1).toWellFormed()}…`;
}

/** The job after a legal move; an illegal one is a bug, and throws. */
export function moved(job: Job, { at, dueAt, reason: inFull = null, ...changes }: Move): Job {
  if (!mayBecome(job.status, changes.status)) {
    throw new Error(`a job cannot go from ${job.status} to ${changes.status}`);
  }
  const updatedAt = at.toISOString();
  const reason = inFull === null ? null : shortReason(inFull);
  const entry = { at: updatedAt, status: changes.status, reason };
  return {
    ...job,
    awaitsVendor: false,
    isGivenUp: false,
    progress: null,
    ...changes,
    reason,
    dueAt: dueAt === null ? null : dueAt.toISOString(),
    updatedAt,
    history: [...job.history, entry].slice(-HISTORY_LENGTH),
  };
}
