/** Where a job's result is to be had: from the callback, from the vendor, or from what was kept when it has it no more. */
import { AccessRefused, messageOf, Permanent, Retryable } from '../platform/errors.ts';
import { resultKey } from '../raw/keys.ts';
import type { RawStreams } from '../raw/raw-store.ts';
import type { FetchedResult, Vendor } from '../vendors/vendor.ts';
import type { KeptResult } from './index-result.ts';
import type { Job } from './job.ts';
import { rawOfCallback } from './kept-results.ts';
import type { VendorPauses } from './vendor-pauses.ts';

export type Obtained =
  | ({ from: 'callback' | 'vendor' } & KeptResult)
  /** The vendor has nothing (more) to give. `otherwise`: what to say when nothing that was kept is a result either. */
  | { from: 'what was kept'; otherwise: Permanent | Retryable }
  | { from: 'nowhere'; state: 'failed' | 'unfinished' | 'vendor refuses'; reason: string };

export type ObtainResult = (job: Job, vendor: Vendor, signal: AbortSignal) => Promise<Obtained>;

export type ObtainResultDeps = {
  rawStore: Pick<RawStreams, 'putStream'>;
  pauses: VendorPauses;
  maxResultBytes: number;
};

/** Throws Retryable and Permanent, as the vendor does. Asks no vendor that refuses us, but for a probe now and then. */
export function makeObtainResult({ rawStore, pauses, maxResultBytes }: ObtainResultDeps): ObtainResult {
  return async (job, vendor, signal) => {
    if (vendor.callbackIsResult && job.callback !== null) {
      return { from: 'callback', raw: rawOfCallback(job.callback), expected: {} };
    }
    if (vendor.fetchResult === undefined) {
      throw new Permanent(`no callback came, and ${vendor.name} cannot be asked for the result`);
    }
    const access = await pauses.mayAsk(vendor.name);
    if (access === 'no') {
      const reason = `${vendor.name} refuses us: see GET /vendors`;
      return { from: 'nowhere', state: 'vendor refuses', reason };
    }
    try {
      const result = await vendor.fetchResult(job.jobId, signal);
      const obtained = await obtainedFrom(result, job);
      if (access === 'probe') await pauses.answered(vendor.name);
      return obtained;
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      await pauses.refused(vendor.name, messageOf(error));
      return { from: 'nowhere', state: 'vendor refuses', reason: messageOf(error) };
    }
  };

  async function obtainedFrom(result: FetchedResult, job: Job): Promise<Obtained> {
    switch (result.state) {
      case 'completed': {
        const raw = await rawStore.putStream(resultKey(job.vendor, job.jobId), result.body, maxResultBytes);
        return { from: 'vendor', raw, expected: result.expected };
      }
      case 'failed':
        return { from: 'nowhere', state: 'failed', reason: result.message };
      case 'unfinished':
        return { from: 'nowhere', state: 'unfinished', reason: 'the vendor has not finished the job' };
      case 'gone':
        return {
          from: 'what was kept',
          otherwise: result.mayStillCome === true ? new Retryable(result.message) : new Permanent(result.message),
        };
    }
  }
}
