/** What becomes of one saved document. */
import { wasMadeFrom } from '../jobs/imports.ts';
import type { Job } from '../jobs/job.ts';
import { objectsOf } from './kept-bytes.ts';

export type DocumentOutcome =
  /** `known`: its rows are there, made from these bytes. `failed`: it says that the job failed, and so does the ledger. */
  | { outcome: 'new' | 'replaced' | 'known' | 'failed' }
  /** `left`: recorded and kept; the deployment goes on with it. */
  | { outcome: 'left' | 'refused'; reason: string };

export const ANOTHER_RESULT: DocumentOutcome = {
  outcome: 'refused',
  reason: 'its job has another result already; with --replace this one takes its place',
};

export const ANOTHER_OF_THIS_RUN: DocumentOutcome = {
  outcome: 'refused',
  reason: 'another result of its job was just imported; --replace takes the place of earlier ones only',
};

const OVERTAKEN: DocumentOutcome = {
  outcome: 'refused',
  reason: 'another result of its job came meanwhile and goes before it; with --replace this one takes its place',
};

export const LOST: DocumentOutcome = {
  outcome: 'refused',
  reason: 'its rows are there, but what was kept of it is gone; --replace brings it back',
};

/** What became of the job may be another's doing: a callback, or another import, that came between this one's steps. */
export function outcomeOf(
  job: Job | undefined,
  digest: { sha256: string },
  asWished: DocumentOutcome,
): DocumentOutcome {
  if (job === undefined) return { outcome: 'left', reason: 'its record is gone' };
  if (objectsOf(job, digest).length === 0) return OVERTAKEN;
  switch (job.status) {
    case 'indexed':
      return wasMadeFrom(job, digest) ? asWished : OVERTAKEN;
    case 'failed':
      return job.raw?.sha256 === digest.sha256 ? { outcome: 'failed' } : OVERTAKEN;
    case 'parked':
      return { outcome: 'refused', reason: `its job is parked: ${job.reason ?? 'without a reason'}` };
    case 'running':
      return { outcome: 'left', reason: `a worker has it; should that one be gone, another has it from ${job.dueAt}` };
    default:
      return { outcome: 'left', reason: job.reason ?? 'it waits' };
  }
}
