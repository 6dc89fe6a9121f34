/** What must hold of every job, whatever happens. */
import { expect } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { isSettled, mayBecome } from '../../lib/jobs/statuses.ts';

/** The store, with what must hold of every job that is ever written. */
export function watched(store: JobStore): JobStore {
  return {
    ...store,
    write: (written, ifRevision) => {
      expectSound(written);
      return store.write(written, ifRevision);
    },
  };
}

export function expectSound({ status, dueAt, leaseId, history, callback, reason }: Job): void {
  expect({ status, isDue: dueAt !== null }).toEqual({ status, isDue: !isSettled(status) });
  expect({ status, isLeased: leaseId !== null }).toEqual({ status, isLeased: status === 'running' });
  expect(history.length).toBeLessThanOrEqual(20);
  expect(history.at(-1)?.status).toBe(status);
  expect(callback?.count ?? 1).toBeGreaterThan(0);
  if (status === 'failed' || status === 'parked' || status === 'waiting') expect(reason).toEqual(expect.any(String));
}

/** Every move that the record tells of since the one before it is one that a job may make. */
export function expectLegal(before: Job | undefined, after: Job): void {
  const path = [...(before === undefined ? [] : [before]), ...movesSince(before, after)].map(({ status }) => status);
  for (const [at, to] of path.slice(1).entries()) {
    const from = path[at];
    if (from !== undefined && !mayBecome(from, to)) throw new Error(`a job went from ${from} to ${to}`);
  }
  if (path.at(-1) !== after.status) throw new Error(`a job became ${after.status} without a word in its history`);
}

/** The history is bounded: what the later one has at its end and the earlier one has not. */
function movesSince(before: Job | undefined, { history }: Job): Job['history'] {
  if (before === undefined) return history;
  const kept = JSON.stringify(before.history);
  const isContinued = (moves: number) => {
    const common = history.slice(0, history.length - moves);
    return kept.endsWith(JSON.stringify(common).slice(1)) && (moves === 0 || common.length > 0);
  };
  const moves = history.findIndex((_, count) => isContinued(count));
  if (moves === -1) throw new Error('a job lost its history');
  return moves === 0 ? [] : history.slice(-moves);
}
