/** The states of a job and the moves between them, as data: code, tests and documentation read this one table. */

/** Where a job may go from each state. A job keeps a `dueAt` in every state that is not an end. */
export const TRANSITIONS = {
  /** Announced by the user, nothing heard yet. */
  expected: ['received', 'running'],
  /** A callback is kept, or the job was adopted from the vendor's list. */
  received: ['running'],
  /** A worker holds the lease. Back to `running` when the lease was lost and another worker takes over. */
  running: ['indexed', 'failed', 'waiting', 'parked', 'running'],
  /** To be tried again. */
  waiting: ['received', 'running'],
  indexed: ['received'],
  /** The vendor says that the job failed. */
  failed: ['received'],
  /** Given up, with a reason; a person decides. */
  parked: ['received'],
} as const;

export type JobStatus = keyof typeof TRANSITIONS;

/** The ends: nothing is owed, no `dueAt`. */
export const SETTLED_STATUSES = ['indexed', 'failed', 'parked'] as const;
export type SettledStatus = (typeof SETTLED_STATUSES)[number];

export const JOB_STATUSES = ['expected', 'received', 'running', 'waiting', 'indexed', 'failed', 'parked'] as const;

export function mayBecome(from: JobStatus, to: JobStatus): boolean {
  return TRANSITIONS[from].some((status) => status === to);
}

export function isSettled(status: JobStatus): status is SettledStatus {
  return SETTLED_STATUSES.some((settled) => settled === status);
}
