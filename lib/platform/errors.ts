/**
 * The closed set of failures. Two questions decide the class: whose fault is it, and would trying again help?
 * Messages may reach a person or a ledger row: they name what is wrong and never quote secrets or content.
 */

/** Bytes that are not what they should be, and will not become it by waiting. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** A refusal that no later attempt will change: a job the vendor does not know, a result beyond the limit. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

/**
 * The other side refuses us, not this one request: a wrong or missing key, an account without balance. Every further
 * call would be refused as well, until a person has done something about it.
 */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}

/** A failure that may pass: throttling, an outage, a cut connection. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  /** The other side's own wish, in milliseconds: never try earlier. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The message of anything thrown, for a log line or a ledger reason. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
