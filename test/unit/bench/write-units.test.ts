import { expect, test } from 'vitest';
import { type Item, itemBytes } from '../../../bench/scale/item-size.ts';
import { type TableKeys, writeUnits } from '../../../bench/scale/write-units.ts';

const TABLE: TableKeys = {
  keys: ['id'],
  indexes: [
    { name: 'all', keys: ['shard'], attributes: undefined },
    { name: 'some', keys: ['shard'], attributes: ['title'] },
  ],
};

const item = (attributes: Record<string, string>): Item => {
  return Object.fromEntries(Object.entries({ id: 'a', ...attributes }).map(([name, text]) => [name, { S: text }]));
};
const padding = (kilobytes: number) => 'x'.repeat(kilobytes * 1024 - 30);

test('an item is as large as its names and values, of numbers the digits that count', () => {
  expect(itemBytes({ name: { S: 'größe' } })).toBe(4 + 7);
  expect(itemBytes({ n: { N: '0.1072' } })).toBe(1 + 3);
  expect(itemBytes({ n: { N: '-100' } })).toBe(1 + 3);
  expect(itemBytes({ n: { N: '1.5E-300' } })).toBe(1 + 2);
  expect(itemBytes({ list: { L: [{ NULL: true }, { BOOL: false }] } })).toBe(4 + 3 + 2 + 2);
  expect(itemBytes({ map: { M: { k: { S: 'v' } } } })).toBe(3 + 3 + 1 + 2);
});

test('every kilobyte begun is a unit, in the table and in each index that holds it', () => {
  const after = item({ shard: '1', title: 't', text: padding(3) });
  expect(writeUnits(TABLE, undefined, after)).toMatchObject({ table: 3, indexes: { all: 3, some: 1 } });
  expect(writeUnits(TABLE, undefined, item({ text: padding(3) }))).toMatchObject({
    table: 3,
    indexes: { all: 0, some: 0 },
  });
});

test('an index is written when what it holds changes, and twice when its key does', () => {
  const before = item({ shard: '1', title: 't', text: padding(2) });
  const units = (changes: Record<string, string>) =>
    writeUnits(TABLE, before, item({ shard: '1', title: 't', text: padding(2), ...changes })).indexes;
  expect(units({})).toEqual({ all: 0, some: 0 });
  expect(units({ text: 'short' })).toEqual({ all: 2, some: 0 });
  expect(units({ title: 'u' })).toEqual({ all: 2, some: 1 });
  expect(units({ shard: '2' })).toEqual({ all: 4, some: 2 });
});

test('deleting costs what was there, and what a condition refused at least one', () => {
  const before = item({ shard: '1', text: padding(4) });
  expect(writeUnits(TABLE, before, undefined)).toMatchObject({ table: 4, indexes: { all: 4, some: 1 } });
  expect(writeUnits(TABLE, before, before)).toMatchObject({ table: 4, indexes: { all: 0, some: 0 }, bytesAdded: 0 });
  expect(writeUnits(TABLE, undefined, undefined)).toMatchObject({ table: 1, bytesAdded: 0 });
});

test('what is stored is counted with its copies in the indexes and what each item takes besides', () => {
  const after = item({ shard: '1', title: 't' });
  const bytes = itemBytes(after);
  expect(writeUnits(TABLE, undefined, after).bytesAdded).toBe(3 * (bytes + 100));
  expect(writeUnits(TABLE, after, undefined).bytesAdded).toBe(-3 * (bytes + 100));
});
