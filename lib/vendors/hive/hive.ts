/** Hive V2 asynchronous tasks. The kept callback is the result of record; where it is missing, Hive can be asked. */
import type { Policy } from '../../summaries/policy.ts';
import type { RequestLimits } from '../request.ts';
import type { Vendor } from '../vendor.ts';
import { hiveCallbackReader } from './callback.ts';
import { makeFetchHiveResult } from './fetch-result.ts';
import { makeSummariseHive } from './summarise.ts';

export type HiveDeps = {
  /** What a file's headline is by when it is summarised; any other one can be asked for later. */
  policy: Policy;
  /** Where a task is asked for by its id; without it nothing is. */
  taskUrl?: string | undefined;
  apiKeys?: readonly string[] | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  limits?: Partial<RequestLimits> | undefined;
};

/** Throws an Error when `taskUrl` is not what `makeTaskUrl` takes. */
export function makeHive({ policy, taskUrl, apiKeys = [], fetch = globalThis.fetch, limits }: HiveDeps): Vendor {
  return {
    ...hiveCallbackReader,
    callbackIsResult: true,
    ...(taskUrl !== undefined && { fetchResult: makeFetchHiveResult({ taskUrl, apiKeys, fetch, limits }) }),
    summarise: makeSummariseHive(policy),
  };
}
