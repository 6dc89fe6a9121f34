/** Hive's results read in place say what they say when every part of them is parsed, and are refused in the same words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bothWays } from '../support/hive-in-place.ts';
import { anyHiveResult, HIVE_ZONES } from '../support/oracle/any-hive-result.ts';
import { anyCuts, anySpelling } from '../support/oracle/any-spelling.ts';
import { ORACLE_PARAMETERS, ORACLE_RUNS, ORACLE_TIMEOUT_MS } from '../support/oracle/runs.ts';
import { type Document, spelled } from '../support/oracle/spelled-json.ts';
import { piecesOf } from '../support/result-bytes.ts';

/** Half of what comes from elsewhere is as short as can be, without escapes: what is read in place, that is. */
const anySpellingOfThem = fc.oneof(
  anySpelling,
  fc.record({
    seed: fc.nat(),
    space: fc.constantFrom('none', 'pretty'),
    escapes: fc.constant('none' as const),
    numbers: fc.constantFrom('plain', 'odd'),
    keyOrder: fc.constant('kept' as const),
    unknownKeys: fc.constantFrom(0, 0.1),
  }),
);

const LISTS = ['output', 'classifications', 'bounding_poly'];

/** With lists three times as long: what is learned of an element shows in the next one like it. */
function lengthened(document: Document, key = ''): Document {
  if (Array.isArray(document)) {
    const members = document.map((member: Document) => lengthened(member));
    return LISTS.includes(key) ? [...members, ...members, ...members] : members;
  }
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(Object.entries(document).map(([inner, value]) => [inner, lengthened(value, inner)]));
}

/** What becomes of the bytes on their way: mostly nothing; the end is lost, or one byte is another. */
const anyDamage = fc.record({
  kind: fc.constantFrom('none', 'none', 'none', 'cut short', 'another byte'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte: fc.constantFrom(...Buffer.from('{}[]",:0-e \\\0n')),
});

function damaged(bytes: Uint8Array, { kind, at, byte }: { kind: string; at: number; byte: number }): Uint8Array {
  const index = Math.floor(at * bytes.length);
  if (kind === 'cut short') return bytes.subarray(0, index);
  return kind === 'another byte' ? bytes.with(index, byte) : bytes;
}

/** Each reads a result three times. */
const RUNS = Math.ceil(ORACLE_RUNS / 3);

test(
  'every product, in every spelling, in any chunks, whole or broken',
  async () => {
    const { parsed, inPlace } = bothWays();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        anyHiveResult,
        anySpellingOfThem,
        anyCuts,
        anyDamage,
        async (document, spelling, cuts, damage) => {
          const bytes = damaged(Buffer.from(spelled(lengthened(document), spelling, HIVE_ZONES)), damage);
          const pieces = piecesOf(
            bytes,
            cuts.map((share) => Math.floor(share * bytes.length)),
          );
          const outcome = await parsed([bytes]);
          if ('refused' in outcome) refused += 1;
          for (const { kind, summarise } of inPlace) expect(await summarise(pieces), kind).toEqual(outcome);
        },
      ),
      { ...ORACLE_PARAMETERS, numRuns: RUNS },
    );
    // They were read in place indeed, and some were refused, or the test above proves nothing.
    expect(refused).toBeGreaterThan(0);
    for (const { read } of inPlace) {
      expect(read.walked).toBeGreaterThan(RUNS / 4);
      expect(read.learned).toBeGreaterThan(RUNS / 4);
    }
  },
  ORACLE_TIMEOUT_MS,
);
