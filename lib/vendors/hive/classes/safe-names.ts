/** What a name alone says of a class that nobody knows. */
import { HIVE_PRODUCTS } from './class-entry.ts';
import { entriesOf } from './class-registry.ts';

const SAFE_NAMES: ReadonlySet<string> = new Set(['none', 'natural', 'general_not_nsfw_not_suggestive']);

const NEGATION = /^(?:no|not)_/;

const KNOWN_NAMES: readonly string[] = HIVE_PRODUCTS.flatMap((product) =>
  entriesOf(product).map((entry) => entry.class),
);

/**
 * Those of an entry's names that say that nothing is wrong, where nobody knows them: a `no_` or `not_` before the words of
 * another class, of the entry or of the registry, which is no such denial itself (`no_vape` beside `yes_vape`); or one of
 * few whole words. A denial of something else may be a violation, as `no_clothes`, and a `_not_` within a name says nothing:
 * `gun_not_in_hand` is a gun.
 */
export function safeNamesAmong(classNames: readonly string[]): ReadonlySet<string> {
  const denials = classNames.filter((name) => NEGATION.test(name));
  const denied = new Set(denials.map(deniedBy));
  const scored = new Set<string>();
  for (const name of denied.size === 0 ? [] : [...classNames, ...KNOWN_NAMES]) {
    if (NEGATION.test(name)) continue;
    for (const words of wordSequencesOf(name)) if (denied.has(words)) scored.add(words);
  }
  return new Set([
    ...denials.filter((name) => scored.has(deniedBy(name))),
    ...classNames.filter((name) => SAFE_NAMES.has(name)),
  ]);
}

function deniedBy(name: string): string {
  return name.replace(NEGATION, '');
}

/** `gun_in_hand`: `gun`, `gun_in`, `gun_in_hand`, `in`, `in_hand`, `hand`. Never an empty one: `no_` denies nothing. */
function* wordSequencesOf(name: string): Iterable<string> {
  const words = name.split('_');
  for (let begin = 0; begin < words.length; begin += 1) {
    for (let end = begin + 1; end <= words.length; end += 1) {
      const sequence = words.slice(begin, end).join('_');
      if (sequence !== '') yield sequence;
    }
  }
}
