/** The vendors' bytes, kept as they came: the ports. Four, since no function needs them all. */
import type { RawRef } from '../summaries/raw-ref.ts';
import type { ByteRange } from '../summaries/reader/cut-plan.ts';

export type RawBytes = {
  /** Keeps bytes that are in memory. Repeating it with the same key and bytes changes nothing. */
  put(key: string, bytes: Uint8Array): Promise<RawRef>;
};

export type RawStreams = {
  /**
   * Keeps a stream of unknown length in flat memory. Nothing is kept under the key unless the stream ends well. A chunk may be
   * filled again once the next is asked for. Throws Permanent past `limitBytes`, Retryable when `signal` ends it, and whatever
   * the stream throws.
   */
  putStream(key: string, stream: AsyncIterable<Uint8Array>, limitBytes: number, signal?: AbortSignal): Promise<RawRef>;
  /**
   * What was put under the key last, undefined if nothing was. Reads all of it, for its digest; throws Retryable when
   * `signal` ends that.
   */
  find(key: string, signal: AbortSignal): Promise<RawRef | undefined>;
  /** Throws Permanent when there is nothing under the key. The bytes themselves throw Retryable where they break off. */
  read(ref: RawRef): Promise<AsyncIterable<Uint8Array>>;
};

export type RawUrls = {
  /** A URL that hands out the bytes without further credentials for `expiresInSeconds`. */
  urlOf(ref: RawRef, expiresInSeconds: number): Promise<string>;
};

export type RawRanges = {
  /** These bytes and no others are read. Throws Permanent when there is no such object, or it is too short for the range. */
  readRange(ref: RawRef, range: ByteRange): Promise<Uint8Array>;
};
