/** A bound on the names that a vendor's result may be full of: memory grows with them, and with nothing else in it. */
import { Permanent } from '../platform/errors.ts';

/**
 * Of classes, or of one model's emotions. A summary of more could not be kept: with its numbers and their place each takes
 * over 50 bytes of the 400 KB that an item of DynamoDB may have.
 */
export const MAX_NAMES = 10_000;

/** `what`: in the plural. */
export function tooManyNames(what: string): Permanent {
  return new Permanent(`a file with more than ${MAX_NAMES} ${what} cannot be summarised`);
}
