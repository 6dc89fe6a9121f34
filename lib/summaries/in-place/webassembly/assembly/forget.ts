/** Leaves nothing of what was read. */
import { makeRoom } from './learned-value';
import { CLOSING_AT, MEMORY_BYTES, POWERS_AT } from './memory';
import { forgetWalked } from './score-list';

export function forget(): void {
  forgetWalked();
  makeRoom();
  // All but the powers of ten, which the caller has written there once.
  memory.fill(0, 0, POWERS_AT);
  memory.fill(CLOSING_AT, 0, MEMORY_BYTES - CLOSING_AT);
}
