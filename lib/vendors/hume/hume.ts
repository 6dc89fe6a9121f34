/** Hume's v0 batch API. The callback is only a bell: the result is fetched from the vendor by the job's id. */
import type { Vendor } from '../vendor.ts';
import { humeCallbackReader } from './callback.ts';
import { makeFetchHumeResult } from './fetch-result.ts';
import { makeListHumeJobs } from './list-jobs.ts';
import { type HumeApiDeps, makeRequestHume } from './request.ts';
import { summariseHume } from './summarise.ts';

export function makeHume(deps: HumeApiDeps): Vendor {
  const request = makeRequestHume(deps);
  return {
    ...humeCallbackReader,
    callbackIsResult: false,
    fetchResult: makeFetchHumeResult(request),
    listJobs: makeListHumeJobs(request),
    summarise: summariseHume,
  };
}
