/** What DynamoDB can keep of a row. */

/** Nearer to 0 than this is 0 to DynamoDB, which refuses it: developer guide, "Naming rules and data types", Number. */
const SMALLEST_NUMBER = 1e-130;

/** The row with numbers too small for DynamoDB as the 0 they are to it. Everything else stays as it is. */
export function storable(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, storableValue(value)]));
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) < SMALLEST_NUMBER ? 0 : value;
  if (Array.isArray(value)) return value.map(storableValue);
  return typeof value === 'object' && value !== null ? storable(value) : value;
}
