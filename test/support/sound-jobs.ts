/** What must hold of every job, whatever happens. */
import { expect } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { isSettled } from '../../lib/jobs/statuses.ts';

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
