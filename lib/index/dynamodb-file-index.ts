/** Writing the index into a DynamoDB table. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { inBatches } from '../platform/all-of.ts';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Retryable } from '../platform/errors.ts';
import type { FileSummary } from '../summaries/file-summary.ts';
import { INDEX_VERSION } from '../summaries/index-version.ts';
import { makeBatchWriter, type WriteRequest } from './dynamodb-batch-writer.ts';
import { makeItemsOfJob, type SearchItem } from './dynamodb-items-of-job.ts';
import type { FileIndex } from './file-index.ts';
import { summaryItem } from './keys.ts';
import { type Row, searchRows, summaryRow } from './rows.ts';
import { storable } from './storable.ts';
import { makePause, throughThrottling } from './throttling.ts';
import { makeTurns } from './turns.ts';

const IF_NONE = 'attribute_not_exists(fileKey)';
const IF_NOT_NEWER = `${IF_NONE} OR indexVersion <= :mine`;

/** Files that are removed at the same time. */
const REMOVALS_AT_ONCE = 64;

/**
 * The order of writes: where there is a row, there is the summary by which it is found. It does not hold where a worker writes
 * on though its lease is over, or the table was changed by hand: so rows are looked for by themselves, too.
 */
export function makeDynamodbFileIndex(client: DynamoDBDocumentClient, tableName: string): FileIndex {
  return {
    replaceJob: (job, at, { recentFiles = [], signal, isFirst = false } = {}) => {
      const pause = makePause(signal, Math.random);
      const batches = makeBatchWriter({ client, tableName, pause });
      const itemsOfJob = makeItemsOfJob({ client, tableName, pause, job });
      const written = new Set<string>();
      const inTurn = makeTurns();

      /**
       * The summary is written first, and not before it is known that no row is a newer version's. What a worker that died left
       * half-written is written again by the next.
       */
      async function replaceFile(summary: FileSummary): Promise<'written' | 'newer'> {
        const row = summaryRow(summary, at);
        // A result may tell of a file twice, or an earlier worker have begun with it: then it has rows after all.
        if (isFirst && (await putSummary(row, IF_NONE)) === 'put') return writeRows(summary, []);
        const kept = await itemsOfJob.searchItems(summary.fileKey);
        if (kept.some(({ indexVersion }) => indexVersion > summary.indexVersion)) return 'newer';
        return (await putSummary(row, IF_NOT_NEWER)) === 'put' ? writeRows(summary, kept) : 'newer';
      }

      async function writeRows(summary: FileSummary, kept: readonly SearchItem[]): Promise<'written'> {
        const rows = searchRows(summary, at);
        const items = new Set(rows.map(({ item }) => item));
        const stale = kept.filter(({ item }) => !items.has(item));
        await batches.write([
          ...stale.map(({ item }) => deletion(summary.fileKey, item)),
          ...rows.map((row) => ({ PutRequest: { Item: storable(row) } })),
        ]);
        return 'written';
      }

      const putSummary = (row: Row, condition: string) => throughThrottling(pause, () => putIf(condition, row));

      /** The summary goes last: while it is there, the next `finish` finds what is left of a removal cut short. */
      async function removeFile(fileKey: string): Promise<'removed' | 'newer'> {
        const [summaryVersion, kept] = await itemsOfJob.all(fileKey);
        if ([summaryVersion, ...kept.map(({ indexVersion }) => indexVersion)].some((one) => one > INDEX_VERSION)) {
          return 'newer';
        }
        await batches.write(kept.map(({ item }) => deletion(fileKey, item)));
        await batches.write([deletion(fileKey, summaryItem(job))]);
        return 'removed';
      }

      return {
        put: (summary) => {
          written.add(summary.fileKey);
          return inTurn(summary.fileKey, () => translatingAwsErrors(() => replaceFile(summary)));
        },
        finish: (filesDone = new Set()) =>
          translatingAwsErrors(async () => {
            const files = new Set([...recentFiles, ...(await itemsOfJob.files())]);
            const gone = [...files].filter((fileKey) => !written.has(fileKey) && !filesDone.has(fileKey));
            let outcome: 'finished' | 'newer' = 'finished';
            await inBatches(gone, REMOVALS_AT_ONCE, async (fileKey) => {
              if (signal?.aborted === true) throw new Retryable('the worker ran out of time while removing rows');
              if ((await removeFile(fileKey)) === 'newer') outcome = 'newer';
            });
            return outcome;
          }),
      };
    },
  };

  async function putIf(condition: string, row: Row): Promise<'put' | 'condition not met'> {
    const put = new PutCommand({
      TableName: tableName,
      Item: storable(row),
      ConditionExpression: condition,
      ...(condition.includes(':mine') && { ExpressionAttributeValues: { ':mine': row.indexVersion } }),
    });
    try {
      await client.send(put);
      return 'put';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'condition not met';
      throw error;
    }
  }
}

function deletion(fileKey: string, item: string): WriteRequest {
  return { DeleteRequest: { Key: { fileKey, item } } };
}
