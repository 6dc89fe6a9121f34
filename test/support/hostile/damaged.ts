/** What was kept and is no longer as it was: by hand, by another program, by a version that is not known yet. */
import fc from 'fast-check';
import { type Mutation, mutate } from './mutations.ts';
import { anyJsonText, mostly } from './texts.ts';

const at = fc.nat();
/** DynamoDB nests 32 deep: developer guide, "Service, account, and table quotas". */
const json = mostly(anyJsonText, fc.constantFrom('1e21', '0.1', '-3', '"x"')).filter(
  (text) => !/(\[|\{"a":){20}/.test(text),
);
const change: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('replace'), at, json }),
  fc.record({ kind: fc.constant('swap'), at, with: at }),
  fc.record({ kind: fc.constant('rename'), at, name: fc.constantFrom('__proto__', 'constructor', 'more', '') }),
);

export const damage = fc.array(change, { minLength: 1, maxLength: 3 });

/** The object with some of its values changed; what makes no object any more changes nothing. */
export function damaged(whole: Record<string, unknown>, changes: readonly Mutation[]): Record<string, unknown> {
  const bytes = changes.reduce(mutate, Buffer.from(JSON.stringify(whole)));
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : whole;
  } catch {
    return whole;
  }
}

/** As version 1 wrote it: without what was added since. */
const ADDED_SINCE = new Set([
  'head',
  'polarity',
  'derived',
  'policy',
  'changedHeads',
  'notSummarised',
  'expected',
  'seconds',
  'models',
]);

export function asVersion1(whole: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify({ ...whole, indexVersion: 1 }, (key, value) => {
    // The size of a raw object was there, the place in it was not.
    const isPlace = key === 'bytes' && typeof value === 'object';
    return isPlace || ADDED_SINCE.has(key) ? undefined : value;
  });
  const { candidates: _, ...row } = JSON.parse(text);
  return row;
}
