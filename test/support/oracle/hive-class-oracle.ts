/** What a class of one of Hive's entries is, by what is known of it and by what stands beside it. */
import type { ClassEntry, Head, HiveProduct } from '../../../lib/vendors/hive/classes/class-entry.ts';
import { HIVE_PRODUCTS } from '../../../lib/vendors/hive/classes/class-entry.ts';
import { entriesOf, headsOf } from '../../../lib/vendors/hive/classes/class-registry.ts';
import type { FoundPlace } from './findings.ts';
import type { FoundClass } from './policy-oracle.ts';

export type Product = HiveProduct | 'unknown';
/** Scores that stand together: of a sentence, of a text, of a frame, of a box. */
export type Look = { at: FoundPlace; scores: { name: string; score: number | null }[]; isDetectorBox: boolean };

const PROBABILITIES = HIVE_PRODUCTS.filter((product) => product !== 'speech' && product !== 'text');

function knownIn(product: Product, name: string): ClassEntry | undefined {
  return product === 'unknown' ? undefined : entriesOf(product).find((entry) => entry.class === name);
}

/** The probability product that knows the most of the names; of sound, the one for sound if others know as many. */
export function productKnowing(names: readonly string[], isSound: boolean): HiveProduct | undefined {
  const counted = PROBABILITIES.map((product) => ({
    product,
    count: new Set(names.filter((name) => knownIn(product, name))).size,
  }));
  const isPreferred = ({ product }: { product: HiveProduct }) => Number(isSound && product === 'audio');
  const [best] = counted.toSorted((a, b) => b.count - a.count || isPreferred(b) - isPreferred(a));
  return best !== undefined && best.count > 0 ? best.product : undefined;
}

export function isInText(names: readonly string[]): boolean {
  return names.some((name) => knownIn('text', name) !== undefined);
}

/** What the registry says, of the entry's own product first; a severity is never read as a probability, or the reverse. */
function entryFor(product: Product, name: string): ClassEntry | undefined {
  const products = product === 'speech' || product === 'text' ? [product] : [product, ...PROBABILITIES];
  return products.map((each) => knownIn(each, name)).find((entry) => entry !== undefined);
}

/** All heads of which the entry has at least one class, in order of appearance. */
function headsSeen(product: Product, names: ReadonlySet<string>): Head[] {
  const heads = [...names].flatMap((name) => {
    const entry = entryFor(product, name);
    return entry === undefined ? [] : headsOf(entry.product).filter((head) => head.name === entry.head);
  });
  return [...new Set(heads)];
}

function missingOf(head: Head, names: ReadonlySet<string>): string[] {
  return head.classes.filter((name) => !names.has(name)).toSorted();
}

/** The heads that lack their safe side alone, and whose scores this class completes to 1 wherever they are. */
function headsCompletedBy(unknown: string, heads: readonly Head[], looks: readonly Look[], names: ReadonlySet<string>) {
  return heads.filter((head) => {
    const missing = missingOf(head, names);
    const isSafeMissing = missing.every((name) => knownIn(head.product, name)?.polarity === 'safe');
    if (!head.sumsToOne || missing.length === 0 || !isSafeMissing) return false;
    const withHead = looks.filter(({ scores }) => scores.some(({ name }) => head.classes.includes(name)));
    return withHead.every(({ scores }) => {
      const own = scores.filter(({ name }) => name === unknown);
      const together = scores.filter(({ name }) => name === unknown || head.classes.includes(name));
      const sum = together.reduce((total, { score }) => total + (score ?? 0), 0);
      return own.some(({ score }) => score !== null) && Math.abs(sum - 1) <= 0.01;
    });
  });
}

const REGISTERED = HIVE_PRODUCTS.flatMap((product) => entriesOf(product).map((entry) => entry.class));

/** It says no to what another class says, one that does not say no itself; or it is one of three. */
function isSafeName(name: string, names: ReadonlySet<string>): boolean {
  if (['none', 'natural', 'general_not_nsfw_not_suggestive'].includes(name)) return true;
  const denied = /^(?:no|not)_(.+)$/s.exec(name)?.[1];
  if (denied === undefined) return false;
  const others = [...names, ...REGISTERED].filter((other) => other !== name && !/^(no_|not_)/.test(other));
  return others.some((other) => `_${other}_`.includes(`_${denied}_`));
}

/** Nobody knows it, and it stands nowhere but in boxes where any name may stand. */
function isFoundThing(name: string, product: Product, looks: readonly Look[]): boolean {
  const at = looks.filter(({ scores }) => scores.some((each) => each.name === name));
  const isOfWords = product === 'speech' || product === 'text';
  const isKnown = entryFor(product, name) !== undefined;
  return !isOfWords && !isKnown && at.length > 0 && at.every(({ isDetectorBox }) => isDetectorBox);
}

/** The head whose safe side this class is: it completes that one alone, and no other unknown class does. */
function headOfSafeSide(unknown: string, product: Product, looks: readonly Look[], names: ReadonlySet<string>) {
  const heads = headsSeen(product, names);
  const strangers = [...names].filter(
    (name) => entryFor(product, name) === undefined && !isFoundThing(name, product, looks),
  );
  const [head, ...others] = headsCompletedBy(unknown, heads, looks, names);
  if (head === undefined || others.length > 0) return undefined;
  const rivals = strangers.filter((name) => headsCompletedBy(name, [head], looks, names).length > 0);
  return rivals.length === 1 ? head : undefined;
}

type Kind = Pick<FoundClass, 'product' | 'head' | 'polarity' | 'scale'> & { isKnown: boolean };

function kindOf(
  name: string,
  product: Product,
  looks: readonly Look[],
  { seen, all }: { seen: ReadonlySet<string>; all: ReadonlySet<string> },
): Kind {
  const entry = entryFor(product, name);
  if (entry !== undefined) {
    const { head, polarity, scale } = entry;
    return { product: entry.product, head, polarity, scale, isKnown: true };
  }
  // The names of logos and of things are too many to be known.
  if (isFoundThing(name, product, looks)) {
    return { product: 'detection', head: null, polarity: 'neutral', scale: 'probability', isKnown: true };
  }
  const head = headOfSafeSide(name, product, looks, seen);
  return {
    product,
    head: head?.name ?? null,
    polarity: head !== undefined || isSafeName(name, all) ? 'safe' : 'violation',
    scale: product === 'speech' || product === 'text' ? 'severity' : 'probability',
    isKnown: false,
  };
}

export type EntryClasses = {
  classes: Map<string, FoundClass>;
  unknown: string[];
  changed: { product: string; head: string; missing: string[] }[];
};

/** Every class the entry names, `named` those it says it looked for. */
export function classesOf(product: Product, looks: readonly Look[], named: readonly string[]): EntryClasses {
  const seen = new Set(looks.flatMap(({ scores }) => scores.map(({ name }) => name)));
  const classes = new Map<string, FoundClass>();
  const unknown: string[] = [];
  const all = new Set([...seen, ...named]);
  for (const name of all) {
    const { isKnown, ...kind } = kindOf(name, product, looks, { seen, all });
    const scored = looks.flatMap(({ at, scores }) =>
      scores.flatMap((each) => (each.name === name && each.score !== null ? [{ score: each.score, at }] : [])),
    );
    const max = scored.length === 0 ? null : Math.max(...scored.map(({ score }) => score));
    const at = scored.find(({ score }) => score === max)?.at ?? null;
    classes.set(name, { ...kind, max, at, count: scored.length });
    if (!isKnown) unknown.push(name);
  }
  const changed = headsSeen(product, seen)
    .filter(({ sumsToOne }) => sumsToOne)
    .map((head) => ({ product: head.product, head: head.name, missing: missingOf(head, seen) }))
    .filter(({ missing }) => missing.length > 0);
  return { classes, unknown, changed };
}
