/** A Hive task, read once from front to back. The whole task is about one file. */
import { Malformed, Permanent } from '../../platform/errors.ts';
import { type FileSummary, INDEX_VERSION } from '../../summaries/file-summary.ts';
import { fileKeyOf, jobFileIdentity, refIdentity, urlIdentity } from '../../summaries/identity.ts';
import { makeModeration } from '../../summaries/moderation.ts';
import { makeJsonCutter } from '../../summaries/reader/json-cutter.ts';
import { MAX_QUOTED_ERRORS, quoteVendor, type SummariseContext, type Vendor } from '../vendor.ts';
import { meaningOf } from './classes.ts';
import { type Entry, makeEntryTally } from './entry-tally.ts';
import type { HiveInput } from './schemas.ts';

type ScoredEntry = Extract<Entry, { outcome: 'scored' }>;

/** What was read of a task, before it is judged. */
type Task = { id: string | undefined; hasStatus: boolean; input: HiveInput | undefined; entries: Entry[] };

/**
 * Calls `onFile` once, or not at all when every entry of `status[]` failed: then the report says so. Throws Malformed
 * when the bytes are no Hive task, Permanent when it holds only products that Verdex does not read.
 */
export function makeSummariseHive(headlineClasses: readonly string[]): Vendor['summarise'] {
  return async (result, context, onFile) => {
    const task: Task = { id: undefined, hasStatus: false, input: undefined, entries: [] };
    const cutter = makeTaskCutter(task);
    for await (const chunk of result) cutter.write(chunk);
    cutter.end();
    if (!task.hasStatus) throw new Malformed('not a Hive task: it has no status list');

    const scored = task.entries.filter((entry) => entry.outcome === 'scored');
    const errors = task.entries.flatMap((entry, index) => errorsOf(entry, index));
    const report = {
      files: 0,
      predictions: 0,
      errorCount: errors.length,
      failure: undefined,
      unknownClasses: [],
    };
    if (scored.length === 0) {
      const readable = task.entries.some(({ outcome }) => outcome === 'failed') || task.entries.length === 0;
      const reason = errors.slice(0, MAX_QUOTED_ERRORS).join('; ');
      if (!readable) throw new Permanent(reason);
      return { ...report, failure: reason || 'the task has no results' };
    }
    const summary = summaryOf(task, scored, errors, context, headlineClasses);
    await onFile(summary);
    const unknownClasses = summary.moderation?.unknownClasses ?? [];
    return { ...report, files: 1, predictions: summary.coverage.indexed, unknownClasses };
  };
}

function makeTaskCutter(task: Task) {
  let entry = makeEntryTally(0);
  const output = 'status[].response.output[]';
  return makeJsonCutter({
    cut: {
      id: (value) => {
        if (typeof value === 'string') task.id = value;
      },
      'status[].status': (value) => entry.setStatus(value),
      'status[].response.input': (value) => entry.setInput(value),
      'status[].response.moderated_classes': (value) => entry.setModeratedClasses(value),
      [`${output}.start_char_index`]: (value) => entry.setPosition('begin', value),
      [`${output}.end_char_index`]: (value) => entry.setPosition('end', value),
      [`${output}.classes`]: (value) => entry.setOutputClasses(value),
      [`${output}.classifications[]`]: (value) => entry.addSentence(value),
    },
    open: {
      status: () => {
        task.hasStatus = true;
      },
      'status[]': () => {
        entry = makeEntryTally(task.entries.length);
      },
      [output]: () => entry.openOutput(),
      [`${output}.classifications`]: () => entry.openSentences(),
    },
    close: {
      [output]: () => entry.closeOutput(),
      'status[]': () => {
        task.entries.push(entry.close());
        task.input ??= entry.input;
      },
    },
  });
}

function summaryOf(
  task: Task,
  scored: readonly ScoredEntry[],
  errors: readonly string[],
  context: SummariseContext,
  headlineClasses: readonly string[],
): FileSummary {
  const moderation = makeModeration(headlineClasses);
  for (const { product, maxima } of scored) {
    for (const [className, maximum] of maxima) moderation.add(className, meaningOf(product, className), maximum);
  }
  const jobId = context.jobId ?? task.id ?? 'unknown';
  const url = task.input?.media?.url ?? undefined;
  const filename = task.input?.media?.filename ?? undefined;
  const identity = identityOf(jobId, context.ref, url, filename);
  const isText = scored.every(({ product }) => product === 'text');
  return {
    identity,
    fileKey: fileKeyOf(identity),
    vendor: 'hive',
    jobId,
    schema: 'hive-task-v2',
    source: {
      index: 0,
      type: url !== undefined ? 'url' : isText && filename === undefined ? 'text' : 'upload',
      ...(url !== undefined && { url }),
      ...(filename !== undefined && { filename }),
    },
    path: null,
    emotions: {},
    moderation: moderation.summary(),
    coverage: {
      unit: isText ? 'texts' : 'sentences',
      indexed: scored.reduce((sum, { items }) => sum + items, 0),
      complete: errors.length > 0 ? false : null,
    },
    errors: errors.slice(0, MAX_QUOTED_ERRORS),
    raw: null,
    indexVersion: INDEX_VERSION,
  };
}

function identityOf(jobId: string, ref: string | undefined, url: string | undefined, filename: string | undefined) {
  if (ref !== undefined) return refIdentity(ref);
  const ofUrl = url === undefined ? undefined : urlIdentity(url);
  return ofUrl ?? jobFileIdentity('hive', jobId, 0, filename ?? '');
}

function errorsOf(entry: Entry, index: number): string[] {
  if (entry.outcome !== 'scored') return [quoteVendor(`status[${index}]: ${entry.message}`)];
  if (entry.unusableScores === 0) return [];
  return [`status[${index}]: left out: scores that are no severity 0 to 3 (${entry.unusableScores} times)`];
}
