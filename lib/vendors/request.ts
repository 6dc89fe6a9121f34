/** One GET to a vendor, its failures told apart by what helps against them. */
import { Permanent, Retryable } from '../platform/errors.ts';

/** From the request to the answer's headers. A vendor may take long to send a large body, not to begin one. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Answers the response when it is a 2xx. Throws Retryable for a broken connection, a timeout, 408, 425, 429 and 5xx,
 * with the vendor's `Retry-After` where given; Permanent for any other status. Follows no redirect: an API that moved
 * is for a person to look at, and the key must not travel to another host.
 */
export async function requestVendor(
  fetch: typeof globalThis.fetch,
  vendorTitle: string,
  url: string,
  headers: Record<string, string>,
): Promise<Response> {
  const response = await answer(fetch, vendorTitle, url, headers);
  if (response.ok) return response;
  await response.body?.cancel();
  const { status } = response;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new Retryable(`${vendorTitle} answered ${status}`, {
      retryAfterMs: retryAfterMs(response.headers, new Date()),
    });
  }
  const hint = status === 401 || status === 403 ? ': check the API key' : '';
  throw new Permanent(`${vendorTitle} answered ${status}${hint}`);
}

async function answer(
  fetch: typeof globalThis.fetch,
  vendorTitle: string,
  url: string,
  headers: Record<string, string>,
): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
  try {
    return await fetch(url, { headers, redirect: 'manual', signal: patience.signal });
  } catch (cause) {
    const why = patience.signal.aborted ? `did not answer within ${ANSWER_WITHIN_MS / 1000} s` : 'could not be reached';
    throw new Retryable(`${vendorTitle} ${why}`, { cause });
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
