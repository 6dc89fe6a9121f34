/** What an import makes of a job: a result that a person saved earlier, whatever its vendor has to say. Pure decisions. */

import type { JobName } from '../summaries/job-name.ts';
import type { RawRef } from '../summaries/raw-ref.ts';
import { pastOf, underRef } from './arrivals.ts';
import type { ImportedResult, Job } from './job.ts';
import { newJob, owedBecause } from './owed.ts';
import { isSettled, type JobStatus } from './statuses.ts';

export type ImportArrival = RawRef & {
  /** What the file is called, where the job has no ref yet. */
  ref: string | undefined;
  /** Whether it may take the place of another result. */
  replace: boolean;
  /** When the result came, ISO-8601 UTC; now, where nobody knows better. */
  at?: string | undefined;
  /** What was kept of it before is gone: these are its bytes, kept anew. With `replace` they are its raw result from now on. */
  isKeptAnew?: boolean | undefined;
};

/**
 * `owed`: these bytes, or the rows of them, are already to be worked on; `indexed`: they already were; `another result`: the
 * job was indexed from other bytes, and nothing changed.
 */
export type ImportRecorded = 'new' | 'owed' | 'indexed' | 'another result';

const IMPORTED = 'imported';

export function decideImport(
  name: JobName,
  job: Job | undefined,
  arrival: ImportArrival,
  at: Date,
): { value?: Job; answer: ImportRecorded } {
  if (job === undefined) {
    const fresh = newJob(name, at, { status: 'received', dueAt: at, reason: IMPORTED });
    return { value: { ...withImport(fresh, arrival, at), ref: arrival.ref ?? null }, answer: 'new' };
  }
  const status = job.rebuilds?.status ?? job.status;
  const known = underRef(job, job.ref ?? arrival.ref ?? null, at, 'imported with a ref');
  const bringsBack = arrival.replace && arrival.isKeptAnew === true;
  if (status === 'indexed' && wasMadeFrom(job, arrival) && !bringsBack) {
    return known === job ? { answer: 'indexed' } : { value: known, answer: 'owed' };
  }
  if (!arrival.replace && hasResult(job, status)) {
    if (!resultsOf(job).includes(arrival.sha256)) return { answer: 'another result' };
    return known === job ? { answer: 'owed' } : { value: known, answer: 'owed' };
  }
  if (job.imported?.sha256 === arrival.sha256 && !isSettled(job.status)) {
    const owed = owedBecause(known, at, IMPORTED);
    const imported = arrival.isKeptAnew === true ? importedOf(arrival, job.imported.at) : job.imported;
    return { value: { ...owed, imported }, answer: 'owed' };
  }
  return { value: withImport(known, arrival, at), answer: 'new' };
}

/** It is the result; what came before it is what there is should it be none. A file must not look newer than it is. */
function withImport(job: Job, arrival: ImportArrival, at: Date): Job {
  const isOfRows = arrival.isKeptAnew === true && job.indexed?.raw.sha256 === arrival.sha256;
  const cameAt = arrival.at ?? (isOfRows ? job.indexed?.at : undefined) ?? at.toISOString();
  const owed = owedBecause(job, at, IMPORTED);
  return { ...owed, imported: importedOf(arrival, cameAt), pastCallbacks: pastOf(job, arrival) };
}

function importedOf({ key, versionId, sha256, bytes }: ImportArrival, at: string): ImportedResult {
  return { key, versionId, sha256, bytes, at };
}

/** The bytes that its rows are of, or those of the callback upon which its vendor was asked. */
export function wasMadeFrom({ indexed, claimedFrom }: Job, { sha256 }: Pick<RawRef, 'sha256'>): boolean {
  if (indexed?.raw.sha256 === sha256) return true;
  return claimedFrom?.importSha256 === null && claimedFrom.callbackSha256 === sha256;
}

/**
 * Indexed, or being indexed anew, or handed on in the midst of it. One that waits otherwise, failed, or was parked may be in want
 * of what is imported.
 */
function hasResult(job: Job, status: JobStatus): boolean {
  if (resultUnderWay(job) !== undefined) return true;
  return job.indexed !== null && (status === 'indexed' || status === 'received' || status === 'running');
}

/** Digests of what its rows are of, or will be. */
function resultsOf(job: Job): (string | undefined)[] {
  return [job.indexed?.raw.sha256, resultUnderWay(job)?.sha256];
}

/** The good result, whole and read, whose rows are written by one worker after the other. */
function resultUnderWay({ progress, rebuilds }: Job): RawRef | undefined {
  return progress?.ends === null && rebuilds === null ? progress.raw : undefined;
}
