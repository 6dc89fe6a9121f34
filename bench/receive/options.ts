/** What `npm run bench -- receive` is told. */
import { parseArgs } from 'node:util';

export const RECEIVE_USAGE = `Usage: npm run bench -- receive [--rounds 15]

  --rounds N  turns of each body, a fifth of a second each (15)`;

export type ReceiveOptions = { rounds: number };

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readReceiveOptions(argv: readonly string[]): ReceiveOptions {
  const { values } = parseArgs({ args: [...argv], options: { rounds: { type: 'string', default: '15' } } });
  if (!/^[1-9]\d{0,3}$/.test(values.rounds)) throw new Error('--rounds: must be a positive number');
  return { rounds: Number(values.rounds) };
}
