/** The cutter against `JSON.parse` of the whole: what it cuts is what is there, wherever the chunks end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Malformed } from '../../lib/platform/errors.ts';
import { type Cut, cutsOf } from '../support/json-cutting.ts';
import { piecesOf } from '../support/result-bytes.ts';

const PATTERNS = ['sources[].name', 'sources[].groups.*[]', 'extra', 'list[][]'];
type Found = { pattern: string; path: (string | number)[]; value: unknown };

/** Patterns as plain segments: `[]`, `*` or a key. */
function segmentsOf(pattern: string): string[] {
  return pattern.match(/\[\]|[^.[\]]+/g) ?? [];
}

/** All places of a pattern in a parsed document; undefined where the document has not the pattern's shape. */
function placesOf(pattern: string, root: unknown): Found[] | undefined {
  let places: Found[] = [{ pattern, path: [], value: root }];
  for (const segment of segmentsOf(pattern)) {
    const below: Found[] = [];
    for (const { path, value } of places) {
      if (value === null) continue;
      if (typeof value !== 'object' || Array.isArray(value) !== (segment === '[]')) return undefined;
      for (const [key, child] of Object.entries(value)) {
        if (segment !== '[]' && segment !== '*' && segment !== key) continue;
        below.push({ pattern, path: [...path, segment === '[]' ? Number(key) : key], value: child });
      }
    }
    places = below;
  }
  return places;
}

/** What has to be cut from a document, or undefined where its shape is to be refused. */
function expectedCuts(text: string): Found[] | undefined {
  const root: unknown = JSON.parse(text);
  const found = PATTERNS.map((pattern) => placesOf(pattern, root));
  return found.some((places) => places === undefined) ? undefined : found.flatMap((places) => places ?? []);
}

function byPlace(cuts: readonly Found[]): Map<string, unknown> {
  return new Map(cuts.map(({ pattern, path, value }) => [JSON.stringify([pattern, path]), value]));
}

/** The cuts, or 'refused'. Anything but Malformed is a bug, and comes through. */
function tryCuts(pieces: readonly Uint8Array[]): Cut[] | 'refused' {
  try {
    return cutsOf(PATTERNS, pieces);
  } catch (error) {
    if (error instanceof Malformed) return 'refused';
    throw error;
  }
}

const value = fc.jsonValue({ maxDepth: 3, noUnicodeString: false, depthSize: 'small' });
const name = fc.string({ unit: 'binary', maxLength: 6 });
const sources = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record(
        { name: value, groups: fc.dictionary(name, fc.array(value, { maxLength: 3 })), other: value },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  { maxLength: 3 },
);
const wellShaped = fc.record(
  {
    before: value,
    sources: fc.option(sources),
    extra: value,
    list: fc.array(fc.array(value, { maxLength: 3 }), { maxLength: 3 }),
    after: value,
  },
  { requiredKeys: [] },
);
const document = fc.oneof({ weight: 6, arbitrary: wellShaped }, { weight: 1, arbitrary: value });
const indent = fc.constantFrom('', ' ', '\t', '  \r\n');
/** Documents, some of them of another shape, in every spelling; and where to cut their bytes into chunks. */
const spelled = fc.record({
  text: fc.tuple(document, indent, fc.boolean()).map(([root, space, marked]) => {
    return `${marked ? '\ufeff' : ''}${JSON.stringify(root, null, space)}`;
  }),
  cuts: fc.array(fc.nat(400), { maxLength: 40 }),
});

test('what is cut, its path and its bytes are those of the whole document, whatever the chunks', () => {
  let refused = 0;
  let cut = 0;
  fc.assert(
    fc.property(spelled, ({ text, cuts }) => {
      const bytes = Buffer.from(text);
      const expected = expectedCuts(text.replace(/^\ufeff/, ''));
      const whole = tryCuts([bytes]);
      const chunked = tryCuts(piecesOf(bytes, cuts));
      const single = tryCuts(piecesOf(bytes, Array.from(bytes.keys())));
      expect(chunked).toEqual(whole);
      expect(single).toEqual(whole);
      if (whole === 'refused' || expected === undefined) {
        expect(whole).toBe('refused');
        expect(expected).toBeUndefined();
        refused += 1;
        return;
      }
      cut += whole.length;
      expect(whole).toHaveLength(expected.length);
      expect(byPlace(whole.map(({ path, ...rest }) => ({ ...rest, path: [...path] })))).toEqual(byPlace(expected));
      for (const { range, value } of whole) {
        expect(JSON.parse(bytes.toString('utf8', range.begin, range.end))).toEqual(value);
      }
      const begins = whole.map(({ range }) => range.begin);
      expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    }),
    { numRuns: 600 },
  );
  // The generator reaches both ends, or the test above proves nothing.
  expect(refused).toBeGreaterThan(10);
  expect(cut).toBeGreaterThan(500);
});

test('a document cut short is refused, wherever it is cut and however it is chunked', () => {
  fc.assert(
    fc.property(spelled, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), ({ text, cuts }, part) => {
      // A number is whole wherever it is cut.
      fc.pre(/[\]}"]$/.test(text));
      const bytes = Buffer.from(text);
      const short = bytes.subarray(0, Math.floor(bytes.length * part));
      expect(tryCuts(piecesOf(short, cuts))).toBe('refused');
    }),
    { numRuns: 1000 },
  );
});

/** Keys further than one byte from each other, so that a broken byte makes no key appear twice. */
const distinct = fc
  .tuple(fc.array(fc.array(value, { maxLength: 3 }), { maxLength: 2 }), value, value)
  .map(([groups, extra, other]) => ({
    sources: groups.map((items) => ({ name: other, groups: { face: items, prosody: items }, spare: extra })),
    extra,
    other: { list: other },
  }));

test('a broken byte is refused, or read as JSON.parse reads it: never a part of it, never otherwise', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(distinct, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.array(fc.nat(400)), (root, at, byte, cuts) => {
      const bytes = Buffer.from(JSON.stringify(root));
      bytes[at % bytes.length] = byte;
      const whole = tryCuts(piecesOf(bytes, cuts));
      let expected: Found[] | undefined;
      try {
        expected = expectedCuts(new TextDecoder().decode(bytes));
      } catch {
        expected = undefined;
      }
      if (whole === 'refused' || expected === undefined) {
        expect(whole).toBe('refused');
        expect(expected).toBeUndefined();
        refused += 1;
        return;
      }
      accepted += 1;
      expect(byPlace(whole.map(({ path, ...rest }) => ({ ...rest, path: [...path] })))).toEqual(byPlace(expected));
      expect(whole).toHaveLength(expected.length);
    }),
    { numRuns: 1500 },
  );
  expect(accepted).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(50);
});

test('arbitrary bytes are cut or refused, the same in any chunks', () => {
  const soup = fc.array(fc.constantFrom(...'{}[],:"\\ \n1-.eEtruefalsn"a/u\u00e9'), { maxLength: 30 });
  fc.assert(
    fc.property(soup, fc.array(fc.nat(40)), (characters, cuts) => {
      const bytes = Buffer.from(characters.join(''));
      const whole = tryCuts([bytes]);
      expect(tryCuts(piecesOf(bytes, cuts))).toEqual(whole);
      if (whole !== 'refused') expect(() => JSON.parse(bytes.toString())).not.toThrow();
    }),
    { numRuns: 1000 },
  );
});
