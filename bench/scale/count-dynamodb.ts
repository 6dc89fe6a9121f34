/**
 * DynamoDB's requests in its own units. Reads are weighed by the emulator, which counts them as AWS does; writes by what
 * was there before and after, since the emulator does not count its indexes.
 */
import * as z from 'zod';
import type { Answer, Exchange } from './counting-proxy.ts';
import type { Item } from './item-size.ts';
import type { Usage } from './usage.ts';
import { type TableKeys, writeUnits } from './write-units.ts';

const itemSchema = z.record(
  z.string(),
  z.custom<Item[string]>((value) => typeof value === 'object' && value !== null),
);
const writesSchema = z.object({
  TableName: z.string().optional(),
  Key: itemSchema.optional(),
  Item: itemSchema.optional(),
  RequestItems: z
    .record(
      z.string(),
      z.array(
        z.object({
          PutRequest: z.object({ Item: itemSchema }).optional(),
          DeleteRequest: z.object({ Key: itemSchema }).optional(),
        }),
      ),
    )
    .optional(),
});
const capacitySchema = z.object({ CapacityUnits: z.number() });
const readSchema = z.object({ ConsumedCapacity: z.union([capacitySchema, z.array(capacitySchema)]).optional() });

/** Those that say what will be there. The emulator leaves no item of a batch unprocessed. */
const WRITES = ['PutItem', 'DeleteItem', 'BatchWriteItem'];
const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];

/** `after` is undefined where it deletes. */
type Write = { tableName: string; key: Item; after: Item | undefined };

/** @param tables by name */
export function makeCountDynamodb(tables: ReadonlyMap<string, TableKeys>, usage: () => Usage) {
  /** What is in the tables: all of it came by here. */
  const kept = new Map<string, Item | undefined>();
  return async ({ headers, body, forward }: Exchange): Promise<Answer> => {
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const { counts } = usage();
    counts.dynamodbRequests += 1;
    if (READS.includes(operation)) {
      const asked = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' }));
      const answer = await forward(asked);
      if (answer.status === 200) counts.readUnits += readUnitsOf(answer.body, isConsistent(body));
      return answer;
    }
    if (!WRITES.includes(operation)) throw new Error(`DynamoDB's ${operation} is not counted`);
    const answer = await forward();
    // A condition that refused a write: it is billed, and changed nothing.
    const isRefused = answer.status !== 200;
    for (const { tableName, key, after } of writesOf(body)) {
      const place = `${tableName} ${JSON.stringify(key)}`;
      const before = kept.get(place);
      count(tableName, before, isRefused ? before : after);
      if (!isRefused) kept.set(place, after);
    }
    return answer;
  };

  function writesOf(body: Buffer): Write[] {
    const { TableName, Key, Item, RequestItems = {} } = writesSchema.parse(JSON.parse(body.toString()));
    const write = (tableName: string, key: Item, after: Item | undefined) => ({
      tableName,
      key: keyOf(tableName, key),
      after,
    });
    if (TableName !== undefined && Item !== undefined) return [write(TableName, Item, Item)];
    if (TableName !== undefined && Key !== undefined) return [write(TableName, Key, undefined)];
    return Object.entries(RequestItems).flatMap(([tableName, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) =>
        write(tableName, PutRequest?.Item ?? DeleteRequest?.Key ?? {}, PutRequest?.Item),
      ),
    );
  }

  function keyOf(tableName: string, item: Item): Item {
    const keys = tables.get(tableName)?.keys ?? [];
    return Object.fromEntries(keys.map((name) => [name, item[name] ?? { NULL: true }]));
  }

  function count(tableName: string, before: Item | undefined, after: Item | undefined): void {
    const table = tables.get(tableName);
    if (table === undefined) throw new Error(`the template has no table ${tableName}`);
    const units = writeUnits(table, before, after);
    const { counts, indexes } = usage();
    counts.rows += (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
    counts.dynamodbBytes += units.bytesAdded;
    counts.writeUnits += units.table;
    for (const [name, of] of Object.entries(units.indexes)) {
      counts.writeUnits += of;
      const { units: sum, largestRow } = indexes[name] ?? { units: 0, largestRow: 0 };
      indexes[name] = { units: sum + of, largestRow: Math.max(largestRow, of) };
    }
  }
}

function isConsistent(body: Buffer): boolean {
  return z.object({ ConsistentRead: z.boolean().default(false) }).parse(JSON.parse(body.toString())).ConsistentRead;
}

/** A read that finds nothing costs the least there is. */
function readUnitsOf(body: Buffer, consistent: boolean): number {
  const { ConsumedCapacity = [] } = readSchema.parse(JSON.parse(body.toString()));
  const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  return Math.max(units, consistent ? 1 : 0.5);
}
