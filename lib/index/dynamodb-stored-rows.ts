/** The rows in a DynamoDB table. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import { rowPrefixes, summaryItem } from './keys.ts';
import { type StoredRow, type StoredRows, storedRowSchema } from './stored-rows.ts';

export function makeDynamodbStoredRows(client: DynamoDBDocumentClient, tableName: string): StoredRows {
  const itemsBeginning = async (fileKey: string, prefix: string): Promise<StoredRow[]> => {
    const query = {
      TableName: tableName,
      KeyConditionExpression: 'fileKey = :file AND begins_with(#item, :prefix)',
      ExpressionAttributeNames: { '#item': 'item' },
      ExpressionAttributeValues: { ':file': fileKey, ':prefix': prefix },
      ConsistentRead: true,
    };
    const rows: StoredRow[] = [];
    for await (const { Items = [] } of paginateQuery({ client }, query)) {
      rows.push(...Items.map((item) => storedRowSchema.parse(item)));
    }
    return rows;
  };

  return {
    filesOf: async function* (job) {
      const query = {
        TableName: tableName,
        IndexName: 'by-job',
        KeyConditionExpression: 'job = :job',
        ExpressionAttributeValues: { ':job': jobKeyOf(job) },
        ProjectionExpression: 'fileKey',
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        for (const { fileKey } of Items) yield String(fileKey);
      }
    },

    ofFile: (job, fileKey) =>
      translatingAwsErrors(async () => {
        const Key = { fileKey, item: summaryItem(job) };
        const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
        const search = await Promise.all(rowPrefixes(job).map((prefix) => itemsBeginning(fileKey, prefix)));
        return [...(Item === undefined ? [] : [storedRowSchema.parse(Item)]), ...search.flat()];
      }),

    all: async function* () {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
        yield Items.map((item) => storedRowSchema.parse(item));
      }
    },

    remove: ({ fileKey, item, rawKey, at, indexVersion }) =>
      translatingAwsErrors(async () => {
        // Whatever is written anew has another raw object, another time, or another version, or is what it was.
        const asSeen = Object.entries({ rawKey, at, indexVersion }).map(([name, value], index) => ({
          clause: value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${index}`,
          name: { [`#${name}`]: name },
          value: value === undefined ? {} : { [`:${index}`]: value },
        }));
        const values = Object.assign({}, ...asSeen.map(({ value }) => value));
        try {
          await client.send(
            new DeleteCommand({
              TableName: tableName,
              Key: { fileKey, item },
              ConditionExpression: asSeen.map(({ clause }) => clause).join(' AND '),
              ExpressionAttributeNames: Object.assign({}, ...asSeen.map(({ name }) => name)),
              ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
            }),
          );
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
      }),
  };
}
