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
 * A class is kept under its name. What is of one name and cannot be compared is kept apart, a level from a probability, a
 * violation from what is none, a known class from one that nobody knows: the gravest has the name, the others are kept as
 * `{class}@{product}`. What can be compared goes together, under the product of the higher.
 */
export function makeModeration(): {
  add(className: string, meaning: ClassMeaning, maximum: Maximum): void;
  findings(): ModerationFindings;
} {
  const byName = new Map<string, Map<string, Found>>();

  return {
    add: (className, meaning, maximum) => {
      const comparable = byName.get(className) ?? new Map<string, Found>();
      byName.set(className, comparable);
      const kind = JSON.stringify([isProbability(meaning), meaning.polarity, meaning.known]);
      const seen = comparable.get(kind);
      const kept = seen === undefined || isHigher(maximum, seen) ? meaning : meaningOf(seen);
      comparable.set(kind, { ...kept, ...higherOf(seen ?? NOT_SCORED, maximum) });
    },
    findings: () => {
      const classes: [string, ClassMaximum][] = [];
      const unknownClasses: string[] = [];
      const taken = new Set(byName.keys());
      for (const [className, comparable] of byName) {
        for (const [rank, { known, ...found }] of [...comparable.values()].toSorted(byGravity).entries()) {
          const name = rank === 0 ? className : freeName(`${className}@${found.product}`, taken);
          classes.push([name, rank === 0 ? found : { ...found, name: className }]);
          if (!known) unknownClasses.push(name);
        }
      }
      return { classes: Object.fromEntries(classes), unknownClasses: unknownClasses.toSorted() };
    },
  };
}

type Found = ClassMaximum & { known: boolean };

const POLARITIES: readonly Polarity[] = ['violation', 'neutral', 'safe'];

function byGravity(a: Found, b: Found): number {
  return (
    Number(isProbability(a)) - Number(isProbability(b)) ||
    POLARITIES.indexOf(a.polarity) - POLARITIES.indexOf(b.polarity) ||
    Number(b.known) - Number(a.known)
  );
}

/** A vendor's own class may have that very name. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let copy = 2; taken.has(name); copy += 1) name = `${wanted}#${copy}`;
  taken.add(name);
  return name;
}

function isHigher(a: Maximum, b: Maximum): boolean {
  return a.max !== null && (b.max === null || a.max > b.max);
}

function isProbability({ scale }: { scale: Scale }): boolean {
  return scale === 'probability';
}

function meaningOf({ product, head, polarity, scale, known }: Found): ClassMeaning {
  return { product, head, polarity, scale, known };
}
