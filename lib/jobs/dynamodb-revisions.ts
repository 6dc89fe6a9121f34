/** Writing an item of the table `jobs` over the revision that was read: the one condition the ledger asks for. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { putIf } from '../platform/dynamodb-put-if.ts';

/** `ifRevision` null: only if there is no such item. The item is written with the next revision. */
export function putIfRevision(
  client: DynamoDBDocumentClient,
  tableName: string,
  item: { job: string } & Record<string, unknown>,
  ifRevision: number | null,
): Promise<'written' | 'conflict'> {
  const isAsRead =
    ifRevision === null
      ? { ConditionExpression: 'attribute_not_exists(job)' }
      : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': ifRevision } };
  return putIf(client, tableName, { ...item, revision: (ifRevision ?? 0) + 1 }, isAsRead);
}
