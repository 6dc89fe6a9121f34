/** Writing the index into a DynamoDB table. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { inBatches } from '../platform/all-of.ts';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Retryable } from '../platform/errors.ts';
import { type FileSummary, INDEX_VERSION } from '../summaries/file-summary.ts';
import { makeBatchWriter, type WriteRequest } from './dynamodb-batch-writer.ts';
import { makeItemsOfJob } from './dynamodb-items-of-job.ts';
import type { FileIndex } from './file-index.ts';
import { summaryItem } from './keys.ts';
import { type Row, searchRows, summaryRow } from './rows.ts';
import { storable } from './storable.ts';
import { makePause, throughThrottling } from './throttling.ts';
import { makeTurns } from './turns.ts';

/** Files that are removed at the same time. */
const REMOVALS_AT_ONCE = 64;

/** The order of writes holds one promise: where there is a row, there is the summary by which it is found. */
export function makeDynamodbFileIndex(client: DynamoDBDocumentClient, tableName: string): FileIndex {
  return {
    replaceJob: (job, at, { recentFiles = [], signal, isRepair = false } = {}) => {
      const pause = makePause(signal, Math.random);
      const batches = makeBatchWriter({ client, tableName, pause });
      const itemsOfJob = makeItemsOfJob({ client, tableName, pause, job });
      const written = new Set<string>();
      const inTurn = makeTurns();

      /**
       * The summary is written first. Where there was none, there is no row of the job to look for. What a worker that died left
       * half-written is written again by the next.
       */
      async function replaceFile(summary: FileSummary): Promise<'written' | 'newer'> {
        const before = await throughThrottling(pause, () => putUnlessNewer(summaryRow(summary, at)));
        if (before === 'newer') return 'newer';
        const mayHaveRows = before === 'replaced' || isRepair;
        const kept = mayHaveRows ? await itemsOfJob.searchItems(summary.fileKey) : [];
        if (kept.some(({ indexVersion }) => indexVersion > summary.indexVersion)) return 'newer';
        const rows = searchRows(summary, at);
        const items = new Set(rows.map(({ item }) => item));
        const stale = kept.filter(({ item }) => !items.has(item));
        await batches.write([
          ...stale.map(({ item }) => deletion(summary.fileKey, item)),
          ...rows.map((row) => ({ PutRequest: { Item: storable(row) } })),
        ]);
        return 'written';
      }

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

  /** `first`: the job had no summary of the file before. */
  async function putUnlessNewer(row: Row): Promise<'first' | 'replaced' | 'newer'> {
    const put = new PutCommand({
      TableName: tableName,
      Item: storable(row),
      ConditionExpression: 'attribute_not_exists(fileKey) OR indexVersion <= :mine',
      ExpressionAttributeValues: { ':mine': row.indexVersion },
      // Costs nothing, where asking would.
      ReturnValues: 'ALL_OLD',
    });
    try {
      const { Attributes } = await client.send(put);
      return Attributes === undefined ? 'first' : 'replaced';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'newer';
      throw error;
    }
  }
}

function deletion(fileKey: string, item: string): WriteRequest {
  return { DeleteRequest: { Key: { fileKey, item } } };
}
