/** Reads an element member by member. Lists of scores among them are read into numbers, everything else is passed over. */
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACKET, skipWhitespace } from '../reader/json-bytes.ts';
import { type FindSlot, MAX_MEMBERS, type Shape, type Slot } from './element-shape.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from './kernel.ts';
import type { ListReader, ScoreList } from './remembered-lists.ts';

/** Where the members of the element are that was walked last. */
export type WalkedElement = {
  /** Answers what a kernel does. */
  walk(shape: Shape, at: number, end: number): number;
  readonly members: number;
  keyOf(member: number): string;
  listOf(member: number): ScoreList | undefined;
  beginOf(member: number): number;
  endOf(member: number): number;
};

type Dependencies = { kernel: Kernel; findSlot: FindSlot; listReader: ListReader };

export function makeWalkedElement({ kernel, findSlot, listReader }: Dependencies): WalkedElement {
  const { window } = kernel;
  const slots: Slot[] = [];
  const lists: (ScoreList | undefined)[] = [];
  const begins = new Int32Array(MAX_MEMBERS);
  const ends = new Int32Array(MAX_MEMBERS);
  let members = 0;
  let scoresRead = 0;
  /** Of the element among all that are walked. */
  let number = 0;

  function walk(shape: Shape, from: number, end: number): number {
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

  return {
    walk,
    get members() {
      return members;
    },
    keyOf: (member) => slots[member]?.key ?? '',
    listOf: (member) => lists[member],
    beginOf: (member) => begins[member] ?? 0,
    endOf: (member) => ends[member] ?? 0,
  };
}
