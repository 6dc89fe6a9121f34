/** The JSON of a body, for bodies whose size is bounded. */

/** Of everything that is read, whole or as a stream. Vendors nest about a dozen levels deep. */
export const MAX_JSON_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The JSON value of a whole body, undefined when it is none, or one nested deeper than {@link MAX_JSON_DEPTH}. */
export function parseJson(body: Uint8Array): unknown {
  if (!isNestedWithin(MAX_JSON_DEPTH, body)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/**
 * Looks at the bytes alone, before anything is built of them: what walks a value by calling itself could be brought down
 * by one nested a million levels deep. Brackets are counted and not matched, for `JSON.parse` matches them.
 */
function isNestedWithin(maxDepth: number, json: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) {
      at = closingQuote(json, at + 1);
      continue;
    }
    // `[` and `{`, `]` and `}` differ in one bit.
    const bracket = byte & ~0x20;
    if (bracket === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return false;
    } else if (bracket === 0x5d) depth -= 1;
  }
  return true;
}

/** The index of the quote that ends a string, or that of the end where none does. */
function closingQuote(json: Uint8Array, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
