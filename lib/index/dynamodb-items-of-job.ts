/** What a job has in the table, as its writer must know it: which items, and of which version. */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import { rowPrefixes, summaryItem } from './keys.ts';
import { type Pause, throughThrottling } from './throttling.ts';

/** An emotion or severity item. `indexVersion` 0: it names none. */
export type SearchItem = { item: string; indexVersion: number };

export type ItemsOfJob = {
  /** The emotion and severity items of a file, as they were last written. */
  searchItems(fileKey: string): Promise<SearchItem[]>;
  /** The version of the file's summary (0: there is none), and its other items, as they were last written. */
  all(fileKey: string): Promise<[summaryVersion: number, SearchItem[]]>;
  /** Keys of the files that the job has summaries of; may lag behind writes. */
  files(): Promise<string[]>;
};

export type ItemsOfJobDeps = { client: DynamoDBDocumentClient; tableName: string; pause: Pause; job: JobName };

export function makeItemsOfJob({ client, tableName, pause, job }: ItemsOfJobDeps): ItemsOfJob {
  async function searchItems(fileKey: string): Promise<SearchItem[]> {
    const found = await Promise.all(
      rowPrefixes(job).map((prefix) =>
        queryAll({
          KeyConditionExpression: 'fileKey = :file AND begins_with(#item, :prefix)',
          ExpressionAttributeNames: { '#item': 'item' },
          ExpressionAttributeValues: { ':file': fileKey, ':prefix': prefix },
          ProjectionExpression: '#item, indexVersion',
          ConsistentRead: true,
        }),
      ),
    );
    return found
      .flat()
      .map(({ item, indexVersion }) => ({ item: String(item), indexVersion: versionOf(indexVersion) }));
  }

  async function summaryVersion(fileKey: string): Promise<number> {
    const get = new GetCommand({
      TableName: tableName,
      Key: { fileKey, item: summaryItem(job) },
      ProjectionExpression: 'indexVersion',
      ConsistentRead: true,
    });
    const { Item } = await throughThrottling(pause, () => client.send(get));
    return versionOf(Item?.indexVersion);
  }

  async function queryAll(query: Omit<QueryCommand['input'], 'TableName'>): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const next = new QueryCommand({ ...query, TableName: tableName, ...(after && { ExclusiveStartKey: after }) });
      const page = await throughThrottling(pause, () => client.send(next));
      items.push(...(page.Items ?? []));
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
    return items;
  }

  return {
    searchItems,
    all: (fileKey) => Promise.all([summaryVersion(fileKey), searchItems(fileKey)]),
    files: async () => {
      const items = await queryAll({
        IndexName: 'by-job',
        KeyConditionExpression: 'job = :job',
        ExpressionAttributeValues: { ':job': jobKeyOf(job) },
        ProjectionExpression: 'fileKey',
      });
      return items.map(({ fileKey }) => String(fileKey));
    },
  };
}

function versionOf(indexVersion: unknown): number {
  return Number(indexVersion ?? 0);
}
