/**
 * Rows straight into dynalite's files, by dynalite's own functions, while it does not run: over HTTP a million would take
 * the better part of an hour. What is stored is what its PutItem stores, in table and indexes.
 */
import dynaliteDb, { type Operation, type Store, type SubStore, type Table } from 'dynalite/db/index.js';
import { searchRows, summaryRow } from '../../lib/index/rows.ts';
import { SMALLEST_NUMBER } from '../../lib/summaries/place.ts';
import { jobItem, jobsOf, vendorItem } from './jobs.ts';
import { makeSeenFile } from './summaries.ts';

/** Written at once: some megabytes. */
const FILES_PER_BATCH = 50;

export type Loaded = { rows: number; files: number };

/** Adds files, with their jobs, after those `before` until there are `rows` rows of the index. `path` is the folder of a dynalite that is stopped. */
export async function loadRows({
  path,
  tableNames,
  before,
  rows,
  onProgress,
}: {
  path: string;
  tableNames: { files: string; jobs: string };
  before: Loaded;
  rows: number;
  onProgress: (loaded: Loaded) => void;
}): Promise<Loaded> {
  const store = dynaliteDb.create({ path });
  try {
    const tableOf = (name: string) => called<Table>((callback) => store.getTable(name, callback));
    const tables = { files: await tableOf(tableNames.files), jobs: await tableOf(tableNames.jobs) };
    let loaded = before;
    while (loaded.rows < rows) {
      loaded = await loadBatch(store, tables, loaded, rows);
      onProgress(loaded);
    }
    return loaded;
  } finally {
    await called<void>((callback) => store.db.close(callback));
  }
}

type Tables = { files: Table; jobs: Table };

async function loadBatch(store: Store, tables: Tables, { rows, files }: Loaded, until: number): Promise<Loaded> {
  const operations = new Map<SubStore, Operation[]>();
  const put = (sub: SubStore, key: string, value: object) => {
    const list = operations.get(sub) ?? [];
    operations.set(sub, list);
    list.push({ type: 'put', key, value });
  };
  const add = (table: Table, row: object) => {
    const item = attributesOf(row);
    put(store.getItemDb(table.TableName), dynaliteDb.createKey(item, table), item);
    const { puts } = dynaliteDb.getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table);
    for (const one of puts) put(store.getIndexDb('Global', table.TableName, one.index), one.key, one.item);
  };
  const loaded = { rows, files };
  for (let index = files; index < files + FILES_PER_BATCH && loaded.rows < until; index += 1) {
    const seen = makeSeenFile(index);
    const { at, summaries } = seen;
    for (const row of summaries.flatMap((summary) => [summaryRow(summary, at), ...searchRows(summary, at)])) {
      add(tables.files, row);
      loaded.rows += 1;
    }
    for (const job of jobsOf(index, seen)) add(tables.jobs, jobItem(job));
    if (index === 0) for (const { vendor } of summaries) add(tables.jobs, vendorItem(vendor));
    loaded.files += 1;
  }
  for (const [sub, list] of operations) await called<void>((callback) => sub.batch(list, callback));
  return loaded;
}

function called<Value>(call: (callback: (error: Error | null | undefined, value: Value) => void) => void) {
  return new Promise<Value>((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)));
  });
}

/** As DynamoDB's JSON has it, and as `lib/index/storable.ts` gives it to DynamoDB: in loops, for this is most of the loading. */
function attributesOf(item: object): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) attributes[name] = attributeOf(value);
  }
  return attributes;
}

type Attributes = Record<string, object>;

function attributeOf(value: unknown): object {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: Math.abs(value) < SMALLEST_NUMBER ? '0' : String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  if (typeof value === 'object') return { M: attributesOf(value) };
  throw new Error(`a row holds a ${typeof value}`);
}
