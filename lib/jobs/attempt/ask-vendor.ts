/** Asking the vendor for a job's result, and keeping it. */
import { AccessRefused, messageOf, Permanent, Retryable } from '../../platform/errors.ts';
import type { RawStreams } from '../../raw/raw-store.ts';
import type { FetchedResult, Vendor } from '../../vendors/vendor.ts';
import type { Job } from '../job.ts';
import type { VendorPauses } from '../standing/vendor-pauses.ts';
import { makeKeepResult } from './keep-result.ts';
import type { KeptResult } from './read-result.ts';

export type VendorAnswered =
  | ({ state: 'completed' } & KeptResult)
  /** The vendor has nothing (more) to give. `otherwise`: what to say when nothing that was kept is a result either. */
  | { state: 'gone'; otherwise: Permanent | Retryable }
  | { state: 'failed' | 'unfinished'; reason: string }
  | { state: 'refuses us'; reason: string; refusals: number };

export type AskVendor = (job: Job, vendor: Vendor, signal: AbortSignal) => Promise<VendorAnswered>;

/**
 * A vendor that refuses us refuses everyone, and is paused. A job that is refused so often right after the vendor answered
 * others would pause it for ever.
 */
const MAX_REFUSALS = 3;

export type AskVendorDeps = {
  rawStore: Pick<RawStreams, 'putStream'>;
  pauses: VendorPauses;
  maxResultBytes: number;
};

/** Throws Retryable and Permanent, as the vendor does. Asks no vendor that refuses us, but for a probe now and then. */
export function makeAskVendor({ rawStore, pauses, maxResultBytes }: AskVendorDeps): AskVendor {
  const keepResult = makeKeepResult({ rawStore, maxResultBytes });
  return async (job, vendor, signal) => {
    if (vendor.fetchResult === undefined) {
      throw new Permanent(`no callback came, and ${vendor.name} cannot be asked for the result`);
    }
    const access = await pauses.mayAsk(vendor.name);
    if (access === 'no') {
      return { state: 'refuses us', reason: `${vendor.name} refuses us: see GET /vendors`, refusals: job.refusals };
    }
    try {
      const result = await vendor.fetchResult(job.jobId, signal);
      const answered = await keptFrom(result, job, vendor, signal);
      if (access === 'probe') await pauses.answered(vendor.name);
      return answered;
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      const reason = messageOf(error);
      // Others were answered before it, each time: it is this job that is refused.
      const refusals = job.refusals + (access === 'yes' ? 1 : 0);
      if (refusals >= MAX_REFUSALS)
        throw new Permanent(`${reason} (${refusals} times, while other jobs were answered)`);
      await pauses.refused(vendor.name, reason);
      return { state: 'refuses us', reason, refusals };
    }
  };

  async function keptFrom(
    result: FetchedResult,
    job: Job,
    vendor: Vendor,
    signal: AbortSignal,
  ): Promise<VendorAnswered> {
    switch (result.state) {
      case 'completed': {
        const { expected } = result;
        const at = job.callback?.receivedAt ?? job.createdAt;
        return { state: 'completed', ...(await keepResult(job, vendor, result.body, signal)), expected, at };
      }
      case 'failed':
        return { state: 'failed', reason: result.message };
      case 'unfinished':
        return { state: 'unfinished', reason: 'the vendor has not finished the job' };
      case 'gone':
        return {
          state: 'gone',
          otherwise: result.mayStillCome === true ? new Retryable(result.message) : new Permanent(result.message),
        };
    }
  }
}
