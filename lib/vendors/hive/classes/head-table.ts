/** How the tables of classes are written: head by head, what all of a table's classes share said once. */
import type { Polarity } from '../../../summaries/file-summary.ts';
import type { ClassEntry, Head } from './class-entry.ts';

export type HeadTable = { head: Head; entries: readonly ClassEntry[] };

type Shared = Pick<ClassEntry, 'product' | 'scale' | 'source' | 'confidence'>;
type ClassesByPolarity = Partial<Record<Polarity, readonly string[]>>;

/** A head whose classes exclude each other, and whose scores sum to 1. */
export function exclusiveHead(shared: Shared, name: string, classes: ClassesByPolarity): HeadTable {
  return makeHeadTable(shared, name, true, classes);
}

/** A head of which an answer may have any part: the sum of its scores says nothing. */
export function looseHead(shared: Shared, name: string, classes: ClassesByPolarity): HeadTable {
  return makeHeadTable(shared, name, false, classes);
}

/** Exclusive heads of two classes, `yes_{name}` of the given polarity and `no_{name}`, which is safe. */
export function yesNoHeads(shared: Shared, polarity: Polarity, names: readonly string[]): HeadTable[] {
  return names.map((name) => exclusiveHead(shared, name, { [polarity]: [`yes_${name}`], safe: [`no_${name}`] }));
}

/** Classes that are each a head of their own, as where Hive gives a level instead of a probability. */
export function singleHeads(shared: Shared, polarity: Polarity, classes: readonly string[]): HeadTable[] {
  return classes.map((className) => looseHead(shared, className, { [polarity]: [className] }));
}

/** One head of which not all classes come from the same source. */
export function joinedHead(first: HeadTable, ...others: readonly HeadTable[]): HeadTable {
  const tables = [first, ...others];
  return {
    head: { ...first.head, classes: tables.flatMap(({ head }) => head.classes) },
    entries: tables.flatMap(({ entries }) => entries),
  };
}

function makeHeadTable(shared: Shared, head: string, sumsToOne: boolean, byPolarity: ClassesByPolarity): HeadTable {
  const { violation = [], neutral = [], safe = [] } = byPolarity;
  const entriesOf = (polarity: Polarity, classes: readonly string[]): ClassEntry[] =>
    classes.map((className) => ({ ...shared, head, class: className, polarity }));
  return {
    head: { product: shared.product, name: head, sumsToOne, classes: [...violation, ...neutral, ...safe] },
    entries: [...entriesOf('violation', violation), ...entriesOf('neutral', neutral), ...entriesOf('safe', safe)],
  };
}
