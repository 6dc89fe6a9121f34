/** What `npm run bench -- coldstart` is told. */
import { parseArgs } from 'node:util';
import { functionEnvironments } from '../../lib/platform/config.ts';

export const COLDSTART_USAGE = `Usage: npm run bench -- coldstart [--rounds 15] [--against FOLDER] [--only FUNCTION]

  --rounds N        fresh processes for each bundle (15)
  --against FOLDER  other bundles, as \`npm run package\` leaves them in dist/, started in turn with today's
  --only FUNCTION   one function's bundle instead of all`;

export type ColdstartOptions = { rounds: number; against: string | undefined; only: string | undefined };

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readColdstartOptions(argv: readonly string[]): ColdstartOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '15' },
      against: { type: 'string' },
      only: { type: 'string' },
    },
  });
  if (!/^[1-9]\d{0,3}$/.test(values.rounds)) throw new Error('--rounds: must be a positive number');
  if (values.against === '') throw new Error('--against: must not be empty');
  if (values.only !== undefined && !Object.hasOwn(functionEnvironments, values.only)) {
    throw new Error(`--only: must be one of ${Object.keys(functionEnvironments).join(', ')}`);
  }
  return { rounds: Number(values.rounds), against: values.against, only: values.only };
}
