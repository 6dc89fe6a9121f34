/** One attempt at a job that is claimed: get the result to raw, index it from raw; whatever fails becomes a settlement. */
import type { FileIndex } from '../../index/file-index.ts';
import { Malformed, messageOf, Permanent, Retryable } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Count } from '../../platform/metrics.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import { jobKeyOf } from '../../summaries/job-name.ts';
import type { RawRef } from '../../summaries/raw-ref.ts';
import type { VendorRegistry } from '../../vendors/registry.ts';
import type { Vendor } from '../../vendors/vendor.ts';
import { type Job, shortReason } from '../job.ts';
import type { Settlement } from '../leases.ts';
import type { VendorPauses } from '../standing/vendor-pauses.ts';
import { makeAskVendor } from './ask-vendor.ts';
import { makeGoOn, makeHandOn } from './hand-on.ts';
import { makeIndexResult, type Work, WRITTEN_BY_NEWER } from './index-result.ts';
import { makeKeptResults, resultOfCallback, resultOfImport } from './kept-results.ts';
import type { KeptResult } from './read-result.ts';
import { makeRebuildRows } from './rebuild-rows.ts';
import { makeRestoreRows } from './restore-rows.ts';
import { lastReasonOf, makeTryLater } from './try-later.ts';

export type AttemptJobDeps = {
  vendors: VendorRegistry;
  pauses: VendorPauses;
  rawStore: RawStreams;
  index: FileIndex;
  maxResultBytes: number;
  filesAtOnce?: number;
  now: () => Date;
  /** Uniform in [0, 1). */
  random: () => number;
  log: Log;
  count: Count;
};

/** What an attempt came to know before it ended, well or not. */
type Findings = { raw?: RawRef; areCallbacksResults: boolean };

/** Never throws: failures of the vendor, of AWS and of our own code end in the settlement. */
export function makeAttemptJob(deps: AttemptJobDeps): (job: Job, work: Work) => Promise<Settlement> {
  const { vendors, log } = deps;
  const askVendor = makeAskVendor(deps);
  const indexResult = makeIndexResult(deps);
  const keptResults = makeKeptResults(deps.rawStore);
  const restoreRows = makeRestoreRows({ ...deps, keptResults, indexResult });
  const tryLater = makeTryLater(deps);
  const handOn = makeHandOn({ ...deps, tryLater });
  const goOn = makeGoOn({ ...deps, indexResult, handOn, tryLater });
  const rebuildRows = makeRebuildRows({ log, indexResult, handOn, tryLater });

  return async (job, work) => {
    const vendor = vendors.get(job.vendor);
    if (job.rebuilds !== null && job.indexed !== null) {
      return rebuildRows(job, { vendor, rebuilds: job.rebuilds, indexed: job.indexed }, work);
    }
    if (vendor === undefined) return { status: 'parked', reason: `no vendor is called ${job.vendor}` };
    if (job.progress !== null) return goOn(job, vendor, job.progress, work);
    const findings: Findings = { areCallbacksResults: vendor.callbackIsResult };
    const settlement: Settlement = job.isGivenUp
      ? { status: 'parked', reason: lastReasonOf(job) }
      : await settlementOf(job, vendor, findings, work);
    if (settlement.status !== 'failed' && settlement.status !== 'parked') return settlement;
    try {
      // Rows of a worker that took over are not ours to restore.
      if (!(await work.isStillOurs())) return settlement;
      const restored = await restoreRows(job, vendor, findings.areCallbacksResults, work);
      if (restored.status === 'restored') return { ...settlement, indexed: restored.indexed };
      const { status, reason, raw = null } = settlement;
      const ends = { status, reason: shortReason(reason), raw, isGivenUp: job.isGivenUp };
      return handOn(job, { ...restored, progress: { ...restored.progress, ends } }, work.signal);
    } catch (error) {
      log.error('rows_not_restored', error, { job: jobKeyOf(job) });
      return job.isGivenUp ? settlement : tryLater(job, messageOf(error));
    }
  };

  async function settlementOf(job: Job, vendor: Vendor, findings: Findings, work: Work): Promise<Settlement> {
    try {
      if (job.imported !== null) {
        findings.raw = resultOfImport(job.imported).raw;
        return await settlementOfResult(job, vendor, resultOfImport(job.imported), work);
      }
      const ofCallback = await indexCallback(job, vendor, findings, work);
      if (ofCallback !== undefined) return ofCallback;
      const answered = await askVendor(job, vendor, work.signal);
      switch (answered.state) {
        case 'completed':
          findings.raw = answered.raw;
          return await settlementOfResult(job, vendor, answered, work);
        case 'gone':
          findings.areCallbacksResults = true;
          return await indexWhatWasKept(job, vendor, answered.otherwise, work);
        case 'failed':
          return { status: 'failed', reason: answered.reason };
        case 'unfinished':
          return tryLater(job, answered.reason);
        case 'refuses us':
          return { status: 'waiting', reason: answered.reason, awaitsVendor: true, refusals: answered.refusals };
      }
    } catch (error) {
      return settlementOfFailure(job, error, findings.raw);
    }
  }

  /** What a newer Verdex wrote waits for a worker of that version, be it given out at this moment, or again. */
  async function settlementOfResult(job: Job, vendor: Vendor, kept: KeptResult, work: Work): Promise<Settlement> {
    const indexed = await indexResult(job, vendor, kept, work);
    if (indexed.status === 'unfinished') return handOn(job, indexed, work.signal);
    return indexed.status === 'newer' ? tryLater(job, WRITTEN_BY_NEWER) : indexed;
  }

  /** Undefined where the vendor is to be asked: there is no callback, it is a bell, or it was cut or sent too soon. */
  async function indexCallback(job: Job, vendor: Vendor, findings: Findings, work: Work) {
    if (!vendor.callbackIsResult || job.callback === null) return undefined;
    const kept = resultOfCallback(job.callback);
    findings.raw = kept.raw;
    try {
      return await settlementOfResult(job, vendor, kept, work);
    } catch (error) {
      if (error instanceof Malformed && vendor.fetchResult !== undefined) return undefined;
      throw error;
    }
  }

  /** One that is well will do. What may be read later is worth waiting for; otherwise it is as the vendor said. */
  async function indexWhatWasKept(
    job: Job,
    vendor: Vendor,
    otherwise: Permanent | Retryable,
    work: Work,
  ): Promise<Settlement> {
    let failure = otherwise;
    for await (const kept of keptResults.all(job, work.signal)) {
      try {
        return await settlementOfResult(job, vendor, kept, work);
      } catch (error) {
        if (error instanceof Retryable && !work.signal.aborted) failure = error;
        else if (!(error instanceof Malformed || error instanceof Permanent)) throw error;
      }
    }
    throw failure;
  }

  /** What was fetched is named even where it could not be indexed: someone will want to look at it. */
  function settlementOfFailure(job: Job, error: unknown, raw: RawRef | undefined): Settlement {
    const reason = messageOf(error);
    if (error instanceof Malformed || error instanceof Permanent) return { status: 'parked', reason, raw };
    log.error('attempt_failed', error, { job: jobKeyOf(job) });
    return tryLater(job, reason, error instanceof Retryable ? error.retryAfterMs : undefined);
  }
}
