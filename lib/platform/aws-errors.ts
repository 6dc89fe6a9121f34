/** The one place where failures of AWS become Verdex's own: what may pass, and what will not. */
import { Permanent, Retryable } from './errors.ts';

/** Refusals that no later attempt will change. Throttling, timeouts and 5xx are everything else. */
const PERMANENT = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'NoSuchKey',
  'NoSuchVersion',
  'NoSuchBucket',
  'InvalidRequest',
]);

/** Runs one call (or a few) to AWS; Verdex's own errors pass through as they are. */
export async function translatingAwsErrors<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !isOfAws(error)) return error;
  if (PERMANENT.has(error.name)) return new Permanent(`AWS refused: ${error.message || error.name}`, { cause: error });
  return new Retryable(`AWS failed: ${error.name}`, { cause: error });
}

/** What a service answered, or what kept a request from it; anything else that is thrown is a bug of ours. */
export function isOfAws(error: Error): boolean {
  return '$fault' in error || '$metadata' in error || 'code' in error || error.name === 'TimeoutError';
}
