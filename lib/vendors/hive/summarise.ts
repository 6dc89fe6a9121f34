/** A Hive task, or the pages it was fetched in, read once from front to back. The whole task is about one file. */
import { Malformed, Permanent } from '../../platform/errors.ts';
import { type FileSummary, INDEX_VERSION } from '../../summaries/file-summary.ts';
import { fileKeyOf, jobFileIdentity, refIdentity, urlIdentity } from '../../summaries/identity.ts';
import { makeModeration } from '../../summaries/moderation.ts';
import { MAX_QUOTED_ERRORS, quoteVendor, type SummariseContext, type Vendor } from '../vendor.ts';
import { meaningOf } from './classes.ts';
import type { Entry } from './entry-tally.ts';
import { makeTaskWalk, type Task } from './task-walk.ts';

type ScoredEntry = Extract<Entry, { outcome: 'scored' }>;

/**
 * Calls `onFile` once, or not at all when every entry of `status[]` failed: then the report says so. Throws Malformed
 * when the bytes are no Hive task, Permanent when it holds only products that Verdex does not read.
 */
export function makeSummariseHive(headlineClasses: readonly string[]): Vendor['summarise'] {
  return async (result, context, onFile) => {
    const walk = makeTaskWalk();
    for await (const chunk of result) walk.write(chunk);
    const task = walk.end();

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
      // Sent before the models were done, or cut: that nothing is there does not say that anything failed.
      if (task.entries.length === 0) throw new Malformed('a Hive task without results');
      const readable = task.entries.some(({ outcome }) => outcome === 'failed');
      const reason = errors.slice(0, MAX_QUOTED_ERRORS).join('; ');
      if (!readable) throw new Permanent(reason);
      return { ...report, failure: reason };
    }
    const summary = summaryOf(task, scored, errors, context, headlineClasses);
    await onFile(summary);
    const unknownClasses = summary.moderation?.unknownClasses ?? [];
    return { ...report, files: 1, predictions: summary.coverage.indexed, unknownClasses };
  };
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
