/** Querying the index in a DynamoDB table. */

import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { compareText } from '../platform/compare-text.ts';
import { mergeSelected, mergeShards, type ShardQuery } from '../platform/merge-shards.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import {
  type EmotionHit,
  emotionHitSchema,
  type IndexQueries,
  indexedSummarySchema,
  jobFileSchema,
  type SeverityHit,
} from './file-index.ts';
import { emotionItem, emotionShard, INDEX_SHARDS, SUMMARY_PREFIX, shardOf, summaryItem } from './keys.ts';
import { type SeverityRow, severityRowSchema } from './severity-rows.ts';
import { type IsViolation, nameOfQuestion, severityHitOf, severityShardsFor } from './severity-search.ts';

type Query = Omit<QueryCommand['input'], 'TableName' | 'Limit' | 'ExclusiveStartKey'>;

/**
 * @param isViolation makes searches by a policy with exceptions cheaper: those for violations then need no look at the
 * files without any
 */
export function makeDynamodbIndexQueries(
  client: DynamoDBDocumentClient,
  tableName: string,
  isViolation: IsViolation = () => false,
): IndexQueries {
  const shard =
    <T>(query: Query, schema: z.ZodType<T>): ShardQuery<T> =>
    async (after, limit) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({ ...query, TableName: tableName, Limit: limit, ...(after && { ExclusiveStartKey: after }) }),
      );
      return { values: Items.map((item) => schema.parse(item)), hasMore: LastEvaluatedKey !== undefined };
    };

  return {
    summariesOf: (fileKey, page) => {
      const ofFile = {
        KeyConditionExpression: 'fileKey = :file AND begins_with(#item, :summary)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':file': fileKey, ':summary': SUMMARY_PREFIX },
      };
      return mergeShards(
        {
          list: `summaries/${fileKey}`,
          shards: new Map([['all', shard(ofFile, indexedSummarySchema)]]),
          positionOf: (summary) => ({ fileKey, item: summaryItem(summary) }),
          compare: (a, b) => compareText(summaryItem(a), summaryItem(b)),
        },
        page,
      );
    },

    summaryOf: (fileKey, job) =>
      translatingAwsErrors(async () => {
        const key = { TableName: tableName, Key: { fileKey, item: summaryItem(job) } };
        const { Item } = await client.send(new GetCommand(key));
        return Item === undefined ? undefined : indexedSummarySchema.parse(Item);
      }),

    filesOf: (job, page) => {
      const ofJob = {
        IndexName: 'by-job',
        KeyConditionExpression: 'job = :job',
        ExpressionAttributeValues: { ':job': jobKeyOf(job) },
      };
      return mergeShards(
        {
          list: `files/${jobKeyOf(job)}`,
          shards: new Map([['all', shard(ofJob, jobFileSchema)]]),
          positionOf: ({ fileKey }) => ({ fileKey, item: summaryItem(job), job: jobKeyOf(job) }),
          compare: (a, b) => compareText(a.fileKey, b.fileKey),
        },
        page,
      );
    },

    strongest: ({ model, emotion, minScore }, page) => {
      const inShard = (name: string): Query => ({
        IndexName: 'by-emotion',
        KeyConditionExpression: `emotionShard = :shard${minScore === undefined ? '' : ' AND score >= :min'}`,
        ExpressionAttributeValues: {
          ':shard': emotionShard(model, emotion, name),
          ...(minScore !== undefined && { ':min': comparable(minScore) }),
        },
        ScanIndexForward: false,
      });
      return mergeShards<EmotionHit>(
        {
          list: JSON.stringify(['emotion', model, emotion, minScore]),
          shards: new Map(INDEX_SHARDS.map((name) => [name, shard(inShard(name), emotionHitSchema)])),
          positionOf: (hit) => ({
            fileKey: hit.fileKey,
            item: emotionItem(hit, model, hit.rank),
            emotionShard: emotionShard(model, emotion, shardOf(hit.fileKey)),
            score: hit.mean,
          }),
          compare: (a, b) => b.mean - a.mean,
        },
        page,
      );
    },

    mostSevere: async ({ class: className, atLeast, from = EARLIEST, to = LATEST }, page) => {
      // DynamoDB refuses a range that ends before it begins.
      if (from > to) return { items: [], cursor: undefined };
      const question = { class: className, atLeast };
      const inShard = (name: string): Query => ({
        IndexName: 'by-severity',
        KeyConditionExpression: 'severityShard = :shard AND #at BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':shard': name, ':from': from, ':to': to },
        ScanIndexForward: false,
      });
      const shards = severityShardsFor(question, isViolation);
      return mergeSelected<SeverityRow, SeverityHit>(
        {
          list: JSON.stringify(['severity', nameOfQuestion(question), from, to]),
          shards: new Map(shards.map((name) => [name, shard(inShard(name), severityRowSchema)])),
          positionOf: ({ fileKey, item, severityShard, at }) => ({ fileKey, item, severityShard, at }),
          compare: (a, b) => compareText(b.at, a.at),
        },
        { select: (row) => severityHitOf(row, question), mostExamined: MOST_EXAMINED },
        page,
      );
    },
  };
}

/** Rows that one page may go through: each is a kilobyte or two, and most are answers. */
const MOST_EXAMINED = 500;

const EARLIEST = '0000-01-01T00:00:00.000Z';
const LATEST = '9999-12-31T23:59:59.999Z';

/**
 * The nearest number that the client and DynamoDB take: they refuse what is larger than a safe integer or nearer to 0
 * than 1e-130. No score is there.
 */
function comparable(score: number): number {
  if (Math.abs(score) < 1e-100) return score > 0 ? 1e-100 : 0;
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(score, Number.MAX_SAFE_INTEGER));
}
