/** How long it took from a job's callback until what it said could be queried. Pure. */
import type { Delivery } from '../../local/simulators/callback.ts';
import type { Fault } from '../../local/simulators/faults.ts';

export type TimedJob = {
  vendor: string;
  expected: 'indexed' | 'failed';
  faults: readonly Fault[];
  deliveries: readonly Delivery[];
  /** Epoch milliseconds; undefined where nobody announced it. */
  expectByMs: number | undefined;
  history: readonly { at: string; status: string }[];
};

export type Timing =
  | { from: 'callback' | 'expectBy' | 'list'; ms: number }
  /** It was queryable before its callback, or before it was to be asked for: found in the vendor's list. */
  | { from: 'before' }
  /** It was found in a list that the sweep read unasked, as its first run does: there is no request to count from. */
  | { from: 'sweep' }
  | { from: 'never' };

/**
 * From the beginning of the first callback that was taken (for Hive, whose callback is the result, of the first that
 * held it), else from `expectBy`, else from the last time somebody asked for the list before it.
 */
export function timingOf(job: TimedJob, listRequestedAtMs: readonly number[]): Timing {
  const doneAt = job.history.filter(({ status }) => status === job.expected).map(({ at }) => Date.parse(at));
  const lastDoneAt = doneAt.at(-1);
  if (lastDoneAt === undefined) return { from: 'never' };
  const taken = job.deliveries.filter(({ status }) => status === 202);
  const isEmptyFirst = job.vendor === 'hive' && job.faults.includes('revised');
  const heard = isEmptyFirst ? taken[1] : taken[0];
  if (heard === undefined) {
    if (job.expectByMs !== undefined) {
      return lastDoneAt < job.expectByMs ? { from: 'before' } : { from: 'expectBy', ms: lastDoneAt - job.expectByMs };
    }
    const requestedAt = listRequestedAtMs.findLast((at) => at <= lastDoneAt);
    return requestedAt === undefined ? { from: 'sweep' } : { from: 'list', ms: lastDoneAt - requestedAt };
  }
  const heardAt = Date.parse(heard.at);
  if (!isEmptyFirst && doneAt.some((at) => at < heardAt)) return { from: 'before' };
  const firstAfter = doneAt.find((at) => at >= heardAt);
  return firstAfter === undefined ? { from: 'before' } : { from: 'callback', ms: firstAfter - heardAt };
}

export type Percentiles = { count: number; p50: number; p95: number; p99: number; max: number };

/** By the nearest rank; undefined of nothing. */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  if (sorted.length === 0) return undefined;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
