/** One job, from the nudge to its settled state: claim, attempt, settle. */
import type { MetricName } from '../platform/metrics.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import { type AttemptJobDeps, makeAttemptJob } from './attempt/attempt-job.ts';
import type { Settlement } from './leases.ts';
import type { Claim, Ledger } from './ledger.ts';

export type ProcessJobDeps = AttemptJobDeps & {
  ledger: Pick<Ledger, 'claim' | 'holds' | 'settle'>;
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
  const { ledger, log, count } = deps;
  const attemptJob = makeAttemptJob(deps);

  return async (name: JobName, time: WorkingTime): Promise<Processed> => {
    const writtenFiles = new Set<string>();
    const processed = await processOnce(name, time, writtenFiles);
    // What came meanwhile is due at once: nobody need nudge for it.
    if (processed === 'superseded' && !time.signal.aborted) await processOnce(name, time, writtenFiles);
    return processed === 'superseded' ? 'claimed' : processed;
  };

  async function processOnce(
    name: JobName,
    { leaseEnd, signal }: WorkingTime,
    writtenFiles: Set<string>,
  ): Promise<Processed | 'superseded'> {
    const key = jobKeyOf(name);
    const claim = await ledger.claim(name, leaseEnd);
    if (claim.outcome !== 'claimed') {
      if (claim.outcome === 'abandoned') count('JobParked');
      if (claim.outcome === 'rebuild abandoned') log.warn('rows_not_rebuilt', { job: key, reason: claim.outcome });
      log.info('job_not_claimed', { job: key, outcome: claim.outcome });
      return claim.outcome;
    }
    const { job, leaseId } = claim;
    const settlement = await attemptJob(job, {
      signal,
      isStillOurs: () => ledger.holds(name, leaseId),
      writtenFiles,
    });
    const outcome = await ledger.settle(name, leaseId, settlement);
    // A job that is merely rebuilt was counted when it came to its end.
    if (outcome === 'settled' && job.rebuilds === null) count(METRIC_OF[settlement.status]);
    // A failure is told in the vendor's own words, which may quote what they are about.
    const reason = 'reason' in settlement && settlement.status !== 'failed' ? settlement.reason : undefined;
    log.info('job_settled', {
      job: key,
      status: settlement.status,
      outcome,
      attempt: job.attempt,
      reason,
      // Whether all was there: indexed is also what is known to be in part.
      ...(settlement.status === 'indexed' && { complete: settlement.indexed.coverage.complete }),
      ...(job.rebuilds !== null && { isRebuild: true }),
    });
    return outcome === 'superseded' ? outcome : claim.outcome;
  }
}
