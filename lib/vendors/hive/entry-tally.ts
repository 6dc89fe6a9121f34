/**
 * One entry of a Hive task's `status[]`: one model's look at the task's one medium. In a task of several pages it goes on
 * from page to page, and is told of its parts once for each.
 */
import { Malformed } from '../../platform/errors.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { higherOf, type Maximum, NOT_SCORED } from '../../summaries/moderation.ts';
import { rangeOf } from '../../summaries/place.ts';
import { isVendorName } from '../vendor.ts';
import type { HiveProduct } from './classes.ts';
import {
  type HiveInput,
  hiveClassesSchema,
  hiveEntryStatusSchema,
  hiveInputSchema,
  hiveSentenceSchema,
} from './schemas.ts';

/** What an entry came to, known once it has been read whole: its keys come in any order. */
export type Entry =
  | { outcome: 'failed' | 'not summarised'; message: string }
  | { outcome: 'scored'; product: HiveProduct; items: number; maxima: Map<string, Maximum>; unusableScores: number };

export type EntryTally = {
  setStatus(value: unknown): void;
  setInput(value: unknown): void;
  setModeratedClasses(value: unknown): void;
  openOutput(): void;
  setPosition(end: 'begin' | 'end', value: unknown): void;
  setOutputClasses(value: unknown): void;
  openSentences(): void;
  addSentence(value: unknown): void;
  closeOutput(): void;
  readonly input: HiveInput | undefined;
  close(): Entry;
};

const SUCCESS = '0';
/** Hive's word for "this class is not supported for the language": no score at all, least of all a 0. */
const NOT_SUPPORTED = -1;

/** Throws Malformed where a part that is counted does not have Hive's shape. */
export function makeEntryTally(index: number): EntryTally {
  const maxima = new Map<string, Maximum>();
  let items = 0;
  let unusableScores = 0;
  let input: HiveInput | undefined;
  let status: { code: string; message?: string | null | undefined } | undefined;
  let hasSentences = false;
  let hasPositions = false;
  let output: { classes?: unknown; begin?: unknown; end?: unknown } = {};

  const broken = (what: string) => new Malformed(`not a Hive task: ${what} (in status[${index}])`);
  const merge = (className: string, maximum: Maximum) => {
    maxima.set(className, higherOf(maxima.get(className) ?? NOT_SCORED, maximum));
  };
  const addItem = (classes: readonly { class: string; score: number }[], place: Place) => {
    items += 1;
    for (const { class: className, score } of classes) {
      const isSeverity = Number.isInteger(score) && score >= 0 && score <= 3;
      if (!isSeverity && score !== NOT_SUPPORTED) unusableScores += 1;
      merge(className, isSeverity ? { max: score, at: place, count: 1 } : NOT_SCORED);
    }
  };
  const productOf = (): HiveProduct | undefined => {
    if (hasSentences || input?.model_type === 'TRANSCRIPTION') return 'speech';
    return hasPositions || input?.model_type === 'TEXT_CLASSIFICATION' ? 'text' : undefined;
  };

  return {
    setStatus: (value) => {
      const { data } = hiveEntryStatusSchema.safeParse(value);
      if (data === undefined) throw broken('a status without a code');
      // What failed on one page is not whole, whatever the others say.
      if (status === undefined || status.code === SUCCESS) status = data;
    },
    setInput: (value) => {
      input ??= hiveInputSchema.safeParse(value).data;
    },
    setModeratedClasses: (value) => {
      if (!Array.isArray(value)) return;
      for (const className of value) if (isVendorName(className)) merge(className, NOT_SCORED);
    },
    openOutput: () => {
      output = {};
    },
    setPosition: (end, value) => {
      output[end] = value;
      hasPositions ||= typeof value === 'number';
    },
    setOutputClasses: (value) => {
      output.classes = value;
    },
    openSentences: () => {
      hasSentences = true;
    },
    addSentence: (value) => {
      const { data } = hiveSentenceSchema.safeParse(value);
      if (data === undefined) throw broken('a classification without classes of class and score');
      const time = rangeOf(data.start_timestamp, data.end_timestamp);
      const position = rangeOf(data.start_char_index, data.end_char_index);
      addItem(data.classes, { ...(time && { time }), ...(position && { position }) });
    },
    closeOutput: () => {
      if (output.classes === undefined || output.classes === null) return;
      const { data } = hiveClassesSchema.safeParse(output.classes);
      if (data === undefined) throw broken('classes without class and score');
      const position = rangeOf(output.begin, output.end);
      addItem(data, position === undefined ? {} : { position });
    },
    get input() {
      return input;
    },
    close: () => {
      if (status === undefined) throw broken('an entry without a status');
      if (status.code !== SUCCESS) {
        return { outcome: 'failed', message: `code ${status.code}: ${status.message ?? 'no message'}` };
      }
      const product = productOf();
      if (product !== undefined) return { outcome: 'scored', product, items, maxima, unusableScores };
      const model = input?.model_type ?? 'not stated';
      return { outcome: 'not summarised', message: `Verdex does not read this Hive product yet (model_type ${model})` };
    },
  };
}
