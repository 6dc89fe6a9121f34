/**
 * Reads one JSON object, an element, as it lies in a kernel's window: which members it has and where their values are. Lists
 * of scores among them are read into numbers, everything else is passed over and parsed only if it is asked for.
 *
 * For a vendor: `makeElementReader(kernel)` once for a result, `makeShape()` once for each kind of element, and
 * `reader.rule(() => shape, (element) => ...)` among the `rules` of an {@link InPlace}. The function given looks at the
 * element and says whether it could take it. Where it answers false it must not have done anything yet: the element comes again
 * the old way, cut and parsed.
 */
import type { InPlaceRule } from '../reader/in-place-step.ts';
import type { Element } from './element.ts';
import { makeFindSlot, type Shape } from './element-shape.ts';
import { DECLINED, type Kernel } from './kernel.ts';
import { type LearnedElement, makeLearnedElements } from './learned-element.ts';
import { makeLearning } from './learning.ts';
import { makeListReader } from './remembered-lists.ts';
import { makeWalkedElement } from './walked-element.ts';
import { makeWindowText } from './window-text.ts';

export type ElementReader = {
  /** `take` answers whether it has taken the element. */
  rule(shapeOf: () => Shape, take: (element: Element) => boolean): InPlaceRule;
};

/** What was learned with the kernel before is forgotten. */
export function makeElementReader(kernel: Kernel): ElementReader {
  const { window } = kernel;
  const text = makeWindowText(kernel);
  const learning = makeLearning(kernel);
  const listReader = makeListReader({ kernel, text, learning });
  const walked = makeWalkedElement({ kernel, findSlot: makeFindSlot(kernel, text), listReader });
  const learnedElements = makeLearnedElements(kernel, text);
  /** What the element is like that was read last; undefined where it was walked. */
  let like: LearnedElement | undefined;
  let at = 0;
  let begin = 0;
  let length = 0;

  function walk(shape: Shape, from: number, end: number): number {
    const after = walked.walk(shape, from, end);
    if (after < 0) return after;
    if (learning.isDue(shape.learned, after - from)) learn(shape.learned, from, after);
    return after;
  }

  function learn(place: Shape['learned'], from: number, end: number): void {
    const layout = learnedElements.layOut(walked, from);
    if (layout === undefined) learning.pass(place);
    else {
      const whole = { begin: from, end, count: layout.gaps };
      learning.learn(place, whole, (learned) => ({ ...layout, learned }));
    }
  }

  function memberOf(key: string): number | undefined {
    const { members } = element;
    for (let member = 0; member < members; member += 1) if (element.keyOf(member) === key) return member;
    return undefined;
  }

  const element: Element = {
    get layout() {
      return like;
    },
    get members() {
      return like === undefined ? walked.members : like.members.length;
    },
    keyOf: (member) => (like === undefined ? walked.keyOf(member) : (like.members[member]?.key ?? '')),
    firstByteOf: (member) =>
      like === undefined ? (window[walked.beginOf(member)] ?? 0) : (like.members[member]?.firstByte ?? 0),
    listOf: (member) => (like === undefined ? walked.listOf(member) : like.members[member]?.list),
    valueOf: (member) =>
      like === undefined
        ? text.value(walked.beginOf(member), walked.endOf(member))
        : learnedElements.valueOf(like, member, at),
    list: (key) => {
      const member = memberOf(key);
      return member === undefined ? undefined : element.listOf(member);
    },
    value: (key) => {
      const member = memberOf(key);
      return member === undefined ? undefined : element.valueOf(member);
    },
    range: () => ({ begin, end: begin + length }),
  };

  return {
    rule: (shapeOf, take) => (from, end, beginsAt) => {
      const shape = shapeOf();
      let after = learning.read(shape.learned, from, end, 0);
      like = shape.learned.like;
      if (after === DECLINED) {
        like = undefined;
        after = walk(shape, from, end);
      }
      if (after < 0) return after;
      shape.elements += 1;
      at = from;
      begin = beginsAt;
      length = after - from;
      return take(element) ? after : DECLINED;
    },
  };
}
