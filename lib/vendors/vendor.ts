/** The port every vendor folder implements. Nothing outside `lib/vendors/` knows a vendor by name. */
import type { FileSummary } from '../summaries/file-summary.ts';

export type ByteStream = AsyncIterable<Uint8Array>;

/** What the vendor's own API says about a job. */
export type FetchedResult =
  /** `body` is the result, byte for byte; `expected` is what the vendor says it holds. */
  | { state: 'completed'; body: ByteStream; expected: ExpectedCoverage }
  | { state: 'failed'; message: string }
  | { state: 'unfinished' }
  /**
   * The vendor does not have it, or no longer: what was kept of it is all there will be. Where `mayStillCome`, what it
   * said does not exclude that it has the result later: asking again helps when nothing was kept.
   */
  | { state: 'gone'; message: string; mayStillCome?: boolean };

/** One job of the vendor's own list. `isFinished`: whether there is a result, or a failure, to be fetched. */
export type ListedJob = { jobId: string; createdAt: Date; isFinished: boolean };

export type ExpectedCoverage = { predictions?: number | undefined; errors?: number | undefined };

/**
 * What summarising needs to know that is not in the bytes. Without a `jobId` (a saved result), the result's own is
 * used where it has one, else `unknown`.
 */
export type SummariseContext = { jobId?: string | undefined; ref?: string | undefined };

/** What a whole result came to, after its last file. */
export type ResultReport = {
  files: number;
  /** What was counted, in the units of the files' coverage. */
  predictions: number;
  /** How many there should be, where the result itself says so. */
  expected: number | null;
  /** As the result itself has it: whether all was there that should be; null where it does not say. */
  complete: boolean | null;
  /** Errors the vendor reported inside its result, and what had to be left out. */
  errorCount: number;
  /** Set when the vendor says that nothing of the job succeeded: the job failed. */
  failure: string | undefined;
  /** Class names no registry entry knows, over all files. */
  unknownClasses: string[];
  /** Known heads that came without some of their classes, as `{product}/{head}`, over all files. */
  changedHeads: string[];
};

/** A vendor's own words, cut to what a ledger row should hold. */
export function quoteVendor(message: string): string {
  return message.length > 300 ? `${message.slice(0, 299).toWellFormed()}…` : message;
}

/** A job id is at least a token that can stand in a key and a URL as it is. A vendor may promise more of its own. */
export function isVendorJobId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(text);
}

/**
 * A name that can stand in a key of the index, whose parts are at most 1,024 bytes, and of an attribute: the AWS client
 * drops one called `__proto__`, and makes one of all halves of surrogate pairs. Real names have about 30 characters.
 */
export function isVendorName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name.length <= 200 && name !== '__proto__' && name.isWellFormed();
}

/** How many of a result's errors are kept in words; the rest are counted. */
export const MAX_QUOTED_ERRORS = 20;

export type CallbackReader = {
  readonly name: string;
  /**
   * The job id of this vendor's that the text is, in the one spelling that stands in keys and in URLs of its API; undefined
   * when it is none.
   */
  jobIdOf(text: string): string | undefined;
  /** The job id a callback body is about, spelt as by `jobIdOf`, or undefined when it has none that is usable. */
  readJobId(body: Uint8Array): string | undefined;
};

export type Vendor = CallbackReader & {
  /** Where a kept callback is the result of record: the vendor is asked only when there is none. */
  readonly callbackIsResult: boolean;
  /**
   * Absent where the vendor cannot be asked. Throws Retryable, Permanent, or AccessRefused when it would answer nobody
   * with our key; so does the body. What is no job id is refused before anything is asked. Ends when `signal` says so.
   */
  fetchResult?(jobId: string, signal: AbortSignal): Promise<FetchedResult>;
  /**
   * The vendor's own list: every job created at that moment or later, the oldest first, a page at a time; a job may come
   * twice. Absent where there is no such list. Throws as {@link Vendor.fetchResult} does.
   */
  listJobs?(createdSince: Date, signal: AbortSignal): AsyncIterable<ListedJob[]>;
  /**
   * Reads a result once, front to back, in flat memory; calls `onFile` for each file, in the result's order, for
   * those of one chunk at once, and waits for them. Throws Malformed when the bytes are not this vendor's result.
   */
  summarise(
    result: ByteStream,
    context: SummariseContext,
    onFile: (summary: FileSummary) => Promise<void>,
  ): Promise<ResultReport>;
};
