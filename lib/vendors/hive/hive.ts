/** Hive V2 asynchronous tasks. The kept callback is the result of record: there is nothing to fetch. */
import type { Vendor } from '../vendor.ts';
import { hiveCallbackReader } from './callback.ts';
import { makeSummariseHive } from './summarise.ts';

export function makeHive({ headlineClasses }: { headlineClasses: readonly string[] }): Vendor {
  return { ...hiveCallbackReader, callbackIsResult: true, summarise: makeSummariseHive(headlineClasses) };
}
