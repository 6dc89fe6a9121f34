/** What `npm run demo` is told. */
import { randomBytes } from 'node:crypto';

export const DEMO_USAGE = `Usage: npm run demo [-- --faults [SEED]]

  --faults [SEED]  more jobs, and vendors that misbehave: callbacks late, early, twice, never, …;
                   the same SEED gives the same faults, without one they are new each time`;

export type DemoOptions = {
  /** Undefined: nothing goes wrong. */
  faultSeed: string | undefined;
};

/** It is printed, in a line that is meant to be run. */
const SEED = /^[\w.-]{1,40}$/;

/** Throws an Error of one line for anything else than the usage says. */
export function readDemoOptions(argv: readonly string[], environment: NodeJS.ProcessEnv): DemoOptions | 'help' {
  if (argv.some((argument) => argument === '--help' || argument === '-h')) return 'help';
  const [option, seed, ...more] = argv;
  // Without the `--` an option is npm's own, which keeps it to itself.
  if (!argv.includes('--faults') && environment.npm_config_faults !== undefined) {
    throw new Error('did you mean `npm run demo -- --faults`?');
  }
  if (option === undefined) return { faultSeed: undefined };
  if (option !== '--faults') throw new Error(`npm run demo does not know ${option}`);
  const unknown = seed?.startsWith('-') ? seed : more[0];
  if (unknown !== undefined) throw new Error(`npm run demo does not know ${unknown}`);
  if (seed !== undefined && !SEED.test(seed)) {
    throw new Error('a seed is 1 to 40 letters, digits, dots, dashes and underscores');
  }
  return { faultSeed: seed ?? randomBytes(3).toString('hex') };
}
