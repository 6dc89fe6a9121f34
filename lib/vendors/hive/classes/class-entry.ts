/** What is known of one of Hive's classes before any score, and how sure that is. */

import type { Polarity, Scale } from '../../../summaries/file-summary.ts';

export const HIVE_PRODUCTS = [
  'speech',
  'text',
  'visual',
  'ai-generated',
  'deepfake',
  'ai-music',
  'audio',
  'detection',
] as const;
export type HiveProduct = (typeof HIVE_PRODUCTS)[number];

/**
 * `documented`: Hive's own page names the class. `observed`: it stands in a published answer of Hive's. `reported`: others
 * name it who use it, or Hive says so of a kindred product; we have seen neither a page nor an answer with it.
 */
export type Confidence = 'documented' | 'observed' | 'reported';

/** `source` is where the name was read, or, of one that is reported, the page that it is said to be from. */
export type ClassEntry = {
  product: HiveProduct;
  head: string;
  class: string;
  polarity: Polarity;
  scale: Scale;
  source: string;
  confidence: Confidence;
};

/**
 * A group of classes of which one model of Hive's decides together. Where `sumsToOne`, an answer has all of `classes` and
 * no others, and their scores sum to 1: one that is missing was renamed, or is gone.
 */
export type Head = {
  product: HiveProduct;
  name: string;
  sumsToOne: boolean;
  classes: readonly string[];
};
