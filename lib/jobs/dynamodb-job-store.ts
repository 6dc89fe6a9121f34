/** Jobs in a DynamoDB table. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { mergeShards, type ShardQuery } from '../platform/merge-shards.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import { type Job, jobSchema } from './job.ts';
import type { JobStore } from './job-store.ts';
import { JOB_SHARDS, jobNameOf, keysOf, shardOf, statusShard } from './keys.ts';
import type { JobStatus } from './statuses.ts';

/** Items of at most a few kilobytes: a page stays far below DynamoDB's 1 MB. */
const DUE_PAGE = 500;

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
    (status: JobStatus, shard: string): ShardQuery<Job> =>
    async (after, limit) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'by-status',
          KeyConditionExpression: 'statusShard = :shard',
          ExpressionAttributeValues: { ':shard': statusShard(status, shard) },
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
      translatingAwsErrors(async () => {
        const isAsRead =
          ifRevision === null
            ? { ConditionExpression: 'attribute_not_exists(job)' }
            : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': ifRevision } };
        const Item = { ...job, ...keysOf(job), revision: (ifRevision ?? 0) + 1, dueAt: job.dueAt ?? undefined };
        try {
          await client.send(new PutCommand({ TableName: tableName, Item, ...isAsRead }));
          return 'written';
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return 'conflict';
          throw error;
        }
      }),

    due: (at, limit) =>
      translatingAwsErrors(async () => {
        const share = Math.ceil(limit / JOB_SHARDS.length);
        const shards = await Promise.all(JOB_SHARDS.map((shard) => dueInShard(shard, at, share)));
        const longestDueFirst = shards.flat().toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
        return longestDueFirst.slice(0, limit).map(({ name }) => name);
      }),

    list: (status, page) =>
      mergeShards(
        {
          list: `jobs/${status}`,
          shards: new Map(JOB_SHARDS.map((shard) => [shard, inStatus(status, shard)])),
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

function byLatestChange(a: Job, b: Job): number {
  return a.updatedAt > b.updatedAt ? -1 : a.updatedAt < b.updatedAt ? 1 : 0;
}
