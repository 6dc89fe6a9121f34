/** All that can be seen of a result's being summarised. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import type { ResultReport, Vendor } from '../../lib/vendors/vendor.ts';

/** `files`: those that were handed over with each piece, the last ones once there were no more; also before an error. */
export type Outcome = { files: FileSummary[][]; report?: ResultReport; error?: string };

export async function outcomeOf(summarise: Vendor['summarise'], pieces: readonly Uint8Array[]): Promise<Outcome> {
  const outcome: Outcome = { files: [] };
  async function* told() {
    for (const piece of pieces) {
      outcome.files.push([]);
      yield piece;
    }
    outcome.files.push([]);
  }
  try {
    outcome.report = await summarise(told(), { jobId: 'job-1' }, async (summary) => {
      outcome.files.at(-1)?.push(summary);
    });
  } catch (error) {
    outcome.error = String(error);
  }
  return outcome;
}

/** To the sign of each 0 and the order of the keys. */
export function expectSame(outcome: Outcome, wanted: Outcome): void {
  // The comparison that can say what differs is a hundred times as slow.
  if (isDeepStrictEqual(outcome, wanted) && JSON.stringify(outcome) === JSON.stringify(wanted)) return;
  expect(outcome).toStrictEqual(wanted);
  expect(JSON.stringify(outcome)).toBe(JSON.stringify(wanted));
}
