/** One thing that hostile input is thrown at: what is thrown, and what has to hold. Runs under vitest and without it. */
import fc from 'fast-check';

/** Counts what came of the cases, by names of the target's own. */
export type Saw = (outcome: string) => void;

export type TargetRun = {
  cases: number;
  outcomes: ReadonlyMap<string, number>;
  /** The counterexample, shrunk, with the seed that leads to it. Undefined when all cases held. */
  failure: string | undefined;
};

export type Target = {
  name: string;
  /** Its part of all cases, in thousandths. */
  perThousand: number;
  /** Outcomes that many cases must have come to, or they have proved nothing. */
  mustSee: readonly string[];
  run(options: { cases: number; seed: number | undefined }): Promise<TargetRun>;
};

/** A case that is not answered within this is one that hangs. Long beside any, on the slowest machine. */
const CASE_TIMEOUT_MS = 20_000;

export type TargetAbout<T> = Pick<Target, 'name' | 'perThousand' | 'mustSee'> & {
  cases: fc.Arbitrary<T>;
  /** Throws when what must hold does not. */
  check: (hostile: T, saw: Saw) => Promise<void>;
};

export function makeTarget<T>({ name, perThousand, mustSee, cases: hostile, check }: TargetAbout<T>): Target {
  return {
    name,
    perThousand,
    mustSee,
    run: async ({ cases, seed }) => {
      const outcomes = new Map<string, number>();
      const saw = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const property = fc.asyncProperty(hostile, async (one) => {
        await check(one, saw);
        if (Object.keys(Object.prototype).length > 0) throw new Error('Object.prototype was changed');
      });
      const details = await fc.check(property, {
        numRuns: cases,
        timeout: CASE_TIMEOUT_MS,
        ...(seed !== undefined && { seed }),
      });
      return {
        cases: details.numRuns,
        outcomes,
        failure: details.failed
          ? `${await fc.asyncDefaultReportMessage(details)}\n\n${stackOf(details.errorInstance)}`
          : undefined,
      };
    },
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
