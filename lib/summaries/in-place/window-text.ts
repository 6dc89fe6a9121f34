/** Text and values that stand in a kernel's window. */
import type { Kernel } from './kernel.ts';

/** Bad UTF-8 becomes U+FFFD, as it does the old way. */
export type WindowText = {
  /** What stands between the quotes of a string without escapes; `begin` and `end` are those of the whole string. */
  inQuotes(begin: number, end: number): string;
  /** The text of a value that the kernel has read or passed over, and so is JSON; and the value. */
  json(begin: number, end: number): string;
  value(begin: number, end: number): unknown;
};

export function makeWindowText({ window }: Kernel): WindowText {
  const bytes = Buffer.from(window.buffer, window.byteOffset, window.length);
  const json = (begin: number, end: number) => bytes.toString('utf8', begin, end);
  return {
    inQuotes: (begin, end) => json(begin + 1, end - 1),
    json,
    value: (begin, end) => JSON.parse(json(begin, end)),
  };
}
