/** Which outputs are read in place: frames and texts, which have scores of their own and nothing around others' scores. */
import type { Element } from '../../summaries/in-place/element.ts';
import { OPEN_BRACE, OPEN_BRACKET } from '../../summaries/reader/json-bytes.ts';

/** What counts of one, of whatever shape. */
const COUNTED: ReadonlySet<string> = new Set(['classes', 'extra', 'time', 'start_char_index', 'end_char_index']);
/** Where sentences and boxes are, unless null stands there. */
const LISTS: ReadonlySet<string> = new Set(['classifications', 'bounding_poly']);
/** What text recognition has. */
const OF_READ_TEXT: ReadonlySet<string> = new Set(['block_text', 'frame_results']);

/** In what nobody knows. How deep it may nest depends on where the output stands; this is less than is left anywhere. */
const MOST_LEVELS = 16;
const FIRST_OF_NULL = 0x6e;

export function isPlainOutput(element: Element): boolean {
  for (let member = 0; member < element.members; member += 1) {
    const key = element.keyOf(member);
    if (COUNTED.has(key)) continue;
    if (OF_READ_TEXT.has(key)) return false;
    const first = element.firstByteOf(member);
    if (LISTS.has(key)) {
      if (first !== FIRST_OF_NULL) return false;
    } else if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      if (!nestsWithin(MOST_LEVELS, element.valueOf(member))) return false;
    }
  }
  return true;
}

function nestsWithin(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => nestsWithin(levels - 1, inner));
}
