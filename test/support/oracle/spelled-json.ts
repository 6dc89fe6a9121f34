/** JSON in every spelling: any whitespace, escapes, numbers, order of keys; unknown keys, and keys that come twice. */

/** `undefined` is left out, as in `JSON.stringify`; an infinity is a number beyond what a double holds. */
export type Document = null | boolean | number | string | undefined | readonly Document[] | { [key: string]: Document };

export type Spelling = {
  /** All choices follow from it; the same text for the same seed. */
  seed: number;
  /** What stands between tokens. */
  space: 'none' | 'pretty' | 'random';
  escapes: 'none' | 'some' | 'all';
  numbers: 'plain' | 'odd';
  keyOrder: 'kept' | 'random';
  /** How likely it is that an object has keys that nobody knows. */
  unknownKeys: number;
};

/** Where an object may have keys that nobody knows, and where one may come twice. The path is joined by dots. */
export type Zones = { isOpen: (path: string) => boolean; isElement: (path: string) => boolean };

export const PLAIN: Spelling = {
  seed: 1,
  space: 'none',
  escapes: 'none',
  numbers: 'plain',
  keyOrder: 'kept',
  unknownKeys: 0,
};

/** Numbers in 0..1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const UNKNOWN_KEYS = ['extra', 'x', '', '__proto__', 'constructor', 'toString', 'é"\\\n', '😀', 'a.b', '0', '[]', '*'];
const JUNK: Document[] = [
  null,
  true,
  -0.5,
  '}],"emotions":[{',
  [],
  {},
  [[[[]]], { a: [{}] }, 'é"\\'],
  { status: [{ status: { code: '0' }, response: { output: [{ classes: [{ class: 'hate', score: 3 }] }] } }] },
  { grouped_predictions: [{ id: 'x', predictions: [{ emotions: [{ name: 'Joy', score: 9 }] }] }], results: null },
  { time: 7, frame: 7, source: { type: 'url' }, file: 'no' },
  [{ name: 'Joy', score: 0.5 }],
];
const SPACES = ['', '', ' ', '\n', '\t', '\r\n', '  \n\t '];
const SHORT_ESCAPES: Record<string, string> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
};

const JUNK_PATH = '.?.';

function below(path: string, key: string, value: Document): string {
  return JUNK.includes(value) && typeof value === 'object' && value !== null
    ? `${path}${JUNK_PATH}${key}`
    : `${path}.${key}`;
}

/** The document as text. What it says by `JSON.parse` is the document, apart from the keys that nobody knows. */
export function spelled(document: Document, spelling: Spelling, { isOpen, isElement }: Zones): string {
  const random = randomOf(spelling.seed);
  const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

  function space(depth: number): string {
    if (spelling.space === 'none') return '';
    return spelling.space === 'pretty' ? `\n${'  '.repeat(depth)}` : oneOf(SPACES);
  }

  function escaped(unit: string): string {
    const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${random() < 0.5 ? code : code.toUpperCase()}`;
  }

  function string(text: string): string {
    if (spelling.escapes === 'none') return JSON.stringify(text);
    const share = spelling.escapes === 'all' ? 1 : 0.3;
    const units = text.split('').map((unit, at) => {
      if (random() < share) return random() < 0.5 ? (SHORT_ESCAPES[unit] ?? escaped(unit)) : escaped(unit);
      // Half of a surrogate pair by itself could not be written as UTF-8.
      if (/[\ud800-\udfff]/.test(unit)) return `${escaped(unit)}`;
      return JSON.stringify(text.charAt(at)).slice(1, -1);
    });
    return `"${units.join('')}"`;
  }

  function number(value: number): string {
    if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
    if (Object.is(value, -0)) return oneOf(['-0', '-0.0', '-0e0']);
    const plain = JSON.stringify(value);
    if (spelling.numbers === 'plain') return plain;
    const written = oneOf([
      plain,
      value.toExponential(),
      value.toExponential().replace('e', 'E'),
      value.toPrecision(40),
      `${value.toPrecision(30)}${/[.e]/.test(value.toPrecision(30)) ? '' : '.000'}`,
      plain.includes('.') && !plain.includes('e') ? `${plain}000` : plain,
    ]);
    return Number(written) === value ? written : plain;
  }

  /** What is put in under a key that nobody knows is left as it is. */
  function entriesOf(value: { [key: string]: Document }, path: string): [string, Document][] {
    let entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (path.includes(JUNK_PATH)) return entries;
    if (spelling.keyOrder === 'random') {
      const ranked = entries.map((entry) => ({ entry, rank: random() }));
      entries = ranked.toSorted((a, b) => a.rank - b.rank).map(({ entry }) => entry);
    }
    if (isOpen(path) && random() < spelling.unknownKeys) {
      const key = oneOf(UNKNOWN_KEYS);
      const place = Math.floor(random() * (entries.length + 1));
      if (!Object.hasOwn(value, key)) entries.splice(place, 0, [key, oneOf(JUNK)]);
    }
    const [first] = entries;
    // Of a key that comes twice the last counts.
    if (isElement(path) && first !== undefined && random() < spelling.unknownKeys / 2) {
      entries.unshift([first[0], oneOf(JUNK)]);
    }
    return entries;
  }

  function written(value: Document, path: string, depth: number): string {
    if (value === null || typeof value === 'boolean') return `${value}`;
    if (typeof value === 'number') return number(value);
    if (typeof value === 'string') return string(value);
    const isList = Array.isArray(value);
    const parts = isList
      ? value.map((item, index) => written(item, `${path}.${index}`, depth + 1))
      : entriesOf(value as { [key: string]: Document }, path).map(
          ([key, item]) => `${string(key)}${space(0)}:${space(0)}${written(item, below(path, key, item), depth + 1)}`,
        );
    const [open, close] = isList ? '[]' : '{}';
    if (parts.length === 0) return `${open}${space(depth)}${close}`;
    return `${open}${space(depth + 1)}${parts.join(`${space(0)},${space(depth + 1)}`)}${space(depth)}${close}`;
  }

  return `${space(0)}${written(document, '$', 0)}${space(0)}`;
}
