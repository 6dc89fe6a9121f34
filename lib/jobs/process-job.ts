/** One job, from the nudge to its settled state: claim, fetch to raw, index from raw, settle. */
import type { FileIndex } from '../index/file-index.ts';
import { Malformed, messageOf, Permanent, Retryable } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Count, MetricName } from '../platform/metrics.ts';
import { digesting } from '../raw/digest.ts';
import { resultKey } from '../raw/keys.ts';
import type { RawStreams } from '../raw/raw-store.ts';
import type { RawRef } from '../summaries/file-summary.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import type { VendorRegistry } from '../vendors/registry.ts';
import type { ExpectedCoverage, ResultReport, Vendor } from '../vendors/vendor.ts';
import { backoffMs, GIVE_UP_AFTER_MS } from './backoff.ts';
import type { Job, JobCoverage } from './job.ts';
import type { Ledger, Settlement } from './ledger.ts';

export type ProcessJobDeps = {
  vendors: VendorRegistry;
  ledger: Pick<Ledger, 'claim' | 'settle'>;
  rawStore: RawStreams;
  index: FileIndex;
  maxResultBytes: number;
  now: () => Date;
  /** Uniform in [0, 1). */
  random: () => number;
  log: Log;
  count: Count;
};

type Fetched = { raw: RawRef; expected: ExpectedCoverage } | { settlement: Settlement };

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

/**
 * Brings one job forward. Failures of the vendor, of AWS and of our own code end in the job's state; it throws only
 * when the ledger itself cannot be reached, and then the job is still due.
 */
export function makeProcessJob(deps: ProcessJobDeps) {
  const { vendors, ledger, rawStore, index, maxResultBytes, now, random, log, count } = deps;

  return async (name: JobName, { leaseEnd, signal }: WorkingTime): Promise<void> => {
    const key = jobKeyOf(name);
    const claim = await ledger.claim(name, leaseEnd);
    if (claim.outcome !== 'claimed') {
      if (claim.outcome === 'abandoned') count('JobParked');
      log.info('job_not_claimed', { job: key, outcome: claim.outcome });
      return;
    }
    const settlement = await settlementOf(claim.job, signal);
    const outcome = await ledger.settle(name, claim.leaseId, settlement);
    if (outcome === 'settled') count(METRIC_OF[settlement.status]);
    const reason = 'reason' in settlement ? settlement.reason : undefined;
    log.info('job_settled', { job: key, status: settlement.status, outcome, attempt: claim.job.attempt, reason });
  };

  async function settlementOf(job: Job, signal: AbortSignal): Promise<Settlement> {
    let raw: RawRef | undefined;
    try {
      const vendor = vendors.get(job.vendor);
      if (vendor === undefined) throw new Permanent(`no vendor is called ${job.vendor}`);
      const fetched = await fetchToRaw(job, vendor, signal);
      if ('settlement' in fetched) return fetched.settlement;
      raw = fetched.raw;
      return await indexFromRaw(job, vendor, fetched, signal);
    } catch (error) {
      return settlementOfFailure(job, error, raw);
    }
  }

  async function fetchToRaw(job: Job, vendor: Vendor, signal: AbortSignal): Promise<Fetched> {
    if (vendor.fetchResult === undefined) return { raw: keptCallbackOf(job), expected: {} };
    const result = await vendor.fetchResult(job.jobId, signal);
    if (result.state === 'failed') return { settlement: { status: 'failed', reason: result.message } };
    if (result.state === 'unfinished') return { settlement: waiting(job, 'the vendor has not finished the job') };
    if (result.state === 'gone') throw new Permanent(result.message);
    const raw = await rawStore.putStream(resultKey(job.vendor, job.jobId), result.body, maxResultBytes);
    return { raw, expected: result.expected };
  }

  /**
   * Reads the result twice: rows are touched only once all of it has been read, is what was kept, and says no failure.
   * Otherwise a result broken off in its middle would leave the index half of it and half of the one before.
   */
  async function indexFromRaw(
    job: Job,
    vendor: Vendor,
    { raw, expected }: { raw: RawRef; expected: ExpectedCoverage },
    signal: AbortSignal,
  ): Promise<Settlement> {
    const context = { jobId: job.jobId, ref: job.ref ?? undefined };
    const read = async () => inTime(await rawStore.read(raw), signal);
    const checked = digesting(await read(), Number.POSITIVE_INFINITY);
    const report = await vendor.summarise(checked.stream, context, async () => {});
    if (checked.digest().sha256 !== raw.sha256) throw new Retryable('the raw result is no longer what was kept');
    if (report.unknownClasses.length > 0) {
      log.warn('unknown_classes', { job: jobKeyOf(job), classes: report.unknownClasses.join(',') });
    }
    if (report.failure !== undefined) return { status: 'failed', reason: report.failure, raw };

    const writing = index.replaceJob(job, job.callback?.receivedAt ?? job.createdAt);
    await vendor.summarise(await read(), context, (summary) => writing.put({ ...summary, raw }));
    await writing.finish();
    return { status: 'indexed', raw, coverage: coverageOf(report, expected) };
  }

  /** What was fetched is named even where it could not be indexed: someone will want to look at it. */
  function settlementOfFailure(job: Job, error: unknown, raw: RawRef | undefined): Settlement {
    const reason = messageOf(error);
    if (error instanceof Malformed || error instanceof Permanent) return { status: 'parked', reason, raw };
    log.error('attempt_failed', error, { job: jobKeyOf(job) });
    return waiting(job, reason, { raw, retryAfterMs: error instanceof Retryable ? error.retryAfterMs : undefined });
  }

  function waiting(
    job: Job,
    reason: string,
    { raw, retryAfterMs }: { raw?: RawRef | undefined; retryAfterMs?: number | undefined } = {},
  ): Settlement {
    const owedForMs = now().getTime() - Date.parse(job.owedSince);
    if (owedForMs > GIVE_UP_AFTER_MS) return { status: 'parked', reason: `given up after 3 days: ${reason}`, raw };
    const delayMs = backoffMs(job.attempt, random(), retryAfterMs);
    return { status: 'waiting', reason, dueAt: new Date(now().getTime() + delayMs) };
  }
}

/** The stream, until time is up. */
async function* inTime(stream: AsyncIterable<Uint8Array>, signal: AbortSignal) {
  for await (const chunk of stream) {
    if (signal.aborted) throw new Retryable('the worker ran out of time while indexing');
    yield chunk;
  }
}

function keptCallbackOf({ callback }: Job): RawRef {
  if (callback === null) throw new Permanent('there is no callback, and the vendor has no call to fetch the result');
  const { key, versionId, sha256, bytes } = callback;
  return { key, versionId, sha256, bytes };
}

function coverageOf(report: ResultReport, expected: ExpectedCoverage): JobCoverage {
  const errors = Math.max(report.errorCount, expected.errors ?? 0);
  return {
    files: report.files,
    predictions: report.predictions,
    errors,
    expectedPredictions: expected.predictions ?? null,
    complete:
      errors > 0 ? false : expected.predictions === undefined ? null : report.predictions === expected.predictions,
  };
}
