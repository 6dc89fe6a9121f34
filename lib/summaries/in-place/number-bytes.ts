/** The bytes that JSON's numbers are made of (RFC 8259, 6). */

export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const SMALL_E = 0x65;
/** The bit that tells small letters from large: set, it makes an `E` an `e`. */
export const LETTER_CASE = 0x20;

/** What a digit's byte is worth, and of any other byte less than 0 or more than 9. */
export function digitOf(byte: number): number {
  return byte - ZERO;
}

export function isDigit(digit: number): boolean {
  return digit >= 0 && digit <= 9;
}
