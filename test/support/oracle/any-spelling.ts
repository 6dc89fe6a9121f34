/** Spellings of JSON, names and chunks at random. */
import fc from 'fast-check';
import type { Spelling } from './spelled-json.ts';

/** Names that are easily confused, lost or misread on the way. */
export const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'é',
  'e\u0301',
  '😀',
  '"quoted"',
  'back\\slash',
  'a/b',
  ' ',
  '1',
  '01',
  'new\nline',
  '\u0000',
  '\u2028',
  '名前',
  'x'.repeat(200),
] as const;

/** What is no name that an index could keep. */
export const NO_NAMES = ['', 'x'.repeat(201), null, 7, undefined, ['Joy'], {}] as const;

export const anySpelling: fc.Arbitrary<Spelling> = fc.record({
  seed: fc.nat(),
  space: fc.constantFrom('none', 'none', 'pretty', 'random'),
  escapes: fc.constantFrom('none', 'some', 'all'),
  numbers: fc.constantFrom('plain', 'odd'),
  keyOrder: fc.constantFrom('kept', 'random', 'random'),
  unknownKeys: fc.constantFrom(0, 0.1, 0.4),
});

/** Spread over 0..1, where almost all of `fc.double` is next to 0; and some of those. */
export const anyShare = fc.oneof(
  { weight: 5, arbitrary: fc.nat(10_000).map((parts) => parts / 10_000) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);

/** Where to cut the bytes, as shares of their length. */
export const anyCuts = fc.array(anyShare, { maxLength: 40 });

/** Now and then what is there is null, or not there. */
export function mayLack<T>(arbitrary: fc.Arbitrary<T>, freq = 6): fc.Arbitrary<T | null | undefined> {
  return fc.oneof({ weight: freq, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) });
}

/** One in so many is odd. */
export function mostly<T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>, freq = 12): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: freq, arbitrary: usual }, { weight: 1, arbitrary: odd });
}
