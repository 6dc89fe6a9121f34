/** One GET to a vendor, its answers told apart by what helps against them. */
import { AccessRefused, Permanent, Retryable } from '../platform/errors.ts';
import { type AnswerBody, answerBody } from './answer-body.ts';

export type RequestLimits = {
  /**
   * From the request, connecting included, to the answer's headers. A vendor may take long to send a large body, not to
   * begin one.
   */
  answerWithinMs: number;
  /** From one piece of a body to the next. */
  idleMs: number;
  /** Of a document that is read into memory. */
  documentBytes: number;
};

/** Hume tells of a job in a few KB; a page of 200 frames of Hive takes 1 MB. The times are ours: no vendor gives any. */
export const REQUEST_LIMITS: RequestLimits = {
  answerWithinMs: 30_000,
  idleMs: 30_000,
  documentBytes: 16 * 1024 * 1024,
};

export type VendorRequestDeps = {
  vendorTitle: string;
  fetch: typeof globalThis.fetch;
  /** What a person can do about a key that cannot be sent, as an end of a sentence. */
  checkTheKey: string;
  /** What a person can do about each status that refuses us and not this one request, as an end of a sentence. */
  refusals: Readonly<Record<number, string>>;
  limits?: Partial<RequestLimits> | undefined;
};

export type VendorRequest = {
  url: string;
  headers: Record<string, string>;
  /** What is asked for, as an object of a sentence: `the predictions`. */
  subject: string;
  /** Ends the request, and the reading of its body. */
  signal: AbortSignal;
  /** Statuses by which this call says "not yet", besides those that always do. */
  notYet?: readonly number[];
};

export type VendorAnswer = { isThere: true; body: AnswerBody } | { isThere: false; status: 404 | 410; message: string };
export type RequestVendor = (request: VendorRequest) => Promise<VendorAnswer>;

/** Timeouts, throttling, and accepted but not there. 5xx besides. */
const ALWAYS_NOT_YET = [202, 204, 408, 425, 429];

/**
 * Answers the body of a 200, and says which of 404 and 410 it was. Throws AccessRefused for a status of `refusals`, and
 * for a key that no header can hold; Retryable for a broken connection, a timeout, 5xx and what says "not yet", with the
 * vendor's `Retry-After` where given; Permanent for any other status. Follows no redirect: an API that moved is for a
 * person to look at, and the key must not travel to another host.
 */
export function makeRequestVendor(deps: VendorRequestDeps): RequestVendor {
  const { vendorTitle, fetch, checkTheKey, refusals, limits } = deps;
  const { answerWithinMs, ...bodyLimits } = { ...REQUEST_LIMITS, ...limits };

  async function answerTo({ url, headers, signal }: VendorRequest): Promise<Response> {
    // The error by which `fetch` refuses a header quotes its value.
    if (!Object.values(headers).every(isPlainText)) {
      throw new AccessRefused(`${vendorTitle}'s API key holds characters that no key has: ${checkTheKey}`);
    }
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), answerWithinMs);
    try {
      return await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.any([patience.signal, signal]) });
    } catch (error) {
      const cause = harmless(error);
      const isSlow = patience.signal.aborted || signal.aborted;
      throw new Retryable(`${vendorTitle} ${isSlow ? 'did not answer in time' : 'could not be reached'}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  return async (request) => {
    const response = await answerTo(request);
    const { status, headers, body } = response;
    const { subject, signal, notYet = [] } = request;
    if (status === 200) {
      if (body === null) throw new Retryable(`${vendorTitle} answered nothing for ${subject}`);
      return { isThere: true, body: answerBody(body, { vendorTitle, subject, signal, ...bodyLimits }) };
    }
    await body?.cancel().catch(() => {});
    const message = `${vendorTitle} answered ${status}`;
    if (status === 404 || status === 410) {
      return { isThere: false, status, message: `${message}: it does not have ${subject}` };
    }
    const refusal = refusals[status];
    if (refusal !== undefined) throw new AccessRefused(`${message}: ${refusal}`);
    if (status >= 500 || ALWAYS_NOT_YET.includes(status) || notYet.includes(status)) {
      throw new Retryable(message, { retryAfterMs: retryAfterMs(headers, new Date()) });
    }
    const hasMoved = status >= 300 && status < 400;
    throw new Permanent(hasMoved ? `${message}: the API has moved, check its URL` : message);
  };
}

/** What a key may be made of: printable ASCII. */
function isPlainText(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}

/** A connection that failed says why in a cause of its own; without one it is the arguments, and those may be quoted. */
function harmless(error: unknown): unknown {
  return error instanceof TypeError && error.cause === undefined ? undefined : error;
}

/** `Retry-After` is seconds or an HTTP date (RFC 9110, 10.2.3). Undefined when absent or unreadable. */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after');
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds > 0 ? seconds * 1000 : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
