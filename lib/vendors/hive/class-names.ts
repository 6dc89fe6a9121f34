/**
 * The names of a list of classes. One frame has the same as the one before, so that what depends on the names alone is
 * looked up once for them all: what is known of a list is kept by the object that its names are.
 */

/** The same names in the same order are the same object mostly, and another object may have them too. */
export type ClassNames = readonly string[];

/** How many lists are kept: of the outputs of one model, of its sentences, of its boxes. */
const KEPT_LISTS = 8;
/** Longer lists are not kept: real ones have 100 names, a hostile one may be of megabytes. */
const KEPT_NAMES = 4096;

/** Makes one object of the same names, wherever they come again soon enough. */
export function makeKnownNames(): (names: readonly string[]) => ClassNames {
  const known: ClassNames[] = [];
  return (names) => {
    const same = known.find((each) => isSame(each, names));
    if (same !== undefined) return same;
    if (names.length > KEPT_NAMES) return names;
    known.unshift(names);
    known.length = Math.min(known.length, KEPT_LISTS);
    return names;
  };
}

export type KeptByNames<Kept> = {
  /** Made once for one object mostly. */
  of(names: ClassNames): Kept;
  forget(): void;
};

/** What `make` makes of names. */
export function makeKeptByNames<Kept>(make: (names: ClassNames) => Kept): KeptByNames<Kept> {
  let last: { names: ClassNames; kept: Kept } | undefined;
  /** Of the lists before the last one. */
  const before = new Map<ClassNames, Kept>();

  function keepLast(): void {
    if (last === undefined || last.names.length > KEPT_NAMES) return;
    // Those that come again are soon back, and others never come: all are forgotten before they are too many.
    if (before.size >= KEPT_LISTS) before.clear();
    before.set(last.names, last.kept);
  }

  return {
    of: (names) => {
      if (last?.names === names) return last.kept;
      keepLast();
      const kept = before.get(names) ?? make(names);
      last = { names, kept };
      return kept;
    },
    forget: () => {
      last = undefined;
      if (before.size > 0) before.clear();
    },
  };
}

function isSame(some: ClassNames, others: ClassNames): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index]);
}
