/** Reading places out of vendors' answers: what is no usable number is left out. */

/** Beyond this a number is no score, time or position, and the index cannot keep it exactly. */
export function isUsableNumber(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

export function rangeOf(begin: unknown, end: unknown): { begin: number; end: number } | undefined {
  return isUsableNumber(begin) && isUsableNumber(end) ? { begin, end } : undefined;
}

/** Nearer to 0 than this is 0 in the index, for DynamoDB refuses it: developer guide, "Naming rules and data types", Number. */
export const SMALLEST_NUMBER = 1e-130;
