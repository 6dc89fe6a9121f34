/** When to try again. */

const FIRST_DELAY_MS = 15_000;
const LONGEST_DELAY_MS = 6 * 3600_000;
/** A vendor's own wish is a minimum, within reason: beyond this it is a mistake or an attack. */
const LONGEST_RETRY_AFTER_MS = 24 * 3600_000;

/** How long a result may be owed before a person has to look. */
export const GIVE_UP_AFTER_MS = 72 * 3600_000;

/**
 * Full jitter: anywhere between nothing and a bound that doubles per attempt, so that jobs which failed together do not
 * come back together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param attempt 1 for the first try that failed
 * @param random uniform in [0, 1)
 */
export function backoffMs(attempt: number, random: number, retryAfterMs = 0): number {
  const bound = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(Math.max(random * bound, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}
