/** What `npm run demo` is told. */
import { randomBytes } from 'node:crypto';

export const DEMO_USAGE = `Usage: npm run demo [-- --faults [SEED]]

  --faults [SEED]  more jobs, and vendors that misbehave: callbacks late, early, twice, never, …;
                   the same SEED gives the same faults, without one they are new each time`;

export type DemoOptions = {
  /** Undefined: nothing goes wrong. */
  faultSeed: string | undefined;
};

/** Throws an Error of one line for anything else than the usage says. */
export function readDemoOptions(argv: readonly string[]): DemoOptions | 'help' {
  const [option, seed, ...more] = argv;
  if (option === '--help' || option === '-h') return 'help';
  if (option === undefined) return { faultSeed: undefined };
  if (option !== '--faults') throw new Error(`npm run demo does not know ${option}`);
  const unknown = seed?.startsWith('-') ? seed : more[0];
  if (unknown !== undefined) throw new Error(`npm run demo does not know ${unknown}`);
  if (seed === '') throw new Error('the seed must not be empty');
  return { faultSeed: seed ?? randomBytes(3).toString('hex') };
}
