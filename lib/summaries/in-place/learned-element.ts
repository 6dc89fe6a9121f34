/**
 * An element that differs from one which was walked in its numbers and texts alone. The kernel reads such a one at a stroke; here
 * is what is then known of it: its keys and lists are those of the walked one, and its values are where the kernel's gaps are.
 */
import { type Kernel, MAX_SCORES } from './kernel.ts';
import type { Known } from './learning.ts';
import type { ScoreList } from './remembered-lists.ts';
import { makeFindGaps } from './value-gaps.ts';
import type { WalkedElement } from './walked-element.ts';
import type { WindowText } from './window-text.ts';

type LearnedMember = {
  readonly key: string;
  readonly firstByte: number;
  /** Its scores are the member's gaps. */
  readonly list: ScoreList | undefined;
  /** A number, a `{begin, end}` of two numbers, a true, false or null, which is kept in `word`, or anything else. */
  readonly kind: 'number' | 'span' | 'word' | 'other';
  readonly word: boolean | null;
  readonly firstGap: number;
  readonly gaps: number;
  /** So many bytes behind the gap before it the value begins; behind the element's first byte where there is none. */
  readonly lead: number;
  /** So many bytes behind its last gap it ends; behind its first byte where it has none. */
  readonly tail: number;
};

export type Layout = { readonly members: readonly LearnedMember[]; readonly gaps: number };
export type LearnedElement = Known & Layout;

export type LearnedElements = {
  /**
   * What can be learned of the element that was walked last, which stands at `begin`; the kernel's gaps are then its gaps.
   * Undefined where it has none, or more than the kernel has room for, and where a list of scores was declined: in others like
   * it, it would not be.
   */
  layOut(walked: WalkedElement, begin: number): Layout | undefined;
  /** Of the element at `begin`, which the kernel has just read by what was learned. */
  valueOf(layout: Layout, member: number, begin: number): unknown;
};

export function makeLearnedElements(kernel: Kernel, text: WindowText): LearnedElements {
  const { window, scores, gaps } = kernel;
  const findGaps = makeFindGaps(kernel);

  /** Where the gap before this one ends, or the element begins. */
  function endBefore(gap: number, begin: number): number {
    return gap === 0 ? begin : (gaps[2 * gap - 1] ?? 0);
  }

  function layOutMember(
    walked: WalkedElement,
    member: number,
    begin: number,
    firstGap: number,
  ): LearnedMember | undefined {
    const valueBegin = walked.beginOf(member);
    const valueEnd = walked.endOf(member);
    const gapCount = findGaps(valueBegin, valueEnd, firstGap) - firstGap;
    const list = walked.listOf(member);
    const json = list === undefined ? text.json(valueBegin, valueEnd) : 'null';
    const value: unknown = JSON.parse(json);
    if (isListOfScores(value)) return undefined;
    return {
      key: walked.keyOf(member),
      firstByte: window[valueBegin] ?? 0,
      list: list && { ...list, from: firstGap },
      kind: list === undefined ? kindOf(value, json) : 'other',
      word: isWord(value) ? value : null,
      firstGap,
      gaps: gapCount,
      lead: valueBegin - endBefore(firstGap, begin),
      tail: valueEnd - (gapCount === 0 ? valueBegin : endBefore(firstGap + gapCount, begin)),
    };
  }

  return {
    layOut: (walked, begin) => {
      let count = 0;
      const members: LearnedMember[] = [];
      for (let member = 0; member < walked.members; member += 1) {
        const laidOut = layOutMember(walked, member, begin, count);
        if (laidOut === undefined) return undefined;
        members.push(laidOut);
        count += laidOut.gaps;
      }
      return count === 0 || count === MAX_SCORES ? undefined : { members, gaps: count };
    },
    valueOf: (layout, index, begin) => {
      const member = layout.members[index];
      if (member === undefined) return undefined;
      const { kind, firstGap } = member;
      if (kind === 'number') return scores[firstGap];
      if (kind === 'span') return { begin: scores[firstGap] ?? 0, end: scores[firstGap + 1] ?? 0 };
      if (kind === 'word') return member.word;
      const valueBegin = endBefore(firstGap, begin) + member.lead;
      const valueEnd = (member.gaps === 0 ? valueBegin : endBefore(firstGap + member.gaps, begin)) + member.tail;
      return text.value(valueBegin, valueEnd);
    },
  };
}

function kindOf(value: unknown, json: string): LearnedMember['kind'] {
  if (typeof value === 'number') return 'number';
  if (isWord(value)) return 'word';
  if (typeof value !== 'object') return 'other';
  const [first, second, ...others] = Object.entries(value);
  const isSpan = first?.[0] === 'begin' && second?.[0] === 'end' && others.length === 0;
  // Two numbers in that order, too: a key that comes twice has the place of the first and the value of the last.
  const hasTwoMembers = json.split(':').length === 3;
  return isSpan && hasTwoMembers && typeof first[1] === 'number' && typeof second[1] === 'number' ? 'span' : 'other';
}

/** Which the kernel would have read, but for a number or a text that it leaves to `JSON.parse`. */
function isListOfScores(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isNamedScore);
}

function isNamedScore(value: unknown): boolean {
  const kinds = Object.values(Object(value)).map((member) => typeof member);
  return kinds.length === 2 && kinds.includes('string') && kinds.includes('number');
}

function isWord(value: unknown): value is boolean | null {
  return value === null || typeof value === 'boolean';
}
