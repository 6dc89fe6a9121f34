/** How a job comes to be owed: by a callback, an announcement, the vendor's own list, or a person. Pure decisions. */
import type { JobName } from '../summaries/job-name.ts';
import { type Job, type KeptCallback, moved } from './job.ts';
import { isSettled } from './statuses.ts';

export type CallbackArrival = Omit<KeptCallback, 'receivedAt' | 'count'> & { ref: string | undefined };
export type Announcement = { ref?: string | undefined; expectBy: Date };

export const FOUND_IN_LIST = 'found in the vendor’s own list';

/** Digests of past callbacks kept per job: more than a vendor sends of one, few enough for an item. */
const PAST_CALLBACKS = 20;

export function jobOfCallback(name: JobName, { ref, ...kept }: CallbackArrival, at: Date): Job {
  const callback = firstOf(kept, at);
  return { ...newJob(name, at, { status: 'received', dueAt: at, reason: null }), callback, ref: ref ?? null };
}

export function jobOfAnnouncement(name: JobName, announcement: Announcement, at: Date): Job {
  const job = newJob(name, at, { status: 'expected', dueAt: announcement.expectBy, reason: null });
  const kept = keptAnnouncement(announcement, at);
  return { ...job, announcement: kept, ref: kept.ref };
}

export function jobOfList(name: JobName, at: Date): Job {
  return newJob(name, at, { status: 'received', dueAt: at, reason: FOUND_IN_LIST });
}

/** Parked because nothing was to be had of it, before its vendor listed it: a list tells of it once. */
export function wasMissed({ status, callback, raw, history }: Job): boolean {
  const wasFound = history.some(({ reason }) => reason === FOUND_IN_LIST);
  return status === 'parked' && callback === null && raw === null && !wasFound;
}

/** Other bytes than before: the job is owed anew. While a worker runs, it finishes first. */
export function withCallback(job: Job, { ref, ...kept }: CallbackArrival, at: Date): Job {
  const callback = firstOf(kept, at);
  const past = [...job.pastCallbacks, ...(job.callback === null ? [] : [job.callback.sha256])];
  const pastCallbacks = past.slice(-PAST_CALLBACKS);
  const withRef = { ...job, ref: job.ref ?? ref ?? null };
  if (job.status === 'running' || job.status === 'received') return { ...withRef, callback, pastCallbacks };
  return { ...owedAnew(withRef, at, null), callback, pastCallbacks };
}

function firstOf(kept: Omit<CallbackArrival, 'ref'>, at: Date): KeptCallback {
  return { ...kept, receivedAt: at.toISOString(), count: 1 };
}

/** The same bytes once more; they may come through a URL that says, where the first did not, what the file is called. */
export function withRepeat(job: Job, ref: string | undefined, at: Date): Job {
  const callback = job.callback && { ...job.callback, count: job.callback.count + 1 };
  const known = { ...job, callback, ref: job.ref ?? ref ?? null };
  return isUnderAnotherRef(job, known) ? owedAnew(known, at, 'called back with a ref') : known;
}

/** An announced ref goes before a callback's, whichever came first. A job indexed under another is indexed again. */
export function withAnnouncement(job: Job, announcement: Announcement, at: Date): Job {
  const kept = keptAnnouncement(announcement, at);
  const known = { ...job, announcement: kept, ref: kept.ref ?? job.ref };
  return isUnderAnotherRef(job, known) ? owedAnew(known, at, 'announced with a ref') : known;
}

/** Its rows are: whatever it is now, it was indexed before. One that is still worked on comes to it by itself. */
function isUnderAnotherRef(job: Job, { ref }: Job): boolean {
  return job.indexed !== null && isSettled(job.status) && ref !== job.ref;
}

function keptAnnouncement({ ref, expectBy }: Announcement, at: Date) {
  return { at: at.toISOString(), ref: ref ?? null, expectBy: expectBy.toISOString() };
}

/** Due now, with all of the time that retrying may take before it. */
export function owedAnew(job: Job, at: Date, reason: string | null): Job {
  return moved(job, {
    status: 'received',
    at,
    dueAt: at,
    reason,
    attempt: 0,
    owedSince: at.toISOString(),
    refusals: 0,
  });
}

function newJob(
  name: JobName,
  at: Date,
  { status, dueAt, reason }: { status: 'received' | 'expected'; dueAt: Date; reason: string | null },
): Job {
  const createdAt = at.toISOString();
  return {
    vendor: name.vendor,
    jobId: name.jobId,
    status,
    revision: 0,
    dueAt: dueAt.toISOString(),
    // What is expected later is not owed before; what was expected earlier has all of its time still.
    owedSince: (dueAt > at ? dueAt : at).toISOString(),
    attempt: 0,
    leaseId: null,
    awaitsVendor: false,
    ref: null,
    announcement: null,
    callback: null,
    pastCallbacks: [],
    raw: null,
    claimedFrom: null,
    coverage: null,
    indexed: null,
    refusals: 0,
    isGivenUp: false,
    reason,
    createdAt,
    updatedAt: createdAt,
    history: [{ at: createdAt, status, reason }],
  };
}
