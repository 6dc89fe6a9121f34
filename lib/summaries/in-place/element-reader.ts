/**
 * Reads one JSON object, an element, as it lies in a kernel's window: which members it has and where their values are. Lists
 * of scores among them are read into numbers, everything else is passed over and parsed only if it is asked for.
 *
 * For a vendor: `makeElementReader(kernel)` once for a result, `makeShape()` once for each kind of element, and
 * `reader.rule(() => shape, (element) => ...)` among the `rules` of an {@link InPlace}. The function given looks at the
 * element and says whether it could take it. Where it answers false it must not have done anything yet: the element comes again
 * the old way, cut and parsed.
 */
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import type { ByteRange } from '../reader/cut-plan.ts';
import type { InPlaceRule } from '../reader/in-place-step.ts';
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACKET, skipWhitespace } from '../reader/json-bytes.ts';
import { MAX_MEMBERS, makeFindSlot, type Shape, type Slot } from './element-shape.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from './kernel.ts';
import { makeListReader, type ScoreList } from './remembered-lists.ts';
import { makeWindowText } from './window-text.ts';

/** An object that was read whole; no key comes twice. Shows another once the next is read. */
export type Element = {
  /** Its members are numbered from 0 in the order of the document. */
  readonly members: number;
  keyOf(member: number): string;
  /** The value's first byte, which tells of what kind it is. */
  firstByteOf(member: number): number;
  /** Undefined where the value is no list of scores, or none that is read in place. */
  listOf(member: number): ScoreList | undefined;
  /** The value as `JSON.parse` gives it, made anew with each call. */
  valueOf(member: number): unknown;
  /** The same by key; undefined where there is none. */
  list(key: string): ScoreList | undefined;
  value(key: string): unknown;
  /** Where the element stands in the document. */
  range(): ByteRange;
};

export type ElementReader = {
  /** `take` answers whether it has taken the element. */
  rule(shapeOf: () => Shape, take: (element: Element) => boolean): InPlaceRule;
};

/** What was learned with the kernel before is forgotten. */
export function makeElementReader(kernel: Kernel): ElementReader {
  const { window } = kernel;
  const text = makeWindowText(kernel);
  const findSlot = makeFindSlot(kernel, text);
  const listReader = makeListReader(kernel, text);
  const slots: Slot[] = [];
  const lists: (ScoreList | undefined)[] = [];
  const begins = new Int32Array(MAX_MEMBERS);
  const ends = new Int32Array(MAX_MEMBERS);
  let members = 0;
  let scoresRead = 0;
  let number = 0;
  let begin = 0;
  let length = 0;
  kernel.makeRoom();

  function read(shape: Shape, from: number, end: number): number {
    members = 0;
    scoresRead = 0;
    number += 1;
    let at = skipWhitespace(window, from + 1, end);
    if (at < end && window[at] === CLOSE_BRACE) return at + 1;
    for (let expected = 0; ; ) {
      const index = findSlot(shape, expected, at, end);
      if (index < 0) return index;
      const slot = shape.slots[index];
      if (slot === undefined || slot.seenIn === number || members === MAX_MEMBERS) return DECLINED;
      slot.seenIn = number;
      at = skipWhitespace(window, at + slot.bytes.length, end);
      if (at >= end) return OUT_OF_BYTES;
      if (window[at] !== COLON) return DECLINED;
      at = readValue(slot, skipWhitespace(window, at + 1, end), end);
      if (at < 0) return at;
      at = skipWhitespace(window, at, end);
      if (at >= end) return OUT_OF_BYTES;
      if (window[at] === CLOSE_BRACE) return at + 1;
      if (window[at] !== COMMA) return DECLINED;
      at = skipWhitespace(window, at + 1, end);
      expected = index + 1;
    }
  }

  function readValue(slot: Slot, at: number, end: number): number {
    if (at >= end) return OUT_OF_BYTES;
    let after = DECLINED;
    let list: ScoreList | undefined;
    if (window[at] === OPEN_BRACKET) {
      after = listReader.read(slot.lists, at, end, scoresRead);
      if (after >= 0) list = listReader.last;
      scoresRead += list?.names.length ?? 0;
    }
    if (after === DECLINED) after = kernel.skipValue(at, end, MAX_JSON_DEPTH - 1);
    if (after < 0) return after;
    slots[members] = slot;
    lists[members] = list;
    begins[members] = at;
    ends[members] = after;
    members += 1;
    return after;
  }

  function memberOf(key: string): number | undefined {
    for (let member = 0; member < members; member += 1) if (slots[member]?.key === key) return member;
    return undefined;
  }

  const element: Element = {
    get members() {
      return members;
    },
    keyOf: (member) => slots[member]?.key ?? '',
    firstByteOf: (member) => window[begins[member] ?? 0] ?? 0,
    listOf: (member) => lists[member],
    valueOf: (member) => text.value(begins[member] ?? 0, ends[member] ?? 0, scoresRead),
    list: (key) => {
      const member = memberOf(key);
      return member === undefined ? undefined : lists[member];
    },
    value: (key) => {
      const member = memberOf(key);
      return member === undefined ? undefined : element.valueOf(member);
    },
    range: () => ({ begin, end: begin + length }),
  };

  return {
    rule: (shapeOf, take) => (at, end, beginsAt) => {
      const shape = shapeOf();
      const after = read(shape, at, end);
      if (after < 0) return after;
      shape.elements += 1;
      begin = beginsAt;
      length = after - at;
      return take(element) ? after : DECLINED;
    },
  };
}
