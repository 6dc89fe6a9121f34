/** What differs between a row as it stands and as it would be written, field by field. Pure. */

/**
 * By path, such as `emotions.face.all.*.mean`: a star stands for a name that is the vendor's, or a place in a list. A number
 * that is another: by how much at most. Anything else: `new`, `gone` or `other`.
 */
export type Differences = Map<string, Difference>;
export type Difference = { largest: number | undefined; what: 'number' | 'new' | 'gone' | 'other'; times: number };

/** Fields whose keys are names of the vendor's. */
const NAMED_BY_VENDORS = new Set(['all', 'classes', 'toxicity']);

/** `path`: where both stand. Values are those of JSON. */
export function differencesOf(
  before: unknown,
  after: unknown,
  path: string,
  found: Differences = new Map(),
): Differences {
  if (Object.is(before, after)) return found;
  if (before === undefined) return noted(found, path, 'new');
  if (after === undefined) return noted(found, path, 'gone');
  if (typeof before === 'number' && typeof after === 'number') {
    return noted(found, path, 'number', Math.abs(after - before));
  }
  const [fields, others] = [fieldsOf(before), fieldsOf(after)];
  if (fields === undefined || others === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return noted(found, path, 'other');
  }
  const isList = Array.isArray(before) || NAMED_BY_VENDORS.has(path.slice(path.lastIndexOf('.') + 1));
  for (const key of new Set([...fields.keys(), ...others.keys()])) {
    const at = isList ? '*' : key;
    differencesOf(fields.get(key), others.get(key), path === '' ? at : `${path}.${at}`, found);
  }
  return found;
}

/** Adds what was found elsewhere. */
export function addDifferences(to: Differences, from: Differences): void {
  for (const [path, { what, largest, times }] of from) noted(to, path, what, largest, times);
}

/** One path may differ in several ways: each is its own. */
function noted(found: Differences, path: string, what: Difference['what'], by?: number, times = 1): Differences {
  const label = what === 'number' ? path : path.endsWith(`: ${what}`) ? path : `${path}: ${what}`;
  const seen = found.get(label);
  const largest = by === undefined ? undefined : Math.max(by, seen?.largest ?? 0);
  return found.set(label, { what, largest, times: (seen?.times ?? 0) + times });
}

function fieldsOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}
