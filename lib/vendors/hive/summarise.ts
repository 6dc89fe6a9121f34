/** A Hive task, or the pages it was fetched in, read once from front to back. The whole task is about one file. */
import { Malformed, Permanent } from '../../platform/errors.ts';
import type { FileSummary } from '../../summaries/file-summary.ts';
import { fileKeyOf, jobFileIdentity, refIdentity, urlIdentity } from '../../summaries/identity.ts';
import { giveBack, takeKernel } from '../../summaries/in-place/kernels.ts';
import { type KernelSource, withKernel } from '../../summaries/in-place/with-kernel.ts';
import { INDEX_VERSION } from '../../summaries/index-version.ts';
import { judgedBy, type Policy } from '../../summaries/policy.ts';
import { MAX_QUOTED_ERRORS, quoteVendor, type ResultReport, type SummariseContext, type Vendor } from '../vendor.ts';
import type { ReadEntry } from './entry-tally.ts';
import { fileCoverage } from './file-coverage.ts';
import { findingsOf } from './findings.ts';
import { makeTaskWalk, type Task } from './task-walk.ts';

/**
 * Calls `onFile` once, or not at all when every entry of `status[]` failed: then the report says so. The headline is the
 * policy's; the findings it comes from are the same under any other. Throws Malformed when the bytes are no Hive task,
 * Permanent, without a word of Hive's, when nothing of it is a product that Verdex reads.
 */
export const makeSummariseHive = summarisingHiveWith({ takeKernel, giveBack });

/** Without kernels every part of a task is cut out and parsed: slower, with the same outcome. */
export function summarisingHiveWith(kernels: KernelSource | undefined): (policy: Policy) => Vendor['summarise'] {
  return (policy) => async (result, context, onFile) => {
    const task = await withKernel(kernels, async (kernel) => {
      const walk = makeTaskWalk(kernel);
      for await (const chunk of result) walk.write(chunk);
      return walk.end();
    });

    const entries = task.entries.map(({ entry }) => entry);
    const read = entries.filter((entry) => entry.outcome === 'read');
    const errors = task.entries.flatMap(errorsOf);
    if (read.length === 0) {
      // Sent before the models were done, or cut: that nothing is there does not say that anything failed.
      if (entries.length === 0) throw new Malformed('a Hive task without results');
      // One that could be read by a later version is kept for it.
      if (entries.some(({ outcome }) => outcome !== 'failed')) throw new Permanent(reasonsOf(task));
      return failureReport(errors.slice(0, MAX_QUOTED_ERRORS).join('; '), errors.length);
    }
    const findings = findingsOf(read);
    const coverage = fileCoverage(read, task.input, errors.length > 0);
    await onFile({
      ...fileOf(task, read, context),
      path: null,
      emotions: {},
      moderation: judgedBy(policy, findings),
      coverage,
      errors: errors.slice(0, MAX_QUOTED_ERRORS),
      raw: null,
      indexVersion: INDEX_VERSION,
    });
    return {
      files: 1,
      predictions: coverage.indexed,
      expected: coverage.expected,
      complete: coverage.complete,
      errorCount: errors.length,
      failure: undefined,
      unknownClasses: findings.unknownClasses,
      changedHeads: findings.changedHeads.map(({ product, head }) => `${product}/${head}`),
    };
  };
}

function failureReport(failure: string, errorCount: number): ResultReport {
  return {
    files: 0,
    predictions: 0,
    expected: null,
    complete: null,
    errorCount,
    failure,
    unknownClasses: [],
    changedHeads: [],
  };
}

function fileOf(
  { id, schema, input: { url, filename } }: Task,
  read: readonly ReadEntry[],
  context: SummariseContext,
): Pick<FileSummary, 'identity' | 'fileKey' | 'vendor' | 'jobId' | 'schema' | 'source'> {
  const jobId = context.jobId ?? id ?? 'unknown';
  const identity = identityOf(jobId, context.ref, url, filename);
  const isText = read.every(({ coverage }) => coverage.product === 'text');
  return {
    identity,
    fileKey: fileKeyOf(identity),
    vendor: 'hive',
    jobId,
    schema,
    source: {
      index: 0,
      type: url !== undefined ? 'url' : isText && filename === undefined ? 'text' : 'upload',
      ...(url !== undefined && { url }),
      ...(filename !== undefined && { filename }),
    },
  };
}

function identityOf(jobId: string, ref: string | undefined, url: string | undefined, filename: string | undefined) {
  if (ref !== undefined) return refIdentity(ref);
  const ofUrl = url === undefined ? undefined : urlIdentity(url);
  return ofUrl ?? jobFileIdentity('hive', jobId, 0, filename ?? '');
}

/** Why nothing was read, in our own words: what parks a job is logged. */
function reasonsOf({ entries }: Task): string {
  return entries
    .flatMap(({ where, entry }) => (entry.outcome === 'read' ? [] : [`${where}: ${entry.reason}`]))
    .slice(0, MAX_QUOTED_ERRORS)
    .join('; ');
}

/** In Hive's words, for the file. */
function errorsOf({ where, entry }: Task['entries'][number]): string[] {
  if (entry.outcome !== 'read') return [quoteVendor(`${where}: ${entry.message}`)];
  return entry.leftOut.map((what) => `${where}: left out: ${what}`);
}
