/**
 * One entry of a Hive task's `status[]`: one model's look at the task's one medium. In a task of several pages it goes on
 * from page to page, and is told of its parts once for each.
 */
import { Malformed } from '../../platform/errors.ts';
import type { ChangedHead, Place } from '../../summaries/file-summary.ts';
import type { ClassMeaning, Maximum } from '../../summaries/moderation.ts';
import { isVendorName } from '../vendor.ts';
import { readClasses } from './class-meaning.ts';
import { type EntryCoverage, entryCoverage } from './entry-coverage.ts';
import { hasSeverities, isOfWords, productOf } from './entry-product.ts';
import { makeOutputTally, type OutputTally } from './output-tally.ts';
import { completedBy, type HiveInput, hiveEntryStatusSchema, hiveInputSchema, NO_INPUT } from './schemas.ts';

export type FoundClass = { className: string; meaning: ClassMeaning; maximum: Maximum };

export type ReadEntry = {
  outcome: 'read';
  model: string | null;
  coverage: EntryCoverage;
  classes: FoundClass[];
  changedHeads: ChangedHead[];
  /** What of the entry is not in `classes`, in words. */
  leftOut: string[];
};

/** `reason` is what `message` says without the vendor's words, which are for those who may see the file. */
export type UnreadEntry = { outcome: 'failed' | 'not read'; message: string; reason: string };

/** What an entry came to, known once it has been read whole: its keys come in any order. */
export type Entry = UnreadEntry | ReadEntry;

export type EntryTally = OutputTally & {
  setStatus(value: unknown): void;
  /** There is nothing of it, on this page. */
  fail(message: string): void;
  setInput(value: unknown): void;
  setModeratedClasses(value: unknown): void;
  readonly input: HiveInput;
  /** Call once, after the last page. */
  close(): Entry;
};

const SUCCESS = '0';
/** Codes and types of models, as far as they are what they are called, and no text. */
const CODE = /^-?\d{1,9}$/;
const MODEL_TYPE = /^[A-Z][A-Z0-9_]{0,63}$/;

/** @param where the entry stands in the document, for people. Throws Malformed where a part does not have Hive's shape. */
export function makeEntryTally(where: string): EntryTally {
  const broken = (what: string) => new Malformed(`not a Hive task: ${what} (in ${where})`);
  const tally = makeOutputTally(broken);
  const { findings } = tally;
  let input = NO_INPUT;
  let failure: Omit<UnreadEntry, 'outcome'> | undefined;
  let hasStatus = false;

  const read = (): ReadEntry => {
    const { readings, sums, unnamed } = findings;
    const product = productOf({ ...findings, ...input });
    const isSeverity = hasSeverities(product);
    const meanings = readClasses(product, readings, sums);
    // Some detectors say what is there, and not how sure they are.
    const unusable = isSeverity ? readings.notSeverities : readings.notProbabilities - readings.scoreless;
    const leftOut = [
      ...(unusable > 0
        ? [`scores that are no ${isSeverity ? 'severity 0 to 3' : 'probability 0 to 1'} (${unusable} times)`]
        : []),
      ...(unnamed > 0 ? [`classes without a usable name (${unnamed} times)`] : []),
    ];
    // The time of a text says nothing: it is always 0.
    const placed = product === 'text' ? withoutTime : (maximum: Maximum) => maximum;
    return {
      outcome: 'read',
      model: input.model ?? null,
      coverage: entryCoverage(product, findings, input, leftOut.length > 0),
      classes: [...readings.byName].map(([className, { asSeverity, asProbability }]) => ({
        className,
        meaning: meanings.of(className),
        maximum: placed(isSeverity ? asSeverity : asProbability),
      })),
      changedHeads: meanings.changedHeads,
      leftOut,
    };
  };

  return {
    ...tally,
    setStatus: (value) => {
      const { data } = hiveEntryStatusSchema.safeParse(value);
      if (data === undefined) throw broken('a status without a code');
      hasStatus = true;
      // What failed on one page is not whole, whatever the others say.
      if (data.code !== SUCCESS) failure ??= failureOf(data.code, data.message);
    },
    fail: (message) => {
      failure ??= { message, reason: message };
    },
    setInput: (value) => {
      const { data } = hiveInputSchema.safeParse(value);
      if (data !== undefined) input = completedBy(input, data);
    },
    setModeratedClasses: (value) => {
      if (!Array.isArray(value)) return;
      for (const className of value) if (isVendorName(className)) findings.readings.name(className);
    },
    get input() {
      return input;
    },
    close: () => {
      if (failure !== undefined) return { outcome: 'failed', ...failure };
      if (!hasStatus) throw broken('an entry without a status');
      const hasNoPlace = findings.outputs > 0 && !findings.hasPlace && !isOfWords(input);
      return hasNoPlace || findings.isTextRead ? notRead(input) : read();
    },
  };
}

function failureOf(code: string, message: string | null | undefined): Omit<UnreadEntry, 'outcome'> {
  return {
    message: `code ${code}: ${message ?? 'no message'}`,
    reason: CODE.test(code) ? `code ${code}` : 'a code that is no number',
  };
}

function notRead({ modelType = 'not stated' }: HiveInput): UnreadEntry {
  const saying = (model: string) => `Verdex does not read this Hive product (model_type ${model})`;
  const isSaid = modelType === 'not stated' || MODEL_TYPE.test(modelType);
  return { outcome: 'not read', message: saying(modelType), reason: saying(isSaid ? modelType : 'of another form') };
}

function withoutTime({ max, at, count }: Maximum): Maximum {
  if (at === null) return { max, at, count };
  const { time: _, ...place }: Place = at;
  return { max, at: place, count };
}
