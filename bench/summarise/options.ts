/** What `npm run bench -- summarise` is told. */
import { parseArgs } from 'node:util';
import { INPUT_KINDS, type InputKind } from './inputs.ts';

export const SUMMARISE_USAGE = `Usage: npm run bench -- summarise [--sizes 1,10,100,500,2000] [--only ${INPUT_KINDS.join(',')}] [--rounds N]

  --sizes N,…   of Hume's results, in millions of bytes (1,10,100,500,2000); Hive's are 50 MB
  --only K,…    the kinds of results (all)
  --rounds N    how often each is measured, instead of 5 times up to 10 MB, 3 times beyond, once for 2 GB`;

export type SummariseOptions = {
  sizesBytes: readonly number[];
  kinds: readonly InputKind[];
  rounds: number | undefined;
};

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readSummariseOptions(argv: readonly string[]): SummariseOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sizes: { type: 'string', default: '1,10,100,500,2000' },
      only: { type: 'string', default: INPUT_KINDS.join(',') },
      rounds: { type: 'string' },
    },
  });
  return {
    sizesBytes: values.sizes.split(',').map((size) => positive('--sizes', size) * 1e6),
    kinds: values.only.split(',').map(kindOf),
    rounds: values.rounds === undefined ? undefined : positive('--rounds', values.rounds),
  };
}

function kindOf(text: string): InputKind {
  const kind = INPUT_KINDS.find((known) => known === text);
  if (kind === undefined) throw new Error(`--only: there is no ${text}; there are ${INPUT_KINDS.join(', ')}`);
  return kind;
}

function positive(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${option}: must be positive whole numbers`);
  return Number(text);
}
