import { expect, test } from 'vitest';
import { addDifferences, differencesOf } from '../../../lib/rebuild/row-differences.ts';

const toObject = (found: ReturnType<typeof differencesOf>) => Object.fromEntries(found);

test('what is the same differs in nothing, in whatever order it stands', () => {
  const row = { a: 1, b: { c: [1, null, 'x'] } };
  expect(differencesOf(row, { b: { c: [1, null, 'x'] }, a: 1 }, '').size).toBe(0);
});

test('of numbers of one field the largest difference is told, whatever the vendor calls them', () => {
  const emotions = (joy: number, awe: number) => ({
    emotions: { face: { all: { Joy: { mean: joy }, 'Awe.mean': { mean: awe } } } },
  });
  expect(toObject(differencesOf(emotions(0.5, 0.25), emotions(0.75, 0.125), ''))).toEqual({
    'emotions.face.all.*.mean': { what: 'number', largest: 0.25, times: 2 },
  });
});

test('a number that is 0 on one side is a number, and one that is null is not', () => {
  expect(toObject(differencesOf({ a: 0, b: null }, { a: 3, b: 3 }, ''))).toEqual({
    a: { what: 'number', largest: 3, times: 1 },
    'b: other': { what: 'other', largest: undefined, times: 1 },
  });
});

test('what only one side has is told once, as a whole', () => {
  const before = { coverage: { unit: 'frames' }, errors: ['x', 'y'] };
  const after = { coverage: { unit: 'frames', job: { indexed: 1, expected: 2 } }, errors: ['x'] };
  expect(toObject(differencesOf(before, after, 'rows'))).toEqual({
    'rows.coverage.job: new': { what: 'new', largest: undefined, times: 1 },
    'rows.errors.*: gone': { what: 'gone', largest: undefined, times: 1 },
  });
});

test('a list is not a record, and a class may have any name', () => {
  expect(toObject(differencesOf({ a: [1] }, { a: { 0: 1 } }, ''))).toHaveProperty('a: other');
  const classes = (max: number) => ({ classes: JSON.parse(`{"__proto__":{"max":${max}},"constructor":{"max":1}}`) });
  expect(toObject(differencesOf(classes(1), classes(2), ''))).toEqual({
    'classes.*.max': { what: 'number', largest: 1, times: 1 },
  });
});

test('differences of many rows come together, each field by its largest', () => {
  const all = differencesOf({ a: 1, b: 'x' }, { a: 2, b: 'y' }, '');
  addDifferences(all, differencesOf({ a: 1, b: 'x' }, { a: 4, b: 'y' }, ''));
  expect(toObject(all)).toEqual({
    a: { what: 'number', largest: 3, times: 2 },
    'b: other': { what: 'other', largest: undefined, times: 2 },
  });
});
