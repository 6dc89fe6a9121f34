/** What one write costs in write request units, the table and each index by itself, as AWS rounds them. */
import { type Item, itemBytes } from './item-size.ts';

export type Index = {
  name: string;
  /** Its key: an item without all of them is not in it. */
  keys: readonly string[];
  /** What it holds besides the keys; undefined for all. */
  attributes: readonly string[] | undefined;
};

export type TableKeys = { keys: readonly string[]; indexes: readonly Index[] };

export type WriteUnits = { table: number; indexes: Record<string, number>; bytesAdded: number };

const BYTES_PER_UNIT = 1024;
/** Of each item, in the table and in every index: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const STORED_BYTES_PER_ITEM = 100;

/**
 * From what was there before and after; undefined where nothing was. A write that its condition refused changed nothing,
 * and costs what one of the item there would.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function writeUnits(
  { keys, indexes }: TableKeys,
  before: Item | undefined,
  after: Item | undefined,
): WriteUnits {
  const projected = indexes.map((index) => {
    const [old, now] = [inIndex(index, keys, before), inIndex(index, keys, after)];
    return { index, old, now };
  });
  return {
    table: Math.max(unitsOf(before), unitsOf(after), 1),
    indexes: Object.fromEntries(projected.map(({ index, old, now }) => [index.name, indexUnits(index, old, now)])),
    bytesAdded: [{ old: before, now: after }, ...projected].reduce(
      (sum, { old, now }) => sum + storedBytes(now) - storedBytes(old),
      0,
    ),
  };
}

/** A change of the key is a deletion and a new item; where nothing changed that the index holds, it is not written. */
function indexUnits({ keys }: Index, old: Item | undefined, now: Item | undefined): number {
  if (old === undefined || now === undefined) return unitsOf(old) + unitsOf(now);
  if (keys.some((key) => !isSame(old[key], now[key]))) return unitsOf(old) + unitsOf(now);
  return isSame(old, now) ? 0 : Math.max(unitsOf(old), unitsOf(now));
}

function inIndex({ keys, attributes }: Index, tableKeys: readonly string[], item: Item | undefined): Item | undefined {
  if (item === undefined || keys.some((key) => item[key] === undefined)) return undefined;
  if (attributes === undefined) return item;
  const held = new Set([...tableKeys, ...keys, ...attributes]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => held.has(name)));
}

function unitsOf(item: Item | undefined): number {
  return item === undefined ? 0 : Math.ceil(itemBytes(item) / BYTES_PER_UNIT);
}

function storedBytes(item: Item | undefined): number {
  return item === undefined ? 0 : itemBytes(item) + STORED_BYTES_PER_ITEM;
}

/** Attributes may come in any order. */
function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1)))
      : each,
  );
}
