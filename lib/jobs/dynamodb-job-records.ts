/** The records of jobs in a DynamoDB table, which holds states of vendors and owners of capabilities beside them. */
import { type DynamoDBDocumentClient, GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import type { JobRecords } from './job-records.ts';
import { isJobKey } from './keys.ts';

export function makeDynamodbJobRecords(client: DynamoDBDocumentClient, tableName: string): JobRecords {
  return {
    all: async function* () {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
        yield Items.map((item) => ({ ...item, job: String(item.job) })).filter(({ job }) => isJobKey(job));
      }
    },
    of: (name) =>
      translatingAwsErrors(async () => {
        const job = jobKeyOf(name);
        const key = { TableName: tableName, Key: { job }, ConsistentRead: true };
        const { Item } = await client.send(new GetCommand(key));
        return Item && { ...Item, job };
      }),
  };
}
