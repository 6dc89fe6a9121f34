/** What `npm run bench -- pipeline` is told. */
import { parseArgs } from 'node:util';

export const PIPELINE_USAGE = `Usage: npm run bench -- pipeline [--sizes 1KB,1MB,10MB,100MB,1GB] [--rounds N]

  --sizes S,…   of the results
  --rounds N    how often each is measured, instead of 5 times up to 10 MB and 3 times beyond`;

export type PipelineOptions = { sizesBytes: readonly number[]; rounds: number | undefined };

const UNIT_BYTES: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9 };

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readPipelineOptions(argv: readonly string[]): PipelineOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { sizes: { type: 'string', default: '1KB,1MB,10MB,100MB,1GB' }, rounds: { type: 'string' } },
  });
  if (values.rounds !== undefined && !/^[1-9]\d?$/.test(values.rounds))
    throw new Error('--rounds: must be a positive whole number');
  return {
    sizesBytes: values.sizes.split(',').map(bytesOfSize),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
  };
}

function bytesOfSize(text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d{0,3})(KB|MB|GB)$/.exec(text) ?? [];
  const unitBytes = UNIT_BYTES[unit];
  if (unitBytes === undefined) throw new Error(`--sizes: ${text} is no size such as 1KB, 10MB or 1GB`);
  return Number(amount) * unitBytes;
}
