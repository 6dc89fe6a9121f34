/**
 * The classes of Hive's detection models that are a short list: what a face looks like. Logos (more than 5,000 of them) and
 * common objects have their own names as classes, and are not listed: see `hasOpenVocabulary`.
 */
import { type HeadTable, looseHead } from './head-table.ts';

const FACES = {
  product: 'detection',
  scale: 'probability',
  source: 'https://docs.thehive.ai/docs/demographic-attributes',
  confidence: 'documented',
} as const;

/** It describes people: none of it is a violation. That a face's scores sum to 1 is not documented. */
export const DETECTION_HEADS: readonly HeadTable[] = [
  looseHead(FACES, 'gender', { neutral: ['male', 'female', 'other_gender'] }),
  // Our reading of the page ends here: there may be a class for those who are younger.
  looseHead(FACES, 'age', { neutral: ['senior', 'middle_aged', 'adult', 'teenager', 'pre_teen', 'toddler'] }),
];
