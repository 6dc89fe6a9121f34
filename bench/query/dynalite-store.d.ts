/** What dynalite keeps its tables with, which has no types. Only what loading rows takes. */
declare module 'dynalite/db/index.js' {
  type Callback<Value> = (error: Error | null | undefined, value: Value) => void;
  type Operation = { type: 'put'; key: string; value: object };
  type SubStore = { batch(operations: readonly Operation[], callback: Callback<void>): void };
  type Table = { TableName: string; GlobalSecondaryIndexes?: object[] };
  type Store = {
    getTable(name: string, callback: Callback<Table>): void;
    getItemDb(tableName: string): SubStore;
    getIndexDb(kind: 'Global', tableName: string, indexName: string): SubStore;
    db: { close(callback: Callback<void>): void };
  };
  type IndexActions = { puts: { index: string; key: string; item: object }[] };

  const dynaliteDb: {
    create(options: { path: string }): Store;
    createKey(item: object, table: Table): string;
    getIndexActions(indexes: object[], existing: undefined, item: object, table: Table): IndexActions;
  };
  export default dynaliteDb;
  export type { Operation, Store, SubStore, Table };
}
