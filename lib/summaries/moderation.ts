/** Maxima per moderation class for one file: what was found, before any policy says what it comes to. */
import type { ClassMaximum, Moderation, Place, Polarity, Scale } from './file-summary.ts';

/** What is known of a class before any score: how to read it. */
export type ClassMeaning = {
  product: string;
  head: string | null;
  polarity: Polarity;
  scale: Scale;
  known: boolean;
};

/** The highest of `count` scores and where it was first reached; null and 0 for a class that was looked for in vain. */
export type Maximum = { max: number | null; at: Place | null; count: number };

export const NOT_SCORED: Maximum = { max: null, at: null, count: 0 };

/** The higher of two, the first on a tie; counts add up. */
export function higherOf(a: Maximum, b: Maximum): Maximum {
  const higher = isHigher(b, a) ? b : a;
  return { max: higher.max, at: higher.at, count: a.count + b.count };
}

export type ModerationFindings = Pick<Moderation, 'classes' | 'unknownClasses'>;

/**
 * A class is kept under its name. Where two products have one of the same name, levels go together under the product of the
 * higher, and so do probabilities; a level and a probability never do: the later one is kept as `{class}@{product}`.
 */
export function makeModeration(): {
  add(className: string, meaning: ClassMeaning, maximum: Maximum): void;
  findings(): ModerationFindings;
} {
  const classes = new Map<string, ClassMaximum>();
  const unknown = new Set<string>();

  return {
    add: (className, { known, ...meaning }, maximum) => {
      const namesake = classes.get(className);
      const isOther = namesake !== undefined && isProbability(namesake) !== isProbability(meaning);
      const name = isOther ? `${className}@${meaning.product}` : className;
      if (!known) unknown.add(name);
      const seen = classes.get(name);
      const kept = seen === undefined || isHigher(maximum, seen) ? meaning : meaningOf(seen);
      classes.set(name, { ...kept, ...higherOf(seen ?? NOT_SCORED, maximum) });
    },
    findings: () => ({ classes: Object.fromEntries(classes), unknownClasses: [...unknown].toSorted() }),
  };
}

function isHigher(a: Maximum, b: Maximum): boolean {
  return a.max !== null && (b.max === null || a.max > b.max);
}

function isProbability({ scale }: { scale: Scale }): boolean {
  return scale === 'probability';
}

function meaningOf({ product, head, polarity, scale }: ClassMaximum) {
  return { product, head, polarity, scale };
}
