/** How an entry's classes are to be read, those among them that nobody knows, and the heads they are missing from. */
import type { ChangedHead } from '../../summaries/file-summary.ts';
import type { ClassMeaning } from '../../summaries/moderation.ts';
import type { ClassReadings } from './class-readings.ts';
import type { ClassEntry, Head } from './classes/class-entry.ts';
import { entryOf, headOf } from './classes/class-registry.ts';
import { safeNamesAmong } from './classes/safe-names.ts';
import { type EntryProduct, hasSeverities, PROBABILITY_PRODUCTS } from './entry-product.ts';
import type { HeadSums } from './head-sums.ts';

export type ClassMeanings = {
  of(className: string): ClassMeaning;
  changedHeads: ChangedHead[];
};

/**
 * A class that no registry entry knows is a violation, unless it is safe by its name, or is what the entry's own scores show
 * to be the safe class that one of the known heads lacks. What a detector finds has names without end: one that stands in its
 * boxes only is neutral.
 */
export function readClasses(product: EntryProduct, readings: ClassReadings, sums: HeadSums): ClassMeanings {
  const classNames = [...readings.byName.keys()];
  const isFound = (className: string) => !hasSeverities(product) && isOfDetectorsAlone(readings, className);
  const unknown = classNames.filter((className) => entryIn(product, className) === undefined && !isFound(className));
  // Only asked for strangers, and it takes as long as reading a small task.
  const safeNames: ReadonlySet<string> = unknown.length === 0 ? new Set() : safeNamesAmong(classNames);
  const incomplete = incompleteHeads(product, classNames);
  const lackingOnlySafe = incomplete.filter(({ head, missing }) =>
    missing.every((className) => entryOf(head.product, className)?.polarity === 'safe'),
  );
  const safeSides = safeSidesAmong(
    unknown,
    lackingOnlySafe.map(({ head }) => head),
    sums,
  );

  return {
    of: (className) => {
      const entry = entryIn(product, className);
      if (entry !== undefined) {
        const { product, head, polarity, scale } = entry;
        return { product, head, polarity, scale, known: true };
      }
      if (isFound(className)) {
        return { product: 'detection', head: null, polarity: 'neutral', scale: 'probability', known: true };
      }
      const head = safeSides.get(className);
      const isSafe = head !== undefined || safeNames.has(className);
      return {
        product,
        head: head?.name ?? null,
        polarity: isSafe ? 'safe' : 'violation',
        scale: hasSeverities(product) ? 'severity' : 'probability',
        known: false,
      };
    },
    changedHeads: incomplete.map(({ head, missing }) => ({ product: head.product, head: head.name, missing })),
  };
}

function isOfDetectorsAlone({ byName }: ClassReadings, className: string): boolean {
  const reading = byName.get(className);
  return reading?.isInDetectorBoxes === true && !reading.isElsewhere;
}

/**
 * The unknown classes that are the safe side of a head under another name. Where several complete a head, or one completes
 * several, as any high score does beside low ones, nothing is concluded: it may be a violation that was renamed.
 */
function safeSidesAmong(unknown: readonly string[], heads: readonly Head[], sums: HeadSums): ReadonlyMap<string, Head> {
  const completed = heads.flatMap((head) =>
    unknown.filter((className) => sums.isCompletedBy(head, className)).map((className) => ({ head, className })),
  );
  const byHead = Map.groupBy(completed, ({ head }) => head);
  const byClass = Map.groupBy(completed, ({ className }) => className);
  return new Map(
    completed
      .filter(({ head, className }) => byHead.get(head)?.length === 1 && byClass.get(className)?.length === 1)
      .map(({ head, className }) => [className, head]),
  );
}

/** One model may answer for two products: a class that the entry's own does not know is read as of the one that does. */
function entryIn(product: EntryProduct, className: string): ClassEntry | undefined {
  const own = product === 'unknown' ? undefined : entryOf(product, className);
  if (own !== undefined || hasSeverities(product)) return own;
  for (const other of PROBABILITY_PRODUCTS) {
    const entry = entryOf(other, className);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** The heads that are always whole, of which some of the classes are there and some are not. */
function incompleteHeads(product: EntryProduct, classNames: readonly string[]): { head: Head; missing: string[] }[] {
  const seen = new Map<Head, Set<string>>();
  for (const className of classNames) {
    const entry = entryIn(product, className);
    const head = entry === undefined ? undefined : headOf(entry.product, className);
    if (head?.sumsToOne) seen.set(head, (seen.get(head) ?? new Set()).add(className));
  }
  return [...seen].flatMap(([head, names]) => {
    const missing = head.classes.filter((className) => !names.has(className)).toSorted();
    return missing.length === 0 ? [] : [{ head, missing }];
  });
}
