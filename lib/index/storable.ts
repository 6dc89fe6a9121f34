/** What DynamoDB can keep of a row. */

import { SMALLEST_NUMBER } from '../summaries/place.ts';

/** The row with numbers too small for DynamoDB as the 0 they are to it. Everything else stays as it is. */
export function storable(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, storableValue(value)]));
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) < SMALLEST_NUMBER ? 0 : value;
  if (Array.isArray(value)) return value.map(storableValue);
  return typeof value === 'object' && value !== null ? storable(value) : value;
}
