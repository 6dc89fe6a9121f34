/** Hume's v0 batch API. The callback is only a bell: the result is fetched from the vendor by the job's id. */
import type { Vendor } from '../vendor.ts';
import { humeCallbackReader } from './callback.ts';
import { type FetchHumeResultDeps, makeFetchHumeResult } from './fetch-result.ts';
import { summariseHume } from './summarise.ts';

export function makeHume(deps: FetchHumeResultDeps): Vendor {
  return {
    ...humeCallbackReader,
    callbackIsResult: false,
    fetchResult: makeFetchHumeResult(deps),
    summarise: summariseHume,
  };
}
