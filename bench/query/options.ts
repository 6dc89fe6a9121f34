/** What `npm run bench -- query` is told. */
import { parseArgs } from 'node:util';

export const QUERY_USAGE = `Usage: npm run bench -- query [--rows 1000000]

  --rows N  the largest index that is asked; the smaller ones have 10,000 and 100,000 rows (1000000: about 2 GB on disk
            and a quarter of an hour)`;

/** Rows of each index, smallest first. */
export type QueryOptions = { sizes: number[] };

const SMALLER = [10_000, 100_000];

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readQueryOptions(argv: readonly string[]): QueryOptions {
  const { values } = parseArgs({ args: [...argv], options: { rows: { type: 'string', default: '1000000' } } });
  if (!/^[1-9]\d{2,7}$/.test(values.rows)) throw new Error('--rows: must be a number from 100 to 99999999');
  const rows = Number(values.rows);
  return { sizes: [...SMALLER.filter((size) => size < rows), rows] };
}
