/** What must be known of a job, told by its vendor's own bytes, parsed as a whole. */

import type { Coverage, Moderation } from '../../lib/summaries/file-summary.ts';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import { plainErrorCount, plainFiles, type Source } from '../../test/support/plain-hume-reading.ts';
import { type HiveTask, readHiveTask } from './plain-hive-reading.ts';

type Emotions = ReturnType<typeof plainFiles>[number]['emotions'];

export type ExpectedFile = {
  identity: string;
  fileKey: string;
  emotions: Emotions;
  moderation: Moderation | null;
  coverage: ExpectedCoverage;
};
export type ExpectedCoverage = Pick<Coverage, 'unit' | 'indexed' | 'expected' | 'complete'>;
export type Expectation = {
  files: ExpectedFile[];
  predictions: number;
  /** As the result itself says it; null where it does not. */
  expectedPredictions: number | null;
  errors: number;
};

export type NamedJob = { vendor: 'hume' | 'hive'; jobId: string; ref: string | undefined };

/** `bytes` are the vendor's: whoever calls has compared the digests. */
export function expectationOf(job: NamedJob, bytes: Uint8Array): Expectation {
  const text = Buffer.from(bytes).toString();
  return job.vendor === 'hume' ? ofHume(job, JSON.parse(text)) : ofHive(job, JSON.parse(text));
}

function ofHume(job: NamedJob, sources: Source[]): Expectation {
  const taken = new Set<string>();
  const files = plainFiles(sources).map(({ source, path, emotions, said, leftOut }) => {
    const container = containerOf(job, sources[source.index]?.source.url, source.index, path);
    const isMember = path?.includes('/') === true && source.type !== 'text';
    const wanted = isMember ? `${container}!/${path}` : container;
    // Several files under one name of the user's: the later ones are told apart.
    const identity = taken.has(wanted) ? `${container}!/${source.index}/${path}` : wanted;
    taken.add(identity);
    const indexed = sumOf(Object.values(emotions).map((model) => model.predictions));
    const coverage = coverageOf('predictions', indexed, null, said.length + leftOut);
    return { identity, fileKey: fileKeyOf(identity), emotions, moderation: null, coverage };
  });
  const predictions = sumOf(files.map(({ coverage }) => coverage.indexed));
  return { files, predictions, expectedPredictions: null, errors: plainErrorCount(sources) };
}

function ofHive(job: NamedJob, task: HiveTask): Expectation {
  const read = readHiveTask(task);
  if (read === undefined) return { files: [], predictions: 0, expectedPredictions: null, errors: task.status.length };
  const { unit, items, expectedItems, failedEntries, moderation } = read;
  const identity = containerOf(job, read.url, 0, null);
  const coverage = coverageOf(unit, items, expectedItems, failedEntries);
  const file = { identity, fileKey: fileKeyOf(identity), emotions: {}, moderation, coverage };
  return { files: [file], predictions: items, expectedPredictions: expectedItems, errors: failedEntries };
}

/** What the file's own result says. */
function coverageOf(unit: Coverage['unit'], indexed: number, expected: number | null, errors: number) {
  return { unit, indexed, expected, complete: completenessOf(indexed, expected, errors) };
}

export function completenessOf(indexed: number, expected: number | null, errors: number): boolean | null {
  if (errors > 0) return false;
  return expected === null ? null : indexed === expected;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function containerOf({ vendor, jobId, ref }: NamedJob, url: string | undefined, index: number, path: string | null) {
  if (ref !== undefined) return `ref:${ref}`;
  return url?.split('?')[0] ?? `${vendor}:${jobId}/${index}/${path ?? ''}`;
}
