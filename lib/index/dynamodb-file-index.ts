/** Writing the index into a DynamoDB table. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { putIf } from '../platform/dynamodb-put-if.ts';
import { Retryable } from '../platform/errors.ts';
import { type FileSummary, INDEX_VERSION } from '../summaries/file-summary.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import type { FileIndex } from './file-index.ts';
import { rowPrefixes, summaryItem } from './keys.ts';
import { type Row, searchRows, summaryRow } from './rows.ts';
import { storable } from './storable.ts';

type WriteRequest =
  | { PutRequest: { Item: Record<string, unknown> } }
  | { DeleteRequest: { Key: { fileKey: string; item: string } } };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const ITEMS_PER_BATCH = 25;
const MAX_BATCH_ROUNDS = 8;
const FIRST_BATCH_PAUSE_MS = 50;

export function makeDynamodbFileIndex(client: DynamoDBDocumentClient, tableName: string): FileIndex {
  return {
    replaceJob: (job, at, recentFiles = []) => {
      const written = new Set<string>();
      return {
        put: (summary) =>
          translatingAwsErrors(async () => {
            written.add(summary.fileKey);
            return replaceFile(summary, at);
          }),
        finish: () =>
          translatingAwsErrors(async () => {
            let outcome: 'finished' | 'newer' = 'finished';
            for (const fileKey of new Set([...recentFiles, ...(await filesOf(job))])) {
              if (!written.has(fileKey) && (await removeFile(job, fileKey)) === 'newer') outcome = 'newer';
            }
            return outcome;
          }),
      };
    },
  };

  /**
   * The summary is written first: where there is a row, there is a summary by which `finish` finds it. What a worker
   * that died left half-written is written again by the next.
   */
  async function replaceFile(summary: FileSummary, at: string): Promise<'written' | 'newer'> {
    const kept = await keptRows(summary, summary.fileKey);
    if (kept.indexVersion > summary.indexVersion) return 'newer';
    const rows = searchRows(summary, at);
    const items = new Set(rows.map(({ item }) => item));
    const stale = kept.items.filter((item) => !items.has(item)).map((item) => deletion(summary.fileKey, item));
    if ((await putUnlessNewer(summaryRow(summary, at))) === 'newer') return 'newer';
    await writeAll([...stale, ...rows.map((row) => ({ PutRequest: { Item: storable(row) } }))]);
    return 'written';
  }

  async function putUnlessNewer(row: Row): Promise<'written' | 'newer'> {
    const isNotNewer = {
      ConditionExpression: 'attribute_not_exists(fileKey) OR indexVersion <= :mine',
      ExpressionAttributeValues: { ':mine': row.indexVersion },
    };
    return (await putIf(client, tableName, storable(row), isNotNewer)) === 'written' ? 'written' : 'newer';
  }

  /** The summary goes last: while it is there, the next `finish` finds what is left of a removal cut short. */
  async function removeFile(job: JobName, fileKey: string): Promise<'removed' | 'newer'> {
    const kept = await keptRows(job, fileKey);
    if (kept.indexVersion > INDEX_VERSION) return 'newer';
    await writeAll(kept.items.map((item) => deletion(fileKey, item)));
    await writeAll([deletion(fileKey, summaryItem(job))]);
    return 'removed';
  }

  /** The emotion and severity items a job has for a file, and the newest version of them and its summary (0: none). */
  async function keptRows(job: JobName, fileKey: string): Promise<{ items: string[]; indexVersion: number }> {
    const summary = client.send(
      new GetCommand({
        TableName: tableName,
        Key: { fileKey, item: summaryItem(job) },
        ProjectionExpression: 'indexVersion',
        ConsistentRead: true,
      }),
    );
    const rows = rowPrefixes(job).map((prefix) =>
      queryAll({
        KeyConditionExpression: 'fileKey = :file AND begins_with(#item, :prefix)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':file': fileKey, ':prefix': prefix },
        ProjectionExpression: '#item, indexVersion',
        ConsistentRead: true,
      }),
    );
    const [{ Item = {} }, ...found] = await Promise.all([summary, ...rows]);
    const versions = [Item, ...found.flat()].map(({ indexVersion }) => Number(indexVersion ?? 0));
    return { items: found.flat().map(({ item }) => String(item)), indexVersion: Math.max(...versions) };
  }

  async function filesOf(job: JobName): Promise<string[]> {
    const items = await queryAll({
      IndexName: 'by-job',
      KeyConditionExpression: 'job = :job',
      ExpressionAttributeValues: { ':job': jobKeyOf(job) },
      ProjectionExpression: 'fileKey',
    });
    return items.map(({ fileKey }) => String(fileKey));
  }

  async function queryAll(query: Omit<QueryCommand['input'], 'TableName'>): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({ ...query, TableName: tableName, ...(after && { ExclusiveStartKey: after }) }),
      );
      items.push(...(page.Items ?? []));
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
    return items;
  }

  async function writeAll(requests: readonly WriteRequest[]): Promise<void> {
    for (let start = 0; start < requests.length; start += ITEMS_PER_BATCH) {
      await writeBatch(requests.slice(start, start + ITEMS_PER_BATCH));
    }
  }

  async function writeBatch(batch: readonly WriteRequest[]): Promise<void> {
    let left: BatchWriteCommandInput['RequestItems'] = { [tableName]: [...batch] };
    for (let round = 0; round < MAX_BATCH_ROUNDS; round += 1) {
      const answer: BatchWriteCommandOutput = await client.send(new BatchWriteCommand({ RequestItems: left }));
      left = answer.UnprocessedItems;
      if (left === undefined || Object.keys(left).length === 0) return;
      await sleep(FIRST_BATCH_PAUSE_MS * 2 ** round);
    }
    throw new Retryable('DynamoDB left rows of the index unprocessed');
  }
}

function deletion(fileKey: string, item: string): WriteRequest {
  return { DeleteRequest: { Key: { fileKey, item } } };
}
