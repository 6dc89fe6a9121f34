import { describe, expect, test } from 'vitest';
import { moved } from '../../../lib/jobs/job.ts';
import { isSettled, JOB_STATUSES, type JobStatus, mayBecome, TRANSITIONS } from '../../../lib/jobs/statuses.ts';
import { makeJob, secondsLater } from '../../support/job-records.ts';

/** The ledger's table in the design, column "may become". */
const DESIGNED: Record<JobStatus, JobStatus[]> = {
  expected: ['received', 'running'],
  received: ['running'],
  running: ['indexed', 'failed', 'waiting', 'parked', 'running'],
  waiting: ['received', 'running'],
  indexed: ['received'],
  failed: ['received'],
  parked: ['received'],
};
const pairs = JOB_STATUSES.flatMap((from) => JOB_STATUSES.map((to) => ({ from, to })));
const isDesigned = ({ from, to }: { from: JobStatus; to: JobStatus }) => DESIGNED[from].includes(to);

test('the moves are those of the design', () => {
  expect(TRANSITIONS).toEqual(DESIGNED);
  expect([...JOB_STATUSES].toSorted()).toEqual(Object.keys(DESIGNED).toSorted());
});

test('an end is what only new bytes or a person can leave', () => {
  expect(JOB_STATUSES.filter(isSettled)).toEqual(['indexed', 'failed', 'parked']);
  for (const status of JOB_STATUSES.filter(isSettled)) expect(TRANSITIONS[status]).toEqual(['received']);
});

test('from every state a job can still be worked on', () => {
  for (const status of JOB_STATUSES) {
    const next = [status, ...TRANSITIONS[status]];
    expect(next.some((from) => mayBecome(from, 'running'))).toBe(true);
  }
});

describe('a job', () => {
  const dueAt = secondsLater(60);
  const at = secondsLater(10);

  test.each(pairs.filter(isDesigned))('moves from $from to $to', ({ from, to }) => {
    const job = moved(makeJob({ status: from }), { status: to, at, dueAt, reason: 'why' });
    expect(job).toMatchObject({
      status: to,
      reason: 'why',
      updatedAt: at.toISOString(),
      dueAt: dueAt.toISOString(),
      createdAt: makeJob().createdAt,
    });
    expect(job.history.at(-1)).toEqual({ at: at.toISOString(), status: to, reason: 'why' });
  });

  test.each(pairs.filter((pair) => !isDesigned(pair)))('never moves from $from to $to', ({ from, to }) => {
    const job = makeJob({ status: from });
    expect(() => moved(job, { status: to, at, dueAt })).toThrow(`from ${from} to ${to}`);
  });

  test('moves without touching the one before', () => {
    const job = makeJob();
    moved(job, { status: 'running', at, dueAt });
    expect(job).toEqual(makeJob());
  });

  test('leaves the reason of the state it comes from behind', () => {
    expect(moved(makeJob({ status: 'waiting', reason: '503' }), { status: 'running', at, dueAt }).reason).toBeNull();
  });
});
