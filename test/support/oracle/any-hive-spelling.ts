/** What Hive's results at random are made of, whatever the product: keys, names, and numbers that are none. */
import fc from 'fast-check';
import { anyShare, mostly, NO_NAMES, ODD_NAMES } from './any-spelling.ts';

export type Pair = { name: unknown; score: unknown };
/** How a product's scores are written: V1 and V2 say class and score, V3 class_name or class, and value. */
export type Keys = { name: string; score: string };

export const keys: fc.Arbitrary<Keys> = fc.constantFrom(
  { name: 'class', score: 'score' },
  { name: 'class', score: 'score' },
  { name: 'class_name', score: 'value' },
  { name: 'class', score: 'value' },
);
export const written = ({ name, score }: Keys, pairs: readonly Pair[]) =>
  pairs.map((pair) => ({ [name]: pair.name, [score]: pair.score }));

export const UNKNOWN_CLASSES = [
  'renamed',
  'no_renamed',
  'not_renamed',
  'no_hate',
  'no_in_hand',
  'not_clothes',
  'no_',
  'very_no_renamed',
  'none',
  'natural',
  'hate2',
  ...ODD_NAMES,
];
export const unknownClass = fc.constantFrom(...UNKNOWN_CLASSES);
export const noScore = fc.constantFrom(null, undefined, '1', true, [], 7, -1, 1.1, -0.1, 0.5, 1e300, Infinity);
export const noPair = fc.record({ name: fc.constantFrom(...NO_NAMES), score: fc.constantFrom(0, 1, null) });
export const serial = fc.nat();
export const number = (max: number) =>
  fc.oneof(
    fc.nat(max),
    anyShare.map((share) => share * max),
  );
const noNumber = fc.constantFrom(null, undefined, '1', 2 ** 53, 1e300, [], {});
export const at = (max: number) => mostly(number(max), noNumber, 15);
