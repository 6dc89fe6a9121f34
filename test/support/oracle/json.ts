/** Plain looks into parsed JSON, for readings that trust nothing. */

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of anything but an object: none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** Of anything but an array: none. */
export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A number that DynamoDB keeps as it is. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 2 ** 53;
}

/** A name that can stand in a key of the index; one that no client of DynamoDB keeps is none. */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length >= 1 &&
    value.length <= 200 &&
    value !== '__proto__' &&
    value.isWellFormed()
  );
}

export function rangeOf(begin: unknown, end: unknown): { begin: number; end: number } | undefined {
  return isNumber(begin) && isNumber(end) ? { begin, end } : undefined;
}

/** JSON may begin with a byte order mark, which `JSON.parse` refuses. */
export function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
