/** How much of a file Hive's models have seen, all together. */
import type { Coverage } from '../../summaries/file-summary.ts';
import type { ReadEntry } from './entry-tally.ts';
import type { HiveInput } from './schemas.ts';

/** @param hasErrors whether a model failed, or is not read: what was seen is not all that was to be seen. */
export function fileCoverage(
  entries: readonly ReadEntry[],
  { durationSeconds }: HiveInput,
  hasErrors: boolean,
): Coverage {
  const counted = entries.map(({ coverage }) => coverage);
  const units = [...new Set(counted.map(({ unit }) => unit))];
  const [unit = 'mixed'] = units;
  const seconds = counted.map(({ lastSeconds }) => lastSeconds).filter((last) => last !== null);
  const indexedSeconds = seconds.length > 0 ? Math.max(...seconds) : null;
  const expectedSeconds = durationSeconds ?? null;
  return {
    unit: units.length > 1 ? 'mixed' : unit,
    indexed: counted.reduce((sum, { indexed }) => sum + indexed, 0),
    expected: counted.reduce<number | null>(
      (sum, { expected }) => (sum === null || expected === null ? null : sum + expected),
      0,
    ),
    complete: hasErrors ? false : completeness(counted.map(({ complete }) => complete)),
    ...((indexedSeconds !== null || expectedSeconds !== null) && {
      seconds: { expected: expectedSeconds, indexed: indexedSeconds },
    }),
    models: entries.map(({ model, coverage: { product, unit, indexed, expected, complete } }) => ({
      product,
      model,
      unit,
      indexed,
      expected,
      complete,
    })),
  };
}

/** False where one is, true where all are; else it cannot be told. */
function completeness(each: readonly (boolean | null)[]): boolean | null {
  if (each.includes(false)) return false;
  return each.includes(null) ? null : true;
}
