/** What the front door knows of each vendor: how to find the job in a callback, and no more. */
import { hiveCallbackReader } from './hive/callback.ts';
import { humeCallbackReader } from './hume/callback.ts';
import type { CallbackReader } from './vendor.ts';

export type CallbackReaders = ReadonlyMap<string, CallbackReader>;

export const callbackReaders: CallbackReaders = new Map(
  [humeCallbackReader, hiveCallbackReader].map((reader) => [reader.name, reader]),
);
