/** The index of files in every adapter, and short ways to fill one and to ask it. */
import { makeDynamodbFileIndex } from '../../lib/index/dynamodb-file-index.ts';
import { makeDynamodbIndexQueries } from '../../lib/index/dynamodb-index-queries.ts';
import type { FileIndex, IndexQueries } from '../../lib/index/file-index.ts';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { startAwsResources } from './aws-resources.ts';
import { POLICY } from './index-summaries.ts';

export type Index = FileIndex & IndexQueries;

/** For what may lag behind writes. */
export const LAG = { timeout: 10_000, interval: 100 };
export const JOB = { vendor: 'hume', jobId: 'job-1' };
export const AT = '2026-03-01T12:00:00.000Z';
export const MANY = { limit: 1000 };

/** Every adapter, the one in DynamoDB on a table of the packaged template. Started once per test file. */
export async function startIndexes() {
  const aws = await startAwsResources();
  const openDynamodbIndex = async (): Promise<Index> => {
    await aws.empty(aws.filesTable, ['fileKey', 'item']);
    return {
      ...makeDynamodbFileIndex(aws.dynamodb, aws.filesTable),
      ...makeDynamodbIndexQueries(aws.dynamodb, aws.filesTable),
    };
  };
  const adapters = [
    { adapter: 'in memory', openIndex: async (): Promise<Index> => makeMemoryIndex() },
    { adapter: 'in DynamoDB', openIndex: openDynamodbIndex },
  ];
  return { aws, adapters, openDynamodbIndex, stop: () => aws.stop() };
}

export async function write(
  index: FileIndex,
  summaries: readonly FileSummary[],
  { job = JOB, at = AT } = {},
): Promise<void> {
  const writing = index.replaceJob(job, at);
  for (const summary of summaries) await writing.put(summary);
  await writing.finish();
}

/** Short questions to the index that a test has open. */
export function asking(index: () => Index) {
  return {
    summariesOf: async (fileKey: string) => (await index().summariesOf(fileKey, MANY)).items,
    strongest: async (model: string, emotion: string, minScore?: number) =>
      (await index().strongest({ model, emotion, minScore }, MANY)).items,
    severe: async (className: string, severity = 1, between: { from?: string; to?: string } = {}) =>
      (await index().mostSevere({ class: className, atLeast: { severity, policy: POLICY }, ...between }, MANY)).items,
    likely: async (className: string, probability: number) =>
      (await index().mostSevere({ class: className, atLeast: { probability } }, MANY)).items,
    filesOf: async (job = JOB) => (await index().filesOf(job, MANY)).items.map(({ identity }) => identity),
  };
}

export function identities(hits: readonly { identity: string }[]): string[] {
  return hits.map(({ identity }) => identity).toSorted();
}
