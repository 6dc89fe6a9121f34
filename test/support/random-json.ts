/** JSON text at random, spelled in every way; text that has been damaged; lists of scores. The same for the same seed. */
import { anyDecimal, anyDouble, anyScore, below, oneOf, type Random, spelledDouble } from './random-numbers.ts';

const SPACES = ['', '', '', ' ', '\n', '\t', '\r\n', '  \n\t ', '\n        ', ' '.repeat(13)];
const PARTS = [
  'a',
  'Joy',
  'é',
  '😀',
  '\u2028',
  '\u007f',
  ' ',
  '/',
  '}',
  ']',
  ',',
  ':',
  '[{',
  '0',
  'Aesthetic Appreciation',
];
const ESCAPES = ['\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\u0000', '\\uD83D', '\\uabCD', '\\u005c'];
const WORDS = ['true', 'false', 'null'];

/** What stands between tokens: nothing at all, or something now and then. */
export type Space = () => string;

export function anySpace(random: Random): Space {
  return random() < 0.4 ? () => '' : () => oneOf(random, SPACES);
}

export function anyString(random: Random, hasEscapes = true): string {
  const parts = Array.from({ length: below(random, 5) }, () => {
    return hasEscapes && random() < 0.3 ? oneOf(random, ESCAPES) : oneOf(random, PARTS);
  });
  return `"${parts.join('')}"`;
}

export function anyNumber(random: Random): string {
  return oneOf(random, [
    () => String(below(random, 100)),
    () => String(anyScore(random)),
    () => spelledDouble(random, anyDouble(random)),
    () => anyDecimal(random),
  ])();
}

export function anyWord(random: Random): string {
  return oneOf(random, WORDS);
}

/** A value, at most `depth` containers deep. */
export function anyJson(random: Random, depth: number, space: Space = anySpace(random)): string {
  const kind = below(random, depth > 0 ? 7 : 3);
  if (kind === 0) return anyNumber(random);
  if (kind === 1) return anyString(random);
  if (kind === 2) return anyWord(random);
  const isArray = kind < 5;
  const members = Array.from({ length: below(random, 4) }, () => {
    const key = isArray ? '' : `${anyString(random)}${space()}:${space()}`;
    return `${space()}${key}${anyJson(random, depth - 1, space)}${space()}`;
  });
  const inside = members.length === 0 ? space() : members.join(',');
  return isArray ? `[${inside}]` : `{${inside}}`;
}

const STRUCTURE = [...'{}[],:"\\ \n\t01-+.eEtfnu/a\u0000\u001f'];

/** With one byte changed, left out, put in or doubled; now and then some more. */
export function damaged(random: Random, bytes: Uint8Array): Buffer {
  const at = below(random, bytes.length);
  const byte = random() < 0.6 ? oneOf(random, STRUCTURE).charCodeAt(0) : below(random, 256);
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(Math.min(bytes.length, at + (random() < 0.6 ? 1 : below(random, 4))));
  const between = oneOf(random, [[byte], [byte], [], bytes.subarray(at, at + below(random, 8))]);
  const changed = Buffer.concat([before, Buffer.from(between), after]);
  return random() < 0.2 && changed.length > 0 ? damaged(random, changed) : changed;
}

export type ListForm = {
  nameKey: string;
  scoreKey: string;
  /** With their quotes, as all strings here. */
  names: readonly string[];
  /** Of each object, whether its name stands before its score. */
  nameFirst: readonly boolean[];
  /** What stands between two tokens, in the order of the text. */
  spaces: readonly string[];
};

export function anyListForm(random: Random): ListForm {
  const length = 1 + below(random, oneOf(random, [2, 6, 60]));
  const [nameKey, scoreKey] = oneOf(random, [
    ['"name"', '"score"'],
    ['"class"', '"score"'],
    ['""', '"s"'],
    ['"é"', '""'],
    [anyString(random, false), '"value"'],
  ] as const);
  const space = anySpace(random);
  const isSteady = random() < 0.8;
  const firstNameFirst = random() < 0.7;
  return {
    nameKey,
    scoreKey,
    names: Array.from({ length }, () => anyString(random, false)),
    nameFirst: Array.from({ length }, () => (isSteady ? firstNameFirst : random() < 0.5)),
    spaces: Array.from({ length: 1 + below(random, 40) }, space),
  };
}

/** The list with these numbers, which are text. */
export function listOf({ nameKey, scoreKey, names, nameFirst, spaces }: ListForm, numbers: readonly string[]): string {
  let token = 0;
  const spaced = (...tokens: readonly string[]): string => {
    return tokens
      .map((text) => {
        token += 1;
        return `${text}${spaces[token % spaces.length]}`;
      })
      .join('');
  };
  const members = names.map((name, index) => {
    const nameMember = [nameKey, ':', name];
    const scoreMember = [scoreKey, ':', numbers[index] ?? ''];
    const [first, second] = nameFirst[index] ? [nameMember, scoreMember] : [scoreMember, nameMember];
    return spaced(...(index === 0 ? [] : [',']), '{', ...first, ',', ...second, '}');
  });
  return `${spaced('[')}${members.join('')}]`;
}

export function anyScores(random: Random, { names }: ListForm): string[] {
  const isOdd = random() < 0.3;
  return names.map(() => (isOdd ? anyNumber(random) : String(anyScore(random))));
}
