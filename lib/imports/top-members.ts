/** The members at the top of a document that are texts and have a wanted name, found while its bytes pass by. */
import { COLON, COMMA } from '../summaries/reader/json-bytes.ts';

/** Of one text, in bytes: ids are far shorter, and what is longer is none. */
const MAX_TEXT_BYTES = 1024;

export type TopMembers = {
  readonly found: ReadonlyMap<string, string>;
  /** The text that is open goes on with this byte. */
  addToText(byte: number): void;
  closeText(): void;
  /** What is neither in a text nor a bracket: only colons and commas matter. */
  readMark(byte: number): void;
};

export function makeTopMembers(wanted: ReadonlySet<string>): TopMembers {
  const found = new Map<string, string>();
  let text: number[] = [];
  let key = '';
  let isValue = false;
  return {
    found,
    addToText: (byte) => {
      if (text.length <= MAX_TEXT_BYTES) text.push(byte);
    },
    closeText: () => {
      const closed = textOf(text);
      text = [];
      if (!isValue) key = closed ?? '';
      else if (closed !== undefined && wanted.has(key)) found.set(key, closed);
    },
    readMark: (byte) => {
      if (byte === COLON) isValue = true;
      if (byte === COMMA) isValue = false;
    },
  };
}

/** Undefined for what is too long, or no JSON text. */
function textOf(bytes: readonly number[]): string | undefined {
  if (bytes.length > MAX_TEXT_BYTES) return undefined;
  try {
    return String(JSON.parse(`"${Buffer.from(bytes).toString()}"`));
  } catch {
    return undefined;
  }
}
