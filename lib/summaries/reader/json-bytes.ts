/** The bytes that JSON's grammar is made of (RFC 8259, 2). */

const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

export function isWhitespace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether the byte ends a number, true, false or null before it, which do not end by themselves. */
export function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isWhitespace(byte);
}

/** The index of the first byte from `from` on that is no whitespace, `end` where there is none before it. */
export function skipWhitespace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  // Mostly there is none: nothing that is more than a space is any.
  while (at < end && (bytes[at] ?? 0) <= SPACE && isWhitespace(bytes[at] ?? 0)) at += 1;
  return at;
}

/** Not JSON's, but some writers put it before a document. */
export const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
