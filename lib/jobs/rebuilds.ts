/** Making a settled job's rows again, and leaving it as it was. Pure decisions. */
import type { Job } from './job.ts';
import type { Settlement } from './leases.ts';
import { owedAnew } from './owed.ts';
import { isSettled } from './statuses.ts';

/** `busy`: it is owed, or a worker has it: its rows are about to be made anyway. */
export type RebuildOrdered = 'owed' | 'busy' | 'nothing indexed' | 'unknown';

const TO_BE_REBUILT = 'its rows are to be made again';

export function decideRebuild(job: Job | undefined, at: Date): { value?: Job; answer: RebuildOrdered } {
  if (job === undefined) return { answer: 'unknown' };
  const { status, reason, rebuilds } = job;
  if (rebuilds !== null && status === 'received') return { answer: 'owed' };
  // It was tried, and is to be tried at once.
  if (rebuilds !== null && status === 'waiting') {
    return { value: { ...owedAnew(job, at, TO_BE_REBUILT), rebuilds }, answer: 'owed' };
  }
  if (!isSettled(status)) return { answer: 'busy' };
  if (job.indexed === null) return { answer: 'nothing indexed' };
  return { value: { ...owedAnew(job, at, TO_BE_REBUILT), rebuilds: { status, reason } }, answer: 'owed' };
}

/** The job as it was before, its rows being of `indexed`. `problem`: why they are what they were. */
export function asItWas(
  { status, reason }: NonNullable<Job['rebuilds']>,
  indexed: NonNullable<Job['indexed']>,
  problem?: string,
): Settlement {
  if (status !== 'indexed') return { status, reason: reason ?? 'for no known reason', indexed };
  return { status, indexed, ...(problem !== undefined && { reason: `its rows could not be made again: ${problem}` }) };
}
