/** One GET to a vendor, its failures told apart by what helps against them. */
import { Permanent, Retryable } from '../platform/errors.ts';

/** From the request to the answer's headers. A vendor may take long to send a large body, not to begin one. */
const ANSWER_WITHIN_MS = 30_000;

export type VendorRequest = {
  vendorTitle: string;
  url: string;
  headers: Record<string, string>;
  /** Ends the request, and the reading of its body. */
  signal: AbortSignal;
  /** Statuses by which this call says "not yet", besides those that always do. */
  notYet?: readonly number[];
};

/** Timeouts, throttling, and accepted but not there. 5xx besides. */
const ALWAYS_NOT_YET = [202, 204, 408, 425, 429];

/**
 * Answers the response when it is a 200. Throws Retryable for a broken connection, a timeout, 5xx and what says "not yet",
 * with the vendor's `Retry-After` where given; Permanent for any other status. Follows no redirect: an API that moved
 * is for a person to look at, and the key must not travel to another host.
 */
export async function requestVendor(fetch: typeof globalThis.fetch, request: VendorRequest): Promise<Response> {
  const response = await answer(fetch, request);
  const { status, headers } = response;
  if (status === 200) return response;
  await response.body?.cancel();
  const { vendorTitle, notYet = [] } = request;
  if (status >= 500 || ALWAYS_NOT_YET.includes(status) || notYet.includes(status)) {
    throw new Retryable(`${vendorTitle} answered ${status}`, { retryAfterMs: retryAfterMs(headers, new Date()) });
  }
  throw new Permanent(`${vendorTitle} answered ${status}${whatToDo(status)}`);
}

/** For the person who finds the job parked. */
function whatToDo(status: number): string {
  if (status === 401 || status === 403) return ': check the API key';
  if (status === 404 || status === 410) return ': it does not know the job';
  return status >= 300 && status < 400 ? ': the API has moved, check its base URL' : '';
}

async function answer(
  fetch: typeof globalThis.fetch,
  { vendorTitle, url, headers, signal }: VendorRequest,
): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
  try {
    return await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.any([patience.signal, signal]) });
  } catch (cause) {
    const isSlow = patience.signal.aborted || signal.aborted;
    throw new Retryable(`${vendorTitle} ${isSlow ? 'did not answer in time' : 'could not be reached'}`, { cause });
  } finally {
    clearTimeout(timer);
  }
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
