/** One job, from the nudge to its settled state: claim, obtain the result, index it from raw, settle. */
import type { FileIndex } from '../index/file-index.ts';
import { Malformed, messageOf, Permanent, Retryable } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Count, MetricName } from '../platform/metrics.ts';
import type { RawStreams } from '../raw/raw-store.ts';
import type { RawRef } from '../summaries/file-summary.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import type { VendorRegistry } from '../vendors/registry.ts';
import type { Vendor } from '../vendors/vendor.ts';
import { makeIndexResult } from './index-result.ts';
import type { Job } from './job.ts';
import type { Settlement } from './leases.ts';
import type { Claim, Ledger } from './ledger.ts';
import { makeObtainResult, type Obtained } from './obtain-result.ts';
import { makeTryLater } from './try-later.ts';
import type { VendorPauses } from './vendor-pauses.ts';

export type ProcessJobDeps = {
  vendors: VendorRegistry;
  ledger: Pick<Ledger, 'claim' | 'settle'>;
  pauses: VendorPauses;
  rawStore: RawStreams;
  index: FileIndex;
  maxResultBytes: number;
  now: () => Date;
  /** Uniform in [0, 1). */
  random: () => number;
  log: Log;
  count: Count;
};

const METRIC_OF: Record<Settlement['status'], MetricName> = {
  indexed: 'JobIndexed',
  failed: 'JobFailed',
  parked: 'JobParked',
  waiting: 'JobWaiting',
};

export type WorkingTime = {
  /** When another worker may take over; later than this one can live. */
  leaseEnd: Date;
  /** Says when to stop, with time left to settle. */
  signal: AbortSignal;
};

/** What became of the attempt to claim the job; once claimed, it was brought as far as it would go. */
export type Processed = Claim['outcome'];

/**
 * Brings one job forward. Failures of the vendor, of AWS and of our own code end in the job's state; it throws only
 * when the ledger itself cannot be reached, and then the job is still due.
 */
export function makeProcessJob(deps: ProcessJobDeps) {
  const { vendors, ledger, log, count } = deps;
  const obtainResult = makeObtainResult(deps);
  const indexResult = makeIndexResult(deps);
  const tryLater = makeTryLater(deps);

  return async (name: JobName, { leaseEnd, signal }: WorkingTime): Promise<Processed> => {
    const key = jobKeyOf(name);
    const claim = await ledger.claim(name, leaseEnd);
    if (claim.outcome !== 'claimed') {
      if (claim.outcome === 'abandoned') count('JobParked');
      log.info('job_not_claimed', { job: key, outcome: claim.outcome });
      return claim.outcome;
    }
    const settlement = await settlementOf(claim.job, signal);
    const outcome = await ledger.settle(name, claim.leaseId, settlement);
    if (outcome === 'settled') count(METRIC_OF[settlement.status]);
    const reason = 'reason' in settlement ? settlement.reason : undefined;
    log.info('job_settled', { job: key, status: settlement.status, outcome, attempt: claim.job.attempt, reason });
    return claim.outcome;
  };

  async function settlementOf(job: Job, signal: AbortSignal): Promise<Settlement> {
    let raw: RawRef | undefined;
    try {
      const vendor = vendors.get(job.vendor);
      if (vendor === undefined) throw new Permanent(`no vendor is called ${job.vendor}`);
      const obtained = await obtainResult(job, vendor, signal);
      switch (obtained.from) {
        case 'nowhere':
          return settlementWithout(job, obtained);
        case 'what was kept':
          return await indexWhatWasKept(job, vendor, obtained, signal);
        default:
          raw = obtained.raw;
          return await indexResult(job, vendor, obtained, signal);
      }
    } catch (error) {
      return settlementOfFailure(job, error, raw);
    }
  }

  function settlementWithout(job: Job, { state, reason }: Extract<Obtained, { from: 'nowhere' }>): Settlement {
    if (state === 'failed') return { status: 'failed', reason };
    return state === 'unfinished' ? tryLater(job, reason) : { status: 'waiting', reason, awaitsVendor: true };
  }

  /** A callback may hold the whole result, or be no more than a bell; an object may be gone. One that is well will do. */
  async function indexWhatWasKept(
    job: Job,
    vendor: Vendor,
    { candidates, otherwise }: Extract<Obtained, { from: 'what was kept' }>,
    signal: AbortSignal,
  ): Promise<Settlement> {
    let failure: Error = otherwise;
    for (const kept of candidates) {
      try {
        return await indexResult(job, vendor, kept, signal);
      } catch (error) {
        const isOfNoUse = error instanceof Malformed || error instanceof Permanent;
        if (!isOfNoUse && !(error instanceof Retryable)) throw error;
        // What may be read later is worth waiting for.
        if (!isOfNoUse) failure = error;
      }
    }
    throw failure;
  }

  /** What was fetched is named even where it could not be indexed: someone will want to look at it. */
  function settlementOfFailure(job: Job, error: unknown, raw: RawRef | undefined): Settlement {
    const reason = messageOf(error);
    if (error instanceof Malformed || error instanceof Permanent) return { status: 'parked', reason, raw };
    log.error('attempt_failed', error, { job: jobKeyOf(job) });
    return tryLater(job, reason, { raw, retryAfterMs: error instanceof Retryable ? error.retryAfterMs : undefined });
  }
}
