/** Querying the index in a DynamoDB table. */

import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { mergeShards, type ShardQuery } from '../platform/merge-shards.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import {
  type EmotionHit,
  emotionHitSchema,
  type IndexQueries,
  indexedSummarySchema,
  jobFileSchema,
  type SeverityHit,
  severityHitSchema,
} from './file-index.ts';
import {
  emotionItem,
  emotionShard,
  INDEX_SHARDS,
  SEVERITY_LEVELS,
  SUMMARY_PREFIX,
  severityItem,
  severityShard,
  shardOf,
  summaryItem,
} from './keys.ts';

type Query = Omit<QueryCommand['input'], 'TableName' | 'Limit' | 'ExclusiveStartKey'>;

export function makeDynamodbIndexQueries(client: DynamoDBDocumentClient, tableName: string): IndexQueries {
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

    mostSevere: async ({ class: className, minSeverity, from, to }, page) => {
      // DynamoDB refuses a range that ends before it begins.
      if ((from ?? EARLIEST) > (to ?? LATEST)) return { items: [], cursor: undefined };
      const inShard = (level: number, name: string): Query => ({
        IndexName: 'by-severity',
        KeyConditionExpression: 'severityShard = :shard AND #at BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':shard': severityShard(className, level, name),
          ':from': from ?? EARLIEST,
          ':to': to ?? LATEST,
        },
        ScanIndexForward: false,
      });
      const levels = SEVERITY_LEVELS.filter((level) => level >= minSeverity);
      const shards = levels.flatMap((level) =>
        INDEX_SHARDS.map((name) => [`${level}#${name}`, shard(inShard(level, name), severityHitSchema)] as const),
      );
      return mergeShards<SeverityHit>(
        {
          list: JSON.stringify(['severity', className, minSeverity, from, to]),
          shards: new Map(shards),
          positionOf: (hit) => ({
            fileKey: hit.fileKey,
            item: severityItem(hit, className),
            severityShard: severityShard(className, hit.severity, shardOf(hit.fileKey)),
            at: hit.at,
          }),
          compare: (a, b) => compareText(b.at, a.at),
        },
        page,
      );
    },
  };
}

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

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
