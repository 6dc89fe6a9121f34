/** The bytes that JSON's grammar is made of (RFC 8259). */

export const TAB: u8 = 0x09;
export const LINE_FEED: u8 = 0x0a;
export const CARRIAGE_RETURN: u8 = 0x0d;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const POINT: u8 = 0x2e;
export const ZERO: u8 = 0x30;
export const NINE: u8 = 0x39;
export const COLON: u8 = 0x3a;
export const OPEN_BRACKET: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
export const CLOSE_BRACKET: u8 = 0x5d;
export const SMALL_A: u8 = 0x61;
export const SMALL_E: u8 = 0x65;
export const SMALL_F: u8 = 0x66;
export const SMALL_N: u8 = 0x6e;
export const SMALL_T: u8 = 0x74;
export const SMALL_U: u8 = 0x75;
export const OPEN_BRACE: u8 = 0x7b;
export const CLOSE_BRACE: u8 = 0x7d;
/** The bit that tells small letters from large. */
export const LETTER_CASE: u8 = 0x20;

export function isDigit(byte: u8): bool {
  return byte >= ZERO && byte <= NINE;
}
