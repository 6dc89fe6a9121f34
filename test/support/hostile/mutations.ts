/** Good JSON gone bad: what lies between a vendor's result and noise, where the checks are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { anyBytes, anyJsonText, mostly } from './texts.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** Every saved answer of the vendor, in its own bytes. */
export function fixturesOf(vendor: string): { name: string; bytes: Buffer }[] {
  return readdirSync(join(FIXTURES, vendor)).map((name) => ({
    name,
    bytes: readFileSync(join(FIXTURES, vendor, name)),
  }));
}

export type Mutation =
  | { kind: 'flip' | 'cut' | 'repeat'; at: number; length: number }
  | { kind: 'end'; at: number }
  | { kind: 'insert'; at: number; bytes: Buffer }
  | { kind: 'replace' | 'duplicate key'; at: number; json: string }
  | { kind: 'rename'; at: number; name: string }
  | { kind: 'deepen'; at: number; levels: number }
  | { kind: 'swap'; at: number; with: number };

const at = fc.nat();
const span = fc.record({ kind: fc.constantFrom('flip', 'cut', 'repeat'), at, length: fc.integer({ min: 1, max: 60 }) });
const ofValues = fc.oneof(
  fc.record({ kind: fc.constantFrom('replace', 'duplicate key'), at, json: anyJsonText }),
  fc.record({ kind: fc.constant('rename'), at, name: fc.constantFrom('__proto__', 'constructor', 'id', 'class', '') }),
  fc.record({ kind: fc.constant('deepen'), at, levels: fc.constantFrom(1, 60, 70, 5000) }),
  fc.record({ kind: fc.constant('swap'), at, with: at }),
);
const ofBytes = fc.oneof(
  span,
  fc.record({ kind: fc.constant('end'), at }),
  fc.record({ kind: fc.constant('insert'), at, bytes: anyBytes }),
);
/** Changes to values come first: once bytes are broken there are no values left to change. */
const mutations: fc.Arbitrary<Mutation[]> = fc
  .tuple(
    fc.array(ofValues, { maxLength: 3 }),
    mostly(fc.constant<unknown[]>([]), fc.array(ofBytes, { maxLength: 2 }), 2),
  )
  .map(([values, bytes]) => [...values, ...bytes]) as fc.Arbitrary<Mutation[]>;

type Original = { name: string; bytes: Buffer };

/** One of the texts with some changes; what is shown of a counterexample are the changes. */
export function mutated(originals: readonly Original[]): fc.Arbitrary<Mutated> {
  return mutatedOf(fc.constantFrom(...originals));
}

export function mutatedOf(originals: fc.Arbitrary<Original>): fc.Arbitrary<Mutated> {
  return fc.record({ original: originals, changes: mutations }).map(({ original, changes }) => {
    const bytes = changes.reduce(mutate, original.bytes);
    return { original: original.name, changes, bytes: () => bytes };
  });
}
/** {@link anyBytes}, shown alike. */
export const unlikeAnything: fc.Arbitrary<Mutated> = anyBytes.map((bytes) => {
  return { original: 'nothing', changes: [{ kind: 'insert', at: 0, bytes }], bytes: () => bytes };
});

export type Mutated = { original: string; changes: Mutation[]; bytes: () => Buffer };

export function mutate(bytes: Buffer, mutation: Mutation): Buffer {
  const position = mutation.at % (bytes.length + 1);
  switch (mutation.kind) {
    case 'flip':
      return Buffer.from(bytes.map((byte, index) => (index === position ? byte ^ mutation.length : byte)));
    case 'cut':
      return Buffer.concat([bytes.subarray(0, position), bytes.subarray(position + mutation.length)]);
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, position + mutation.length), bytes.subarray(position)]);
    case 'end':
      return bytes.subarray(0, position);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, position), mutation.bytes, bytes.subarray(position)]);
    default:
      return mutateValues(bytes, mutation);
  }
}

/** Stands in the place of JSON text that `JSON.stringify` would not write. */
const HOLE = '"c0ffee-hole"';

function mutateValues(bytes: Buffer, mutation: Mutation): Buffer {
  const parsed = parsedOrUndefined(bytes);
  if (parsed === undefined) return bytes;
  const places = placesOf(parsed.value, []);
  const place = places[mutation.at % places.length] ?? [];
  const found = valueAt(parsed.value, place);
  const key = place.at(-1);
  const put = (hole: unknown, text: string) =>
    Buffer.from(JSON.stringify(withValue(parsed.value, place, hole)).replace(HOLE, () => text));
  const hole = JSON.parse(HOLE);
  switch (mutation.kind) {
    case 'replace':
      return put(hole, mutation.json);
    case 'duplicate key':
      // Before the real one and after it: which of the two counts is for the reader to say.
      if (typeof key !== 'string') return put(hole, mutation.json);
      return put(hole, `${mutation.json},${JSON.stringify(key)}:${JSON.stringify(found)}`);
    case 'rename':
      if (typeof key !== 'string') return bytes;
      return put(hole, `null,${JSON.stringify(mutation.name)}:${JSON.stringify(found)}`);
    case 'deepen':
      return put(hole, `${'['.repeat(mutation.levels)}${JSON.stringify(found)}${']'.repeat(mutation.levels)}`);
    case 'swap': {
      const other = places[mutation.with % places.length] ?? [];
      return put(hole, JSON.stringify(valueAt(parsed.value, other)));
    }
    default:
      return bytes;
  }
}

type Place = readonly (string | number)[];

function placesOf(value: unknown, place: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [place, ...inner.flatMap(([key, child]) => placesOf(child, [...place, key]))];
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

function withValue(value: unknown, [key, ...rest]: Place, put: unknown): unknown {
  if (key === undefined) return put;
  const inner = withValue((value as Record<string | number, unknown>)[key], rest, put);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return Object.fromEntries(Object.entries(value as object).map(([name, old]) => [name, name === key ? inner : old]));
}

function parsedOrUndefined(bytes: Buffer): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    // Nested beyond what is walked here, it is hostile enough as it is.
    return JSON.stringify(value).length > 200_000 ? undefined : { value };
  } catch {
    return undefined;
  }
}
