/** How often the comparisons with an oracle run: 300 times each, or `ORACLE_RUNS` times, from `ORACLE_SEED` where given. */
import { env } from 'node:process';

export const ORACLE_RUNS = Number(env.ORACLE_RUNS ?? 300);

export const ORACLE_PARAMETERS = {
  numRuns: ORACLE_RUNS,
  ...(env.ORACLE_SEED !== undefined && { seed: Number(env.ORACLE_SEED) }),
};

/** Milliseconds. Generous: thousands of runs are asked for by hand. */
export const ORACLE_TIMEOUT_MS = 60_000 + ORACLE_RUNS * 200;
