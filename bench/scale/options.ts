/** What `npm run bench -- scale` is told: nothing. */
import { parseArgs } from 'node:util';

export const SCALE_USAGE = 'Usage: npm run bench -- scale';

/** Throws an Error of `parseArgs` for anything at all. */
export function readScaleOptions(argv: readonly string[]): void {
  parseArgs({ args: [...argv], options: {} });
}
