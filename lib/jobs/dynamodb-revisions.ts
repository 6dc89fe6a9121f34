/** Writing an item of the table `jobs` over the revision that was read: the one condition the ledger asks for. */
import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { putIf } from '../platform/dynamodb-put-if.ts';

/**
 * `ifRevision` null: only if there is no such item. The item is written with the next revision.
 *
 * Where the answer to a put is lost, the SDK puts again, and finds its own item in the way. A revision merely counts, and two
 * callbacks at one moment make equal items: so each write leaves an id of its own, by which it is known again.
 */
export async function putIfRevision(
  client: DynamoDBDocumentClient,
  tableName: string,
  item: { job: string } & Record<string, unknown>,
  ifRevision: number | null,
): Promise<'written' | 'conflict'> {
  const isAsRead =
    ifRevision === null
      ? { ConditionExpression: 'attribute_not_exists(job)' }
      : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': ifRevision } };
  const writeId = randomUUID();
  const written = { ...item, revision: (ifRevision ?? 0) + 1, writeId };
  if ((await putIf(client, tableName, written, isAsRead)) === 'written') return 'written';
  return (await lastWriteOf(client, tableName, item.job)) === writeId ? 'written' : 'conflict';
}

function lastWriteOf(client: DynamoDBDocumentClient, tableName: string, job: string): Promise<unknown> {
  return translatingAwsErrors(async () => {
    const key = { TableName: tableName, Key: { job }, ConsistentRead: true };
    const { Item } = await client.send(new GetCommand({ ...key, ProjectionExpression: 'writeId' }));
    return Item?.writeId;
  });
}
