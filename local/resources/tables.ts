/** DynamoDB tables from the template. What emulators lack (TTL, point-in-time recovery, encryption) is left out. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** How often a table that is not ACTIVE yet is asked again. */
const pollMs = 50;

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const throughputSchema = z.object({ ReadCapacityUnits: z.coerce.number(), WriteCapacityUnits: z.coerce.number() });
const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

export const tableSchema = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).default('PROVISIONED'),
  ProvisionedThroughput: throughputSchema.optional(),
  GlobalSecondaryIndexes: z
    .array(indexSchema.extend({ ProvisionedThroughput: throughputSchema.optional() }))
    .optional(),
  LocalSecondaryIndexes: z.array(indexSchema).optional(),
});

/** Creates the table if there is none and waits until it and its indexes are ACTIVE. */
export async function createTable(
  client: DynamoDBClient,
  tableName: string,
  table: z.infer<typeof tableSchema>,
): Promise<TableDescription> {
  await client.send(new CreateTableCommand({ TableName: tableName, ...table })).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table !== undefined && isActive(Table)) return Table;
    await sleep(pollMs);
  }
}

function isActive(table: TableDescription): boolean {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  return table.TableStatus === 'ACTIVE' && indexes.every((index) => index.IndexStatus === 'ACTIVE');
}

export async function deleteTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: tableName })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
}
