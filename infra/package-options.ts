/** What `npm run package` is told, and tells osls. */
import { parseArgs } from 'node:util';

export const PACKAGE_USAGE = `Usage: npm run package [-- --stage STAGE] [--region REGION]

  --stage STAGE    what names of tables, queues and parameters begin with (dev)
  --region REGION  where it will be deployed (eu-central-1)`;

/** Options of `osls package`. Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readPackageOptions(argv: readonly string[]): string[] | 'help' {
  if (argv.some((argument) => argument === '--help' || argument === '-h')) return 'help';
  const { values } = parseArgs({
    args: [...argv],
    options: { stage: { type: 'string', short: 's' }, region: { type: 'string', short: 'r' } },
  });
  return Object.entries(values).flatMap(([option, value]) => {
    if (value === '') throw new Error(`--${option}: must not be empty`);
    return [`--${option}`, value];
  });
}
