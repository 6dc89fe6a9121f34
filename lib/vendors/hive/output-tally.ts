/**
 * The `output` list of an entry: sentences, texts, frames with boxes in them, or segments. The keys of an output come in any
 * order, so what its scores belong to is known when it closes. In a task of several pages the list goes on from page to page.
 */
import type { Malformed } from '../../platform/errors.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { isUsableNumber, rangeOf } from '../../summaries/place.ts';
import type { ByteRange } from '../../summaries/reader/cut-plan.ts';
import { type ClassReadings, makeClassReadings } from './class-readings.ts';
import { type ClassScore, classScoresOf, isClass } from './class-scores.ts';
import { hasOpenVocabulary } from './classes/class-registry.ts';
import { type HeadSums, makeHeadSums } from './head-sums.ts';

/** What was seen so far. */
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

/** Told of the parts in the order of the document; a `range` is where the value stands in it. */
export type OutputTally = {
  openOutput(): void;
  /** Where scores could be stands null. */
  addEmptyPlace(): void;
  setPosition(end: 'begin' | 'end', value: unknown): void;
  setTime(value: unknown): void;
  setExtra(value: unknown): void;
  setClasses(value: unknown, range: ByteRange): void;
  openSentences(): void;
  addSentence(value: unknown, range: ByteRange): void;
  openBoxes(): void;
  addBox(value: unknown, range: ByteRange): void;
  readText(): void;
  closeOutput(range: ByteRange): void;
  readonly findings: OutputFindings;
};

type OpenOutput = {
  classes?: { list: readonly unknown[]; range: ByteRange } | undefined;
  boxes?: ClassReadings;
  begin?: unknown;
  end?: unknown;
  time?: unknown;
  timestamp?: unknown;
  /** Sentences or boxes. */
  hasParts: boolean;
};

/** @param broken the error for a part that does not have Hive's shape. */
export function makeOutputTally(broken: (what: string) => Malformed): OutputTally {
  const seen: { -readonly [Key in keyof OutputFindings]: OutputFindings[Key] } = {
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
  let open: OpenOutput = { hasParts: false };

  const listOf = (classes: unknown): readonly unknown[] | undefined => {
    if (classes === undefined || classes === null) return undefined;
    if (!Array.isArray(classes)) throw broken('classes that are no list');
    return classes;
  };
  const scoresOf = (classes: readonly unknown[]): ClassScore[] => {
    const { scores, unnamed } = classScoresOf(classes);
    seen.unnamed += unnamed;
    return scores;
  };

  return {
    findings: seen,
    openOutput: () => {
      open = { hasParts: false };
      seen.outputs += 1;
    },
    addEmptyPlace: () => {
      seen.hasPlace = true;
    },
    setPosition: (end, value) => {
      open[end] = value;
      seen.hasPositions ||= typeof value === 'number';
    },
    setTime: (value) => {
      open.time = value;
    },
    setExtra: (value) => {
      open.timestamp = timestampIn(value);
    },
    setClasses: (value, range) => {
      const list = listOf(value);
      seen.hasPlace = true;
      seen.hasOtherClasses ||= list !== undefined && list.length > 0;
      open.classes = list && { list, range };
    },
    openSentences: () => {
      seen.hasPlace = true;
      seen.hasSentences = true;
    },
    addSentence: (value, bytes) => {
      if (!isObject(value)) throw broken('a sentence that is none');
      const time = rangeOf(value.start_timestamp, value.end_timestamp);
      const position = rangeOf(value.start_char_index, value.end_char_index);
      const scores = scoresOf(listOf(value.classes) ?? []);
      seen.readings.addAll(scores, { ...(time && { time }), ...(position && { position }), bytes }, false);
      seen.sentences += 1;
      seen.lastSentenceEnd = laterOf(seen.lastSentenceEnd, value.end_timestamp);
      open.hasParts = true;
    },
    openBoxes: () => {
      open.boxes ??= makeClassReadings();
      seen.hasPlace = true;
      seen.hasBoxes = true;
    },
    addBox: (value, bytes) => {
      if (!isObject(value)) throw broken('a box that is none');
      const scores = scoresOf([...(listOf(value.classes) ?? []), ...(isClass(value) ? [value] : [])]);
      const isDetectorBox = isObject(value.meta) && hasOpenVocabulary(value.meta.type);
      open.boxes?.addAll(scores, { bytes }, isDetectorBox);
      seen.hasOtherClasses ||= !isDetectorBox;
      seen.sums.addElement(scores);
      open.hasParts = true;
    },
    readText: () => {
      seen.isTextRead = true;
    },
    closeOutput: (range) => {
      const { classes, boxes, hasParts } = open;
      if (classes === undefined && boxes === undefined) return;
      const seconds = [open.time, open.timestamp].find(isUsableNumber);
      const isAfterAll = seconds === undefined || seen.lastOutputTime === null || seconds > seen.lastOutputTime;
      seen.scoredOutputs += 1;
      if (isAfterAll) seen.distinctOutputs += 1;
      seen.lastOutputTime = laterOf(seen.lastOutputTime, seconds);
      const time = rangeOf(seconds, seconds);
      const position = rangeOf(open.begin, open.end);
      const placed = (place: Place) => ({ ...(time && { time }), ...(position && { position }), ...place });
      if (classes !== undefined) {
        const scores = scoresOf(classes.list);
        // Where there are sentences or boxes beside them, the whole output holds those scores as well.
        seen.readings.addAll(scores, placed({ bytes: hasParts ? classes.range : range }), false);
        seen.sums.addElement(scores);
      }
      if (boxes !== undefined) seen.readings.merge(boxes, placed);
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** V3 says when a frame is by `extra: [{name: 'timestamp', value}]`. */
function timestampIn(extra: unknown): unknown {
  const members: readonly unknown[] = Array.isArray(extra) ? extra : [];
  return members.filter(isObject).find(({ name }) => name === 'timestamp')?.value;
}

function laterOf(seconds: number | null, other: unknown): number | null {
  if (!isUsableNumber(other)) return seconds;
  return seconds === null ? other : Math.max(seconds, other);
}
