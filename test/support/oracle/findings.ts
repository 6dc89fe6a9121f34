/** What an oracle says of a result, in a form that a summariser's answer can be brought to. */
import type { FileSummary, Place } from '../../../lib/summaries/file-summary.ts';
import type { ResultReport } from '../../../lib/vendors/vendor.ts';
import { isFields, parsed } from './json.ts';

/** Instead of the bytes, what they hold. */
export type FoundPlace = Omit<Place, 'bytes'> & { element?: Element };

/** A part of a result, as JSON in its own order of keys: two are the same where all that they say is. */
export type Element = string;

export function elementOf(value: unknown): Element {
  return JSON.stringify(value);
}

export type FoundFile = {
  /** Null where no rule says what it is, only that no other file of the job has it. */
  identity: string | null;
  jobId: string;
  schema: string;
  source: unknown;
  path: string | null;
  emotions: unknown;
  moderation: unknown;
  coverage: unknown;
  /** In no order: that of keys decides it. */
  said: string[];
  /** How many things had to be left out. */
  leftOut: number;
};

export type FoundReport = Omit<ResultReport, 'errorCount'> & { hasErrors: boolean };
export type Found = { files: FoundFile[]; report: FoundReport };

/** Each kind of thing that was left out, and how often; of which of several models, if it says so. */
const LEFT_OUT = /^(?:status\[\d+\]: |the answer: )?left out: .* \((\d+) times\)$/s;

/** Every place's bytes replaced by what they hold; one zero, since no database knows two. */
function withElements(value: unknown, bytes: Uint8Array): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map((item) => withElements(item, bytes));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== 'bytes' || !isFields(item)) return [key, withElements(item, bytes)];
      return ['element', elementOf(parsed(bytes.subarray(Number(item.begin), Number(item.end))))];
    }),
  );
}

/**
 * The same with every key marked, so that `__proto__` and numbers are keys like any other to whoever compares; and without
 * what is undefined.
 */
export function marked(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(marked);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [`.${key}`, marked(item)]));
}

/** In one order: none is promised. */
export function inOrder<T>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function withHeadsInOrder(moderation: FileSummary['moderation']) {
  return moderation && { ...moderation, changedHeads: inOrder(moderation.changedHeads) };
}

/** What a summariser said of one file of the result in `bytes`. */
export function foundIn(summary: FileSummary, bytes: Uint8Array): FoundFile {
  const { identity, jobId, schema, source, path, emotions, moderation, coverage, errors } = summary;
  const counts = errors.map((error) => LEFT_OUT.exec(error)?.[1]);
  return {
    identity,
    jobId,
    schema,
    source,
    path,
    emotions: withElements(emotions, bytes),
    moderation: withElements(withHeadsInOrder(moderation), bytes),
    coverage,
    said: errors.filter((_, index) => counts[index] === undefined).toSorted(),
    leftOut: counts.reduce((sum, count) => sum + Number(count ?? 0), 0),
  };
}

export function foundReport({ errorCount, ...report }: ResultReport): FoundReport {
  return { ...report, hasErrors: errorCount > 0 };
}
