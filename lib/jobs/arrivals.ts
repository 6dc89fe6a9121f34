/** How a job comes to be owed: by a callback, an announcement, the vendor's own list, or a person. Pure decisions. */
import type { JobName } from '../summaries/job-name.ts';
import type { Job, KeptCallback } from './job.ts';
import { newJob, owedBecause } from './owed.ts';
import { isSettled } from './statuses.ts';

export type CallbackArrival = Omit<KeptCallback, 'receivedAt' | 'count'> & { ref: string | undefined };
export type Announcement = { ref?: string | undefined; expectBy: Date };

export const FOUND_IN_LIST = 'found in the vendor’s own list';

/** Digests of what came before kept per job: more than a vendor sends of one, few enough for an item. */
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
export function wasMissed({ status, callback, imported, raw, history }: Job): boolean {
  const wasFound = history.some(({ reason }) => reason === FOUND_IN_LIST);
  return status === 'parked' && callback === null && imported === null && raw === null && !wasFound;
}

/** Other bytes than before: the job is owed anew. While a worker runs, it finishes first. */
export function withCallback(job: Job, { ref, ...kept }: CallbackArrival, at: Date): Job {
  const owed = owedBecause({ ...job, ref: job.ref ?? ref ?? null }, at, null);
  return { ...owed, callback: firstOf(kept, at), imported: null, pastCallbacks: pastOf(job, kept) };
}

/** Digests of all that came before this, each where it came last. */
export function pastOf({ pastCallbacks, imported, callback }: Job, { sha256 }: { sha256: string }): string[] {
  const last = imported ?? callback;
  const latestFirst = [...pastCallbacks, ...(last === null ? [] : [last.sha256])].toReversed();
  const past = [...new Set(latestFirst)].filter((digest) => digest !== sha256);
  return past.slice(0, PAST_CALLBACKS).toReversed();
}

function firstOf(kept: Omit<CallbackArrival, 'ref'>, at: Date): KeptCallback {
  return { ...kept, receivedAt: at.toISOString(), count: 1 };
}

/** Whether these bytes are already what the job is worked on from, or what its rows are of. */
export function isRepeat({ callback, imported, indexed }: Job, { sha256 }: CallbackArrival): boolean {
  return [callback, imported, indexed?.raw].some((known) => known?.sha256 === sha256);
}

/**
 * The same bytes once more; they may come through a URL that says, where the first did not, what the file is called. The
 * job itself where there is nothing new about it.
 */
export function withRepeat(job: Job, { sha256, ref }: CallbackArrival, at: Date): Job {
  const { callback } = job;
  const counted = callback?.sha256 === sha256 ? { ...job, callback: { ...callback, count: callback.count + 1 } } : job;
  return underRef(counted, job.ref ?? ref ?? null, at, 'called back with a ref');
}

/** An announced ref goes before a callback's, whichever came first. */
export function withAnnouncement(job: Job, announcement: Announcement, at: Date): Job {
  const kept = keptAnnouncement(announcement, at);
  return underRef({ ...job, announcement: kept }, kept.ref ?? job.ref, at, 'announced with a ref');
}

/**
 * A job that was indexed under another ref is indexed again, whatever it is now. One that is still worked on comes to it by
 * itself, if it is not merely being rebuilt.
 */
export function underRef(job: Job, ref: string | null, at: Date, reason: string): Job {
  if (ref === job.ref) return job;
  const known = { ...job, ref };
  const isToBeOwed = job.rebuilds !== null || (job.indexed !== null && isSettled(job.status));
  return isToBeOwed ? owedBecause(known, at, reason) : known;
}

function keptAnnouncement({ ref, expectBy }: Announcement, at: Date) {
  return { at: at.toISOString(), ref: ref ?? null, expectBy: expectBy.toISOString() };
}
