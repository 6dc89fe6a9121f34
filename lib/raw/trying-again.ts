/**
 * A second patience, for what is dear to begin anew. The SDK tries a request three times within a second or so, which is
 * right for a lost connection; an S3 that is busy, or away, takes some seconds to come back, and a result of which gigabytes
 * have been fetched is worth waiting for.
 */
import { Retryable } from '../platform/errors.ts';

/** Ends early, with an error, when the signal does. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Before the second and the third try: with the SDK's own, nine requests over up to some ten seconds. */
const PAUSES_MS = [1_000, 4_000];

/** Throws what the last try threw; at once what is not Retryable, or is so only anew, and when the signal has ended. */
export async function tryingAgain<T>(pause: Pause, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Retryable) || isOfLostUpload(error) || signal.aborted) throw error;
    }
    // At least half: what is busy is given time. The rest by chance, so that parts do not come back together.
    await pause(pauseMs * (0.5 + Math.random() / 2), signal);
  }
  return attempt();
}

/** S3 has forgotten the upload, or completed it and its answer was lost: it knows no more of it a second later either. */
function isOfLostUpload({ cause }: Retryable): boolean {
  return cause instanceof Error && cause.name === 'NoSuchUpload';
}
