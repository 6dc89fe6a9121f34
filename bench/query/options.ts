/** What `npm run bench -- query` is told. */
import { parseArgs } from 'node:util';
import { LEAST_ROWS } from './questions.ts';

export const QUERY_USAGE = `Usage: npm run bench -- query [--rows 1000000]

  --rows N  the largest index that is asked, of 10,000 rows or more; the smaller ones have 10,000 and 100,000 (1000000:
            about 2 GB on disk and a quarter of an hour)`;

/** Rows of each index, smallest first. */
export type QueryOptions = { sizes: number[] };

const SMALLER = [LEAST_ROWS, 100_000];

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readQueryOptions(argv: readonly string[]): QueryOptions {
  const { values } = parseArgs({ args: [...argv], options: { rows: { type: 'string', default: '1000000' } } });
  const rows = Number(values.rows);
  if (!/^\d{1,8}$/.test(values.rows) || rows < LEAST_ROWS) {
    throw new Error(`--rows: must be a number from ${LEAST_ROWS} to 99999999`);
  }
  return { sizes: [...SMALLER.filter((size) => size < rows), rows] };
}
