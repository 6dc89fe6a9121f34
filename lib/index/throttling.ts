/**
 * A table that takes less for a while than it is given. Whoever writes to it waits and asks again, at random moments, so that
 * those who were refused together do not come back together.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Retryable } from '../platform/errors.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLING = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']);

/** Beyond the few tries of the AWS client itself, which knows nothing of how much time there is. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** About half a minute, for whoever does not say how much time there is. */
const MOST_PAUSES = 18;

/** Waits after the so-manieth try, from 1 on. Throws Retryable when there is no time for another. */
export type Pause = (tries: number) => Promise<void>;

/**
 * Full jitter: anywhere between nothing and a bound that doubles with each try.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param signal says when to stop; without one it is tried for about half a minute
 * @param random uniform in [0, 1)
 */
export function makePause(signal: AbortSignal | undefined, random: () => number): Pause {
  return async (tries) => {
    const boundMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
    try {
      if (signal === undefined && tries > MOST_PAUSES) throw new Error(`throttled ${tries} times in a row`);
      await sleep(random() * boundMs, undefined, { signal });
    } catch (cause) {
      throw new Retryable('DynamoDB is throttled, and there is no time to ask it again', { cause });
    }
  };
}

/** Makes the call until it is not throttled. */
export async function throughThrottling<T>(pause: Pause, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isThrottled(error)) throw error;
      await pause(tries);
    }
  }
}

export function isThrottled(error: unknown): boolean {
  return error instanceof Error && THROTTLING.has(error.name);
}
