/**
 * The `output` list of an entry: sentences, texts, frames with boxes in them, or segments. The keys of an output come in any
 * order, so what its scores belong to is known when it closes. In a task of several pages the list goes on from page to page.
 */
import type { Malformed } from '../../platform/errors.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { isUsableNumber, rangeOf } from '../../summaries/place.ts';
import type { ByteRange } from '../../summaries/reader/cut-plan.ts';
import { makeClassReadings } from './class-readings.ts';
import type { ClassScores } from './class-scores.ts';
import { hasOpenVocabulary } from './classes/class-registry.ts';
import { noFindings, type OutputFindings } from './output-findings.ts';
import { type Box, makeOutputParts, type OutputParts, type Sentence, timestampIn } from './output-parts.ts';

/** Told of the parts in the order of the document; a `range` is where the value stands in it. */
export type OutputTally = {
  /** Reads what is then told. */
  readonly parts: OutputParts;
  openOutput(): void;
  /** Where scores could be stands null. */
  addEmptyPlace(): void;
  setPosition(end: 'begin' | 'end', value: unknown): void;
  setTime(value: unknown): void;
  setExtra(value: unknown): void;
  /** Undefined for none. What was read is counted when the output closes. */
  setClasses(classes: ClassScores | undefined, range: ByteRange): void;
  openSentences(): void;
  addSentence(sentence: Sentence, range: ByteRange): void;
  openBoxes(): void;
  addBox(box: Box, range: ByteRange): void;
  readText(): void;
  closeOutput(range: ByteRange): void;
  readonly findings: OutputFindings;
};

type OpenOutput = {
  classes?: { scores: ClassScores; range: ByteRange } | undefined;
  hasBoxes: boolean;
  begin?: unknown;
  end?: unknown;
  time?: unknown;
  timestamp?: unknown;
  /** Sentences or boxes. */
  hasParts: boolean;
};

/** @param broken the error for a part that does not have Hive's shape. */
export function makeOutputTally(broken: (what: string) => Malformed): OutputTally {
  const seen = noFindings();
  /** Of the open output. One for all outputs: there may be a million, of one box each. */
  const boxes = makeClassReadings();
  let open: OpenOutput = { hasBoxes: false, hasParts: false };

  return {
    findings: seen,
    parts: makeOutputParts(broken),
    openOutput: () => {
      open = { hasBoxes: false, hasParts: false };
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
    setClasses: (scores, range) => {
      seen.hasPlace = true;
      seen.hasOtherClasses ||= scores !== undefined && scores.names.length + scores.unnamed > 0;
      open.classes = scores && { scores, range };
    },
    openSentences: () => {
      seen.hasPlace = true;
      seen.hasSentences = true;
    },
    addSentence: ({ classes, endTimestamp, place }, bytes) => {
      seen.unnamed += classes.unnamed;
      seen.readings.addAll(classes, () => ({ ...place(), bytes }), false);
      seen.sentences += 1;
      seen.lastSentenceEnd = laterOf(seen.lastSentenceEnd, endTimestamp);
      open.hasParts = true;
    },
    openBoxes: () => {
      if (!open.hasBoxes) boxes.clear();
      open.hasBoxes = true;
      seen.hasPlace = true;
      seen.hasBoxes = true;
    },
    addBox: ({ classes, type }, bytes) => {
      const isDetectorBox = hasOpenVocabulary(type);
      seen.unnamed += classes.unnamed;
      boxes.addAll(classes, () => ({ bytes }), isDetectorBox);
      seen.hasOtherClasses ||= !isDetectorBox;
      seen.sums.addElement(classes);
      open.hasParts = true;
    },
    readText: () => {
      seen.isTextRead = true;
    },
    closeOutput: (range) => {
      const { classes, begin, end, hasBoxes, hasParts } = open;
      if (classes === undefined && !hasBoxes) return;
      const seconds = [open.time, open.timestamp].find(isUsableNumber);
      const isAfterAll = seconds === undefined || seen.lastOutputTime === null || seconds > seen.lastOutputTime;
      seen.scoredOutputs += 1;
      if (isAfterAll) seen.distinctOutputs += 1;
      seen.lastOutputTime = laterOf(seen.lastOutputTime, seconds);
      const placed = (place: Place): Place => {
        const time = rangeOf(seconds, seconds);
        const position = rangeOf(begin, end);
        return { ...(time && { time }), ...(position && { position }), ...place };
      };
      if (classes !== undefined) {
        seen.unnamed += classes.scores.unnamed;
        // Where there are sentences or boxes beside them, the whole output holds those scores as well.
        const place = () => placed({ bytes: hasParts ? classes.range : range });
        seen.readings.addAll(classes.scores, place, false);
        seen.sums.addElement(classes.scores);
      }
      if (hasBoxes) seen.readings.merge(boxes, placed);
    },
  };
}

function laterOf(seconds: number | null, other: unknown): number | null {
  if (!isUsableNumber(other)) return seconds;
  return seconds === null ? other : Math.max(seconds, other);
}
