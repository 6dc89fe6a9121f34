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
    if (Table !== undefined && isActive(Table)) {
      if (keysOf(Table) === keysOf(table)) return Table;
      throw new Error(`The table ${tableName} exists with other keys or indexes than the template's: remove it`);
    }
    await sleep(pollMs);
  }
}

function isActive(table: TableDescription): boolean {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  return table.TableStatus === 'ACTIVE' && indexes.every((index) => index.IndexStatus === 'ACTIVE');
}

type Keyed = Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'>;

/** What makes one table usable for another, as text. Secondary indexes are a set; keys are not. */
function keysOf({ KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Keyed): string {
  const keyText = (keys: Keyed['KeySchema']) => keys?.map((key) => `${key.KeyType} ${key.AttributeName}`).join();
  const indexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
  return [keyText(KeySchema), ...indexes.map((index) => `${index.IndexName}: ${keyText(index.KeySchema)}`).sort()].join(
    '; ',
  );
}

export async function deleteTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: tableName })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
}
