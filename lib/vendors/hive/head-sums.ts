/**
 * Finds out whether a class that nobody knows is what a head's classes lack to sum to 1. Memory grows with the names
 * alone.
 */

import { type ClassScore, isProbability } from './class-scores.ts';
import type { Head } from './classes/class-entry.ts';
import { headOf, productsKnowing } from './classes/class-registry.ts';
import { PROBABILITY_PRODUCTS } from './entry-product.ts';

/** Scores are rounded, and their sum with them. */
const SUM_TOLERANCE = 0.01;

export type HeadSums = {
  /** The classes of one frame, or of one box of it, of which each head has one that holds. */
  addElement(scores: readonly ClassScore[]): void;
  /** Whether the class's score made the head's sum 1 in every element that has classes of the head. */
  isCompletedBy(head: Head, className: string): boolean;
};

export function makeHeadSums(): HeadSums {
  /** What the registry says of a name, kept since every frame asks again: undefined where no product knows it. */
  const headsOfName = new Map<string, readonly Head[] | undefined>();
  const elementsWith = new Map<Head, number>();
  const completedBy = new Map<string, Map<Head, number>>();

  const headsOf = (className: string): readonly Head[] | undefined => {
    if (!headsOfName.has(className)) headsOfName.set(className, exclusiveHeadsOf(className));
    return headsOfName.get(className);
  };

  return {
    addElement: (scores) => {
      const sums = new Map<Head, number>();
      const strangers = new Map<string, number>();
      for (const { name, score } of scores) {
        const heads = headsOf(name);
        const probability = isProbability(score) ? score : undefined;
        for (const head of heads ?? []) sums.set(head, (sums.get(head) ?? 0) + (probability ?? 0));
        if (heads === undefined && probability !== undefined) {
          strangers.set(name, (strangers.get(name) ?? 0) + probability);
        }
      }
      for (const head of sums.keys()) elementsWith.set(head, (elementsWith.get(head) ?? 0) + 1);
      for (const [name, score] of strangers) {
        for (const [head, sum] of sums) if (Math.abs(sum + score - 1) <= SUM_TOLERANCE) count(completedBy, name, head);
      }
    },
    isCompletedBy: (head, className) => {
      const completed = completedBy.get(className)?.get(head);
      return completed !== undefined && completed === elementsWith.get(head);
    },
  };
}

function exclusiveHeadsOf(className: string): Head[] | undefined {
  const products = productsKnowing(className).filter((product) => PROBABILITY_PRODUCTS.includes(product));
  if (products.length === 0) return undefined;
  return products.flatMap((product) => {
    const head = headOf(product, className);
    return head?.sumsToOne ? [head] : [];
  });
}

function count(counts: Map<string, Map<Head, number>>, className: string, head: Head): void {
  const ofClass = counts.get(className) ?? new Map<Head, number>();
  ofClass.set(head, (ofClass.get(head) ?? 0) + 1);
  counts.set(className, ofClass);
}
