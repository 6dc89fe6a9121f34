/** What `npm run fuzz` is told. */
import { randomInt } from 'node:crypto';

export const FUZZ_USAGE = `Usage: npm run fuzz [-- [--runs N] [--seed S]]

  --runs N  cases in all, spread over what they are thrown at; 12,000 without it
  --seed S  a whole number, as an earlier run printed it: the same cases again`;

export const DEFAULT_RUNS = 12_000;

export type FuzzOptions = { runs: number; seed: number };

/** Throws an Error of one line for anything else than the usage says. */
export function readFuzzOptions(argv: readonly string[]): FuzzOptions | 'help' {
  const options: FuzzOptions = { runs: DEFAULT_RUNS, seed: randomInt(1_000_000_000) };
  for (let at = 0; at < argv.length; at += 2) {
    const [option = '', value] = argv.slice(at, at + 2);
    if (option === '--help' || option === '-h') return 'help';
    if (option !== '--runs' && option !== '--seed') throw new Error(`npm run fuzz does not know ${option}`);
    if (!/^\d{1,9}$/.test(value ?? '')) throw new Error(`${option} takes a whole number`);
    options[option === '--runs' ? 'runs' : 'seed'] = Number(value);
  }
  if (options.runs === 0) throw new Error('--runs takes a whole number, from 1 on');
  return options;
}
