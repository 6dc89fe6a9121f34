/** Jobs in a DynamoDB table. */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { mergeShards, type ShardQuery } from '../platform/merge-shards.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import { putIfRevision } from './dynamodb-revisions.ts';
import { type Job, jobSchema } from './job.ts';
import { type JobStore, nameOfList, type TimeSpan } from './job-store.ts';
import { dueShard, JOB_SHARDS, jobNameOf, keysOf, shardOf, statusShard } from './keys.ts';
import type { JobStatus } from './statuses.ts';

/** Items of at most a few kilobytes: a page stays far below DynamoDB's 1 MB. */
const DUE_PAGE = 500;

/** Before and after every time that is written here. */
const EARLIEST = '0';
const LATEST = '9999-12-31T23:59:59.999Z';

type DueJob = { name: JobName; dueAt: string };

export function makeDynamodbJobStore(client: DynamoDBDocumentClient, tableName: string): JobStore {
  const dueInShard = async (shard: string, at: Date, limit: number): Promise<DueJob[]> => {
    const found: DueJob[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :at',
          ExpressionAttributeValues: { ':shard': shard, ':at': at.toISOString() },
          Limit: Math.min(limit - found.length, DUE_PAGE),
          ExclusiveStartKey: after,
        }),
      );
      found.push(...Items.map(({ job, dueAt }) => ({ name: jobNameOf(String(job)), dueAt: String(dueAt) })));
      after = LastEvaluatedKey;
    } while (after !== undefined && found.length < limit);
    return found;
  };

  const inStatus =
    (status: JobStatus, shard: string, { from = EARLIEST, to = LATEST }: TimeSpan): ShardQuery<Job> =>
    async (after, limit) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'by-status',
          KeyConditionExpression: 'statusShard = :shard AND updatedAt BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':shard': statusShard(status, shard), ':from': from, ':to': to },
          ScanIndexForward: false,
          Limit: limit,
          ExclusiveStartKey: after,
        }),
      );
      return { values: Items.map((item) => jobSchema.parse(item)), hasMore: LastEvaluatedKey !== undefined };
    };

  return {
    read: (name) =>
      translatingAwsErrors(async () => {
        const key = { TableName: tableName, Key: { job: jobKeyOf(name) }, ConsistentRead: true };
        const { Item } = await client.send(new GetCommand(key));
        return Item === undefined ? undefined : jobSchema.parse(Item);
      }),

    write: (job, ifRevision) =>
      putIfRevision(client, tableName, { ...job, ...keysOf(job), dueAt: job.dueAt ?? undefined }, ifRevision),

    due: (at, limit, awaiting) =>
      translatingAwsErrors(async () => {
        const share = Math.ceil(limit / JOB_SHARDS.length);
        const shards = await Promise.all(JOB_SHARDS.map((shard) => dueInShard(dueShard(shard, awaiting), at, share)));
        const longestDueFirst = shards.flat().toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
        return longestDueFirst.slice(0, limit).map(({ name }) => name);
      }),

    list: (status, page, changed = {}) =>
      mergeShards(
        {
          list: nameOfList(status, changed),
          shards: isEmptySpan(changed)
            ? new Map()
            : new Map(JOB_SHARDS.map((shard) => [shard, inStatus(status, shard, changed)])),
          positionOf: (job) => ({
            job: jobKeyOf(job),
            statusShard: statusShard(status, shardOf(job)),
            updatedAt: job.updatedAt,
          }),
          compare: byLatestChange,
        },
        page,
      ),
  };
}

/** Which a condition of DynamoDB may not be. */
function isEmptySpan({ from = EARLIEST, to = LATEST }: TimeSpan): boolean {
  return from > to;
}

function byLatestChange(a: Job, b: Job): number {
  return a.updatedAt > b.updatedAt ? -1 : a.updatedAt < b.updatedAt ? 1 : 0;
}
