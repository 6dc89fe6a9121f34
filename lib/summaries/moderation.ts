/** Maxima per moderation class for one file, and the one headline a person looks at first. */
import type { ClassMaximum, Moderation, Place } from './file-summary.ts';

/** What is known of a class before any score: how to read it. */
export type ClassMeaning = { product: string; scale: ClassMaximum['scale']; known: boolean };

/** The highest of `count` scores and where it was first reached; null and 0 for a class that was looked for in vain. */
export type Maximum = { max: number | null; at: Place | null; count: number };

export const NOT_SCORED: Maximum = { max: null, at: null, count: 0 };

/** The higher of two, the first on a tie; counts add up. */
export function higherOf(a: Maximum, b: Maximum): Maximum {
  const higher = b.max !== null && (a.max === null || b.max > a.max) ? b : a;
  return { max: higher.max, at: higher.at, count: a.count + b.count };
}

/**
 * @param headlineClasses the classes whose maximum is the file's headline severity. A class nobody knows counts too:
 * a name that changed must be looked at, not passed over.
 */
export function makeModeration(headlineClasses: readonly string[]): {
  add(className: string, meaning: ClassMeaning, maximum: Maximum): void;
  summary(): Moderation;
} {
  const classes = new Map<string, ClassMaximum>();
  const unknown = new Set<string>();

  return {
    add: (className, { product, scale, known }, maximum) => {
      if (!known) unknown.add(className);
      classes.set(className, { product, scale, ...higherOf(classes.get(className) ?? NOT_SCORED, maximum) });
    },
    summary: () => {
      const unknownClasses = [...unknown].toSorted();
      const headline = worstOf([...headlineClasses, ...unknownClasses], classes);
      return {
        severity: headline?.max ?? null,
        severityClass: headline?.className ?? null,
        severityAt: headline?.at ?? null,
        classes: Object.fromEntries(classes),
        unknownClasses,
      };
    },
  };
}

type Headline = { className: string | null; max: number; at: Place | null };

/** The highest maximum among the named classes; the first named wins a tie. A headline of 0 belongs to no class. */
function worstOf(names: readonly string[], classes: ReadonlyMap<string, ClassMaximum>): Headline | undefined {
  let worst: Headline | undefined;
  for (const className of names) {
    const found = classes.get(className);
    if (found === undefined || found.max === null || found.max <= (worst?.max ?? -1)) continue;
    worst = found.max === 0 ? { className: null, max: 0, at: null } : { className, max: found.max, at: found.at };
  }
  return worst;
}
