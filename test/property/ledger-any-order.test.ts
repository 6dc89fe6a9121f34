import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Settlement } from '../../lib/jobs/leases.ts';
import { type Ledger, makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeClock } from '../support/fakes.ts';
import { EARLY } from '../support/job-records.ts';
import { expectSound, watched } from '../support/sound-jobs.ts';
import { INDEXED_RESULT, importOf } from '../support/test-ledger.ts';

const MINUTE_MS = 60_000;

/** Settlements at random, by whoever claims to hold whatever lease. */
const settlement: fc.Arbitrary<Settlement> = fc.constantFrom<Settlement[]>(
  { status: 'failed', reason: 'failed' },
  { status: 'parked', reason: 'parked' },
  { status: 'waiting', reason: 'waiting', dueAt: new Date(Date.parse(EARLY) + 10 * MINUTE_MS) },
  {
    status: 'indexed',
    indexed: INDEXED_RESULT,
  },
);
type LedgerCall = (ledger: Ledger, leases: number, wait: (minutes: number) => void) => unknown;
const NAME = { vendor: 'hume', jobId: 'job-1' };
const ledgerCall: fc.Arbitrary<LedgerCall> = fc.oneof(
  fc.constantFrom('aa', 'bb', 'cc').map(
    (sha256): LedgerCall =>
      (ledger) =>
        ledger.recordCallback(NAME, { key: sha256, versionId: null, sha256, bytes: 1, ref: undefined }),
  ),
  fc.tuple(fc.constantFrom('aa', 'dd', 'ff'), fc.boolean()).map(
    ([sha256, replace]): LedgerCall =>
      (ledger) =>
        ledger.recordImport(NAME, importOf(sha256, { replace })),
  ),
  fc.constant<LedgerCall>((ledger) => ledger.rebuild(NAME)),
  fc.constant<LedgerCall>((ledger) => ledger.replay(NAME)),
  fc.constant<LedgerCall>((ledger) => ledger.claim(NAME, new Date(Date.parse(EARLY) + 30 * MINUTE_MS))),
  fc.tuple(settlement, fc.nat({ max: 2 })).map(
    ([outcome, ago]): LedgerCall =>
      (ledger, leases) =>
        ledger.settle(NAME, `lease-${leases - ago}`, outcome),
  ),
  fc.nat({ max: 40 }).map(
    (minutes): LedgerCall =>
      (_, __, wait) =>
        wait(minutes),
  ),
);

test('whatever the ledger is told, alone or at once, a job that is not done is due, and only one worker has it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(ledgerCall, { minLength: 1, maxLength: 4 }), { maxLength: 40 }),
      async (rounds) => {
        const clock = makeClock(EARLY);
        let leases = 0;
        const store = watched(makeMemoryJobStore());
        const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => `lease-${++leases}` });
        for (const round of rounds) {
          const before = await store.read(NAME);
          const outcomes = await Promise.all(
            round.map((call) => call(ledger, leases, (minutes) => clock.advance(minutes * MINUTE_MS))),
          );
          const kept = await store.read(NAME);
          if (kept !== undefined) expectSound(kept);
          const settled = outcomes.filter((outcome) => outcome === 'settled' || outcome === 'superseded');
          if (before?.status !== 'running') continue;
          // One lease is settled once; a second settlement needs a second claim in between.
          const claims = outcomes.filter(
            (outcome) => typeof outcome === 'object' && outcome !== null && 'leaseId' in outcome,
          );
          expect(settled.length).toBeLessThanOrEqual(1 + claims.length);
        }
      },
    ),
    { numRuns: 500 },
  );
});
