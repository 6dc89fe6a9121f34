import { expect, test } from 'vitest';
import { storable } from '../../../lib/index/storable.ts';

test.each([9.9e-131, -9.9e-131, 5e-324, -5e-324])('%d is 0 to DynamoDB', (tiny) => {
  expect(storable({ mean: tiny })).toEqual({ mean: 0 });
});

test.each([1e-130, -1e-130, 1e-129, 0.1, 1.303, -0.02, 2 ** 53 - 1])('%d is kept as it is', (mean) => {
  expect(storable({ mean })).toEqual({ mean });
});

test('wherever it stands', () => {
  const row = {
    top: [{ name: 'Joy', mean: 1e-200 }, [[-1e-200, 2]]],
    all: { Joy: { peak: { time: { begin: 1e-131 } } } },
  };
  expect(storable(row)).toEqual({
    top: [{ name: 'Joy', mean: 0 }, [[0, 2]]],
    all: { Joy: { peak: { time: { begin: 0 } } } },
  });
});

test('what is no number stays what it is', () => {
  const row = { text: '1e-200', none: null, missing: undefined, yes: true, no: false, list: [], empty: {}, at: [null] };
  expect(storable(row)).toStrictEqual(row);
});

test('the row that was given stays as it was', () => {
  const row = { all: { Joy: { mean: 1e-200 } } };
  storable(row);
  expect(row.all.Joy.mean).toBe(1e-200);
});
