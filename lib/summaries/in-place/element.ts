/** One JSON object as it lies in a kernel's window: an element of an array, such as a prediction or a frame. */
import type { ByteRange } from '../reader/cut-plan.ts';
import type { ScoreList } from './remembered-lists.ts';

/** An object that was read whole; no key comes twice. Shows another once the next is read. */
export type Element = {
  /**
   * One object for as long as elements differ in numbers and texts alone: what their keys, their lists' names and the kinds of
   * their values come to can be kept by it. Undefined where the element is like none before it.
   */
  readonly layout: object | undefined;
  /** Its members are numbered from 0 in the order of the document. */
  readonly members: number;
  keyOf(member: number): string;
  /** The value's first byte, which tells of what kind it is; of numbers any that begins one. */
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
