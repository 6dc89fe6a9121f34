/** Looks on at every write of the table of jobs, and notes what must never be. */
import type { Job } from '../../../lib/jobs/job.ts';
import type { JobStore } from '../../../lib/jobs/job-store.ts';
import { expectLegal, expectSound } from '../sound-jobs.ts';

export type Watch = {
  violations: string[];
  /** Performs the write of a job. `conflict`: nothing was written. */
  writing<Answer>(job: Job, invocation: string, perform: () => Promise<Answer>): Promise<Answer>;
};

/** `read` goes past every invocation. */
export function makeWatch({ read, now }: { read: JobStore['read']; now: () => Date }): Watch {
  const violations: string[] = [];
  /** The invocation that holds each lease. */
  const holders = new Map<string, string>();

  function note(invocation: string, check: () => void) {
    try {
      check();
    } catch (error) {
      violations.push(`${invocation}: ${String(error)}`);
    }
  }

  /** A lease is ended by its holder, or by anyone once it is over. */
  function expectOwnLease(before: Job, after: Job, invocation: string) {
    if (before.leaseId === null || after.leaseId === before.leaseId) return;
    const isOver = before.dueAt !== null && before.dueAt <= now().toISOString();
    if (holders.get(before.leaseId) === invocation ? after.status !== 'running' : isOver) return;
    throw new Error(`it ended the lease of ${holders.get(before.leaseId)}: ${before.status} to ${after.status}`);
  }

  function look(before: Job | undefined, after: Job, invocation: string) {
    note(invocation, () => expectSound(after));
    note(invocation, () => expectLegal(before, after));
    if (before !== undefined) note(invocation, () => expectOwnLease(before, after, invocation));
    if (after.leaseId !== null && after.leaseId !== before?.leaseId) holders.set(after.leaseId, invocation);
  }

  return {
    violations,
    writing: async (job, invocation, perform) => {
      const before = await read(job);
      const answer = await perform();
      // What was written was written over what was read here: whoever was overtaken meets a conflict.
      if (answer !== 'conflict') look(before, job, invocation);
      return answer;
    },
  };
}
