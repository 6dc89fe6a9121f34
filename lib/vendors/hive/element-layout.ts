/** Which scores of an element belong to which head, told by its names alone: worked out once for all that have the same. */
import { type ClassNames, makeKeptByNames } from './class-names.ts';
import type { Head } from './classes/class-entry.ts';
import { headOf, productsKnowing } from './classes/class-registry.ts';
import { PROBABILITY_PRODUCTS } from './entry-product.ts';

export type CountedHead = {
  /** Those that have classes of the head. */
  elements: number;
  /** In how many of them the class's score made the head's sum 1. */
  completedBy: Map<string, number>;
};

export type ElementLayout = {
  /** The heads of which the element has classes. */
  heads: readonly CountedHead[];
  /** One number for each of `heads`, to sum in. */
  sums: number[];
  /** Pairs, in the order of the scores: the index of a score, and of the head in `heads` that it is of. */
  ofHeads: readonly number[];
  /** The classes that nobody knows, each once. */
  strangers: readonly string[];
  /** One number for each of `strangers`. */
  strangerScores: number[];
  /** Pairs, in the order of the scores: the index of a score, and of the stranger it is of. */
  ofStrangers: readonly number[];
};

export type ElementLayouts = (names: ClassNames) => ElementLayout;

/** @param countedOf one object for a head, in whichever elements it comes. */
export function makeElementLayouts(countedOf: (head: Head) => CountedHead): ElementLayouts {
  /** What the registry says of a name, kept since lists differ more often than their names: undefined for a stranger. */
  const headsOfName = new Map<string, readonly Head[] | undefined>();
  const headsOf = (className: string): readonly Head[] | undefined => {
    if (!headsOfName.has(className)) headsOfName.set(className, exclusiveHeadsOf(className));
    return headsOfName.get(className);
  };

  const layouts = makeKeptByNames((names): ElementLayout => {
    const heads = new Map<Head, number>();
    const strangers = new Map<string, number>();
    const ofHeads: number[] = [];
    const ofStrangers: number[] = [];
    for (const [index, name] of names.entries()) {
      const known = headsOf(name);
      for (const head of known ?? []) ofHeads.push(index, numberOf(heads, head));
      if (known === undefined) ofStrangers.push(index, numberOf(strangers, name));
    }
    return {
      heads: [...heads.keys()].map(countedOf),
      sums: [...heads].map(() => 0),
      ofHeads,
      strangers: [...strangers.keys()],
      strangerScores: [...strangers].map(() => 0),
      ofStrangers,
    };
  });
  return layouts.of;
}

function numberOf<Member>(numbers: Map<Member, number>, member: Member): number {
  const number = numbers.get(member) ?? numbers.size;
  numbers.set(member, number);
  return number;
}

/** Undefined where no product of probabilities knows the class. */
function exclusiveHeadsOf(className: string): Head[] | undefined {
  const products = productsKnowing(className).filter((product) => PROBABILITY_PRODUCTS.includes(product));
  if (products.length === 0) return undefined;
  return products.flatMap((product) => {
    const head = headOf(product, className);
    return head?.sumsToOne ? [head] : [];
  });
}
