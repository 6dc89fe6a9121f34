/** Holds a string of any length to the grammar of RFC 8259 part by part, without keeping it. */
import { BACKSLASH, QUOTE } from './json-bytes.ts';

const SMALL_U = 0x75;
const SHORT_ESCAPE_BYTES = 2;
/** With four digits: `\u00e9`. */
const LONG_ESCAPE_BYTES = 6;

/** The beginning of no string: a zero byte stands in it. */
const NO_STRING = Buffer.of(QUOTE, 0);

/**
 * What is left to be checked of a string that begins with this part, as the beginning of a string by itself: the last escape, if it is
 * not all there. Of what begins no string it is the beginning of none.
 */
export function uncheckedOf(part: Buffer): Buffer {
  const whole = wholeBytes(part);
  return isText(part.toString('utf8', 0, whole)) ? Buffer.concat([Buffer.of(QUOTE), part.subarray(whole)]) : NO_STRING;
}

function isText(unclosed: string): boolean {
  try {
    JSON.parse(`${unclosed}"`);
    return true;
  } catch {
    return false;
  }
}

/** All of the part, but for an escape at its end that is not all there. */
function wholeBytes(part: Uint8Array): number {
  const last = part.lastIndexOf(BACKSLASH);
  if (last === -1) return part.length;
  let first = last;
  while (part[first - 1] === BACKSLASH) first -= 1;
  const isEscaped = (last - first) % 2 === 1;
  const needed = part[last + 1] === SMALL_U ? LONG_ESCAPE_BYTES : SHORT_ESCAPE_BYTES;
  return isEscaped || last + needed <= part.length ? part.length : last;
}
