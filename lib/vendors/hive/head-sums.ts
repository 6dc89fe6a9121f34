/**
 * Finds out whether a class that nobody knows is what a head's classes lack to sum to 1. Memory grows with the names
 * alone.
 */
import { type ClassScores, isProbability } from './class-scores.ts';
import type { Head } from './classes/class-entry.ts';
import { type CountedHead, makeElementLayouts } from './element-layout.ts';

/** Scores are rounded, and their sum with them. */
const SUM_TOLERANCE = 0.01;

export type HeadSums = {
  /** The classes of one frame, or of one box of it, of which each head has one that holds. */
  addElement(classes: ClassScores): void;
  /** Whether the class's score made the head's sum 1 in every element that has classes of the head. */
  isCompletedBy(head: Head, className: string): boolean;
};

export function makeHeadSums(): HeadSums {
  const counted = new Map<Head, CountedHead>();
  const countedOf = (head: Head): CountedHead => {
    const seen = counted.get(head) ?? { elements: 0, completedBy: new Map<string, number>() };
    counted.set(head, seen);
    return seen;
  };
  const layoutOf = makeElementLayouts(countedOf);

  return {
    addElement: ({ names, scores, from }) => {
      const { heads, sums, ofHeads, strangers, strangerScores, ofStrangers } = layoutOf(names);
      sums.fill(0);
      // Counted by index, and nothing is made in it: every score there is passes here.
      for (let at = 0; at < ofHeads.length; at += 2) {
        const score = scores[from + (ofHeads[at] ?? 0)] ?? Number.NaN;
        const head = ofHeads[at + 1] ?? 0;
        if (isProbability(score)) sums[head] = (sums[head] ?? 0) + score;
      }
      for (const head of heads) head.elements += 1;
      if (strangers.length === 0) return;
      // NaN: it has no score that is a probability, and completes nothing.
      strangerScores.fill(Number.NaN);
      for (let at = 0; at < ofStrangers.length; at += 2) {
        const score = scores[from + (ofStrangers[at] ?? 0)] ?? Number.NaN;
        const stranger = ofStrangers[at + 1] ?? 0;
        const before = strangerScores[stranger] ?? Number.NaN;
        if (isProbability(score)) strangerScores[stranger] = (Number.isNaN(before) ? 0 : before) + score;
      }
      for (const [at, name] of strangers.entries()) {
        const score = strangerScores[at] ?? Number.NaN;
        for (const [index, { completedBy }] of heads.entries()) {
          const isCompleted = Math.abs((sums[index] ?? 0) + score - 1) <= SUM_TOLERANCE;
          if (isCompleted) completedBy.set(name, (completedBy.get(name) ?? 0) + 1);
        }
      }
    },
    isCompletedBy: (head, className) => {
      const ofHead = counted.get(head);
      const completed = ofHead?.completedBy.get(className);
      return completed !== undefined && completed === ofHead?.elements;
    },
  };
}
