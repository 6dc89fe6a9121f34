/** Writing an item of the table `jobs` over the revision that was read: the one condition the ledger asks for. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';

/** `ifRevision` null: only if there is no such item. The item is written with the next revision. */
export function putIfRevision(
  client: DynamoDBDocumentClient,
  tableName: string,
  item: { job: string } & Record<string, unknown>,
  ifRevision: number | null,
): Promise<'written' | 'conflict'> {
  return translatingAwsErrors(async () => {
    const isAsRead =
      ifRevision === null
        ? { ConditionExpression: 'attribute_not_exists(job)' }
        : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': ifRevision } };
    const Item = { ...item, revision: (ifRevision ?? 0) + 1 };
    try {
      await client.send(new PutCommand({ TableName: tableName, Item, ...isAsRead }));
      return 'written';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'conflict';
      throw error;
    }
  });
}
