/** What was seen so far of an entry's outputs, on all pages. */
import { type ClassReadings, makeClassReadings } from './class-readings.ts';
import { type HeadSums, makeHeadSums } from './head-sums.ts';

export type OutputFindings = Readonly<{
  readings: ClassReadings;
  sums: HeadSums;
  /** Classes that could not be kept, for want of a name. */
  unnamed: number;
  outputs: number;
  /** Those with a list of classes or of boxes, be it an empty one. */
  scoredOutputs: number;
  /**
   * Those of them that are no repetition, as of pages that overlap: the time of each, where it is said, is after all times
   * of those before.
   */
  distinctOutputs: number;
  sentences: number;
  /** Where there is a list of them, be it an empty one. */
  hasSentences: boolean;
  hasBoxes: boolean;
  /** Classes of an output, or of a box around something else than a logo or a thing. */
  hasOtherClasses: boolean;
  /** Something where scores could be, be it null. */
  hasPlace: boolean;
  /** Of characters, on an output. */
  hasPositions: boolean;
  /** Text was read off pictures: the classes of its boxes are the words that stand there. */
  isTextRead: boolean;
  /** The end of the last sentence, in seconds. */
  lastSentenceEnd: number | null;
  /** The time of the last output that was scored, in seconds. */
  lastOutputTime: number | null;
}>;

/** To be counted in. */
export function noFindings(): { -readonly [Key in keyof OutputFindings]: OutputFindings[Key] } {
  return {
    readings: makeClassReadings(),
    sums: makeHeadSums(),
    unnamed: 0,
    outputs: 0,
    scoredOutputs: 0,
    distinctOutputs: 0,
    sentences: 0,
    hasSentences: false,
    hasBoxes: false,
    hasOtherClasses: false,
    hasPlace: false,
    hasPositions: false,
    isTextRead: false,
    lastSentenceEnd: null,
    lastOutputTime: null,
  };
}
