/**
 * The ledger of what is owed. Every change reads a job, decides with pure code, and writes on the condition that
 * nobody wrote in between; whoever comes second decides again on what is then true.
 */
import { Retryable } from '../platform/errors.ts';
import type { RawRef } from '../summaries/file-summary.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import { type Job, type JobCoverage, type KeptCallback, moved } from './job.ts';
import type { JobStore } from './job-store.ts';
import { isSettled, type JobStatus } from './statuses.ts';

export type CallbackArrival = Omit<KeptCallback, 'receivedAt' | 'count'> & { ref: string | undefined };
export type Recorded = { outcome: 'new' | 'changed' | 'repeated'; status: JobStatus };

/** `leaseId` proves to {@link Ledger.settle} that the settling worker is the one that claimed. */
export type Claim =
  | { outcome: 'claimed'; job: Job; leaseId: string }
  | { outcome: 'taken' | 'not due' | 'done' | 'unknown' | 'abandoned' };

export type Settlement =
  | { status: 'indexed'; raw: RawRef; coverage: JobCoverage }
  /** `raw`: what was fetched, if anything was; without it the job keeps naming what it had. */
  | { status: 'failed' | 'parked'; reason: string; raw?: RawRef | undefined }
  | { status: 'waiting'; reason: string; dueAt: Date };

export type Ledger = {
  /** Bytes already recorded for the job are counted and change nothing else. */
  recordCallback(name: JobName, arrival: CallbackArrival): Promise<Recorded>;
  /** One worker at a time: the lease lasts until `leaseEnd`, then the job is due again. */
  claim(name: JobName, leaseEnd: Date): Promise<Claim>;
  settle(name: JobName, leaseId: string, settlement: Settlement): Promise<'settled' | 'superseded' | 'lease lost'>;
};

/** Writers of one job at one moment are its worker and some callbacks; more rounds than this mean something is wrong. */
const MAX_CONFLICTS = 100;

/** A job that so many workers in a row did not come back from kills them; it must not take the next one. */
const MAX_LOST_LEASES = 5;

/** Digests of past callbacks kept per job: more than a vendor sends of one, few enough for an item. */
const PAST_CALLBACKS = 20;

export function makeLedger(deps: { store: JobStore; now: () => Date; newLeaseId: () => string }): Ledger {
  const { store, now, newLeaseId } = deps;

  /** Repeats `decide` until its job is written over exactly what it decided on; a job left as it is writes nothing. */
  async function change<T>(name: JobName, decide: (job: Job | undefined) => { job?: Job; answer: T }): Promise<T> {
    for (let round = 0; round < MAX_CONFLICTS; round += 1) {
      const kept = await store.read(name);
      const { job, answer } = decide(kept);
      if (job === undefined || (await store.write(job, kept?.revision ?? null)) === 'written') return answer;
    }
    throw new Retryable(`the ledger record of ${jobKeyOf(name)} kept changing`);
  }

  return {
    recordCallback: (name, arrival) =>
      change(name, (job): { job?: Job; answer: Recorded } => {
        if (job === undefined) {
          const fresh = newJob(name, arrival, now());
          return { job: fresh, answer: { outcome: 'new', status: fresh.status } };
        }
        if (job.pastCallbacks.includes(arrival.sha256)) return { answer: { outcome: 'repeated', status: job.status } };
        if (job.callback?.sha256 === arrival.sha256) {
          const callback = { ...job.callback, count: job.callback.count + 1 };
          return { job: { ...job, callback }, answer: { outcome: 'repeated', status: job.status } };
        }
        const next = withCallback(job, arrival, now());
        return { job: next, answer: { outcome: job.callback === null ? 'new' : 'changed', status: next.status } };
      }),

    claim: (name, leaseEnd) =>
      change(name, (kept): { job?: Job; answer: Claim } => {
        if (kept === undefined) return { answer: { outcome: 'unknown' } };
        if (isSettled(kept.status)) return { answer: { outcome: 'done' } };
        const at = now();
        if (kept.dueAt !== null && kept.dueAt > at.toISOString()) {
          return { answer: { outcome: kept.status === 'running' ? 'taken' : 'not due' } };
        }
        const job = isSuperseded(kept) ? superseded(kept, at) : kept;
        if (lostLeases(job) >= MAX_LOST_LEASES) return { job: abandoned(job, at), answer: { outcome: 'abandoned' } };
        const leaseId = newLeaseId();
        const attempt = job.attempt + 1;
        const claimedCallbackSha256 = job.callback?.sha256 ?? null;
        const claimed = moved(job, { status: 'running', at, dueAt: leaseEnd, leaseId, attempt, claimedCallbackSha256 });
        return { job: claimed, answer: { outcome: 'claimed', job: claimed, leaseId } };
      }),

    settle: (name, leaseId, settlement) =>
      change(name, (job): { job?: Job; answer: 'settled' | 'superseded' | 'lease lost' } => {
        if (job?.status !== 'running' || job.leaseId !== leaseId) return { answer: 'lease lost' };
        if (isSuperseded(job)) return { job: superseded(job, now()), answer: 'superseded' };
        return { job: settled(job, settlement, now()), answer: 'settled' };
      }),
  };
}

function newJob(name: JobName, arrival: CallbackArrival, at: Date): Job {
  const receivedAt = at.toISOString();
  const { ref, ...kept } = arrival;
  return {
    ...name,
    status: 'received',
    revision: 0,
    dueAt: receivedAt,
    owedSince: receivedAt,
    attempt: 0,
    leaseId: null,
    ref: ref ?? null,
    callback: { ...kept, receivedAt, count: 1 },
    pastCallbacks: [],
    raw: null,
    claimedCallbackSha256: null,
    coverage: null,
    reason: null,
    createdAt: receivedAt,
    updatedAt: receivedAt,
    history: [{ at: receivedAt, status: 'received', reason: null }],
  };
}

/** Other bytes than before: the job is owed anew. While a worker runs, it finishes first (see {@link superseded}). */
function withCallback(job: Job, { ref, ...kept }: CallbackArrival, at: Date): Job {
  const callback = { ...kept, receivedAt: at.toISOString(), count: 1 };
  const pastCallbacks = [...job.pastCallbacks, ...(job.callback === null ? [] : [job.callback.sha256])];
  const changes = { callback, pastCallbacks: pastCallbacks.slice(-PAST_CALLBACKS) };
  const withRef = { ...job, ref: job.ref ?? ref ?? null };
  if (job.status === 'running' || job.status === 'received') return { ...withRef, ...changes };
  return moved(withRef, { status: 'received', at, dueAt: at, ...changes, attempt: 0, owedSince: at.toISOString() });
}

/** Workers in a row that claimed the job and were not heard of again. */
function lostLeases({ status, history }: Job): number {
  if (status !== 'running') return 0;
  return history.length - 1 - history.findLastIndex((entry) => entry.status !== 'running');
}

function abandoned(job: Job, at: Date): Job {
  const reason = `given up: ${MAX_LOST_LEASES} workers in a row did not come back from it`;
  return moved(job, { status: 'parked', at, dueAt: null, reason, leaseId: null });
}

/** The worker that runs, or that did not come back, worked from another callback than the latest. */
function isSuperseded({ status, callback, claimedCallbackSha256 }: Job): boolean {
  return status === 'running' && (callback?.sha256 ?? null) !== claimedCallbackSha256;
}

/** Another callback came while the worker ran: what it did is of the past, the new bytes are processed next. */
function superseded(job: Job, at: Date): Job {
  const reason = 'another callback came while this one was processed';
  return moved(job, {
    status: 'waiting',
    at,
    dueAt: at,
    reason,
    leaseId: null,
    attempt: 0,
    owedSince: at.toISOString(),
  });
}

function settled(job: Job, settlement: Settlement, at: Date): Job {
  const { status } = settlement;
  switch (status) {
    case 'waiting':
      return moved(job, { status, at, dueAt: settlement.dueAt, reason: settlement.reason, leaseId: null });
    case 'indexed':
      return moved(job, { ...settlement, at, dueAt: null, leaseId: null });
    default: {
      const { reason, raw = job.raw } = settlement;
      return moved(job, { status, at, dueAt: null, reason, raw, coverage: null, leaseId: null });
    }
  }
}
