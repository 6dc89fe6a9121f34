/**
 * Rows of the index, written in batches. What many files have to write at the same time goes together: a file has about ten
 * rows, a batch takes 25.
 */
import { BatchWriteCommand, type BatchWriteCommandOutput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isThrottled, type Pause } from './throttling.ts';

export type WriteRequest =
  | { PutRequest: { Item: Record<string, unknown> } }
  | { DeleteRequest: { Key: Record<string, unknown> } };

export type BatchWriter = {
  /**
   * Resolves when all of them are in the table, whoever's they went with. Of two with the same key the later one stands in
   * the end. Rejects when all of them have come to their end, and some failed: with Retryable where the table was throttled for
   * too long, else as AWS said it.
   */
  write(requests: readonly WriteRequest[]): Promise<void>;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const ITEMS_PER_BATCH = 25;

/**
 * 16 MB is what DynamoDB takes at once, in its own JSON; that is up to four times as long as the plain one which is measured
 * here.
 */
const BYTES_PER_BATCH = 4_000_000;

/** Requests that may be answered at the same time; summaries are written beside them. */
const BATCHES_AT_ONCE = 16;

type Caller = { left: number; failure: { error: unknown } | undefined; settle: PromiseWithResolvers<void> };
type Entry = { key: string; request: WriteRequest; bytes: number; caller: Caller };

export type BatchWriterDeps = { client: DynamoDBDocumentClient; tableName: string; pause: Pause };

export function makeBatchWriter({ client, tableName, pause }: BatchWriterDeps): BatchWriter {
  /** In the order in which they came. */
  const waiting = new Set<Entry>();
  /** Keys of what was sent and not answered. */
  const sent = new Set<string>();
  /** Under way, or in a pause between two tries. */
  let batches = 0;
  let onTheirWay = 0;

  return {
    write: (requests) => {
      const settle = Promise.withResolvers<void>();
      const caller: Caller = { left: requests.length, failure: undefined, settle };
      if (requests.length === 0) settle.resolve();
      for (const request of requests) {
        waiting.add({ key: keyOf(request), request, bytes: bytesOf(request), caller });
      }
      sendWhatIsReady();
      return settle.promise;
    },
  };

  /** A batch that is not full goes only when none is on its way: what comes meanwhile goes with it. A pause may be long. */
  function sendWhatIsReady(): void {
    while (batches < BATCHES_AT_ONCE) {
      const { entries, isFull } = nextBatch();
      if (entries.length === 0 || (!isFull && onTheirWay > 0)) return;
      batches += 1;
      for (const entry of entries) {
        waiting.delete(entry);
        sent.add(entry.key);
      }
      void deliver(entries).finally(() => {
        batches -= 1;
        sendWhatIsReady();
      });
    }
  }

  /** None of a key that is in it already, or on its way: DynamoDB refuses the one, and the other would be a race. */
  function nextBatch(): { entries: Entry[]; isFull: boolean } {
    const entries: Entry[] = [];
    const keys = new Set<string>();
    let bytes = 0;
    for (const entry of waiting) {
      if (sent.has(entry.key) || keys.has(entry.key)) continue;
      if (entries.length > 0 && bytes + entry.bytes > BYTES_PER_BATCH) return { entries, isFull: true };
      entries.push(entry);
      keys.add(entry.key);
      bytes += entry.bytes;
      if (entries.length === ITEMS_PER_BATCH) return { entries, isFull: true };
    }
    return { entries, isFull: false };
  }

  /** Never rejects: whoever waits for the entries hears of it. */
  async function deliver(entries: readonly Entry[]): Promise<void> {
    let left = entries;
    try {
      for (let tries = 1; ; tries += 1) {
        const unprocessed = await unprocessedOf(left);
        for (const entry of left) if (!unprocessed.has(entry.key)) finish(entry);
        left = left.filter(({ key }) => unprocessed.has(key));
        if (left.length === 0) return;
        const paused = pause(tries);
        sendWhatIsReady();
        await paused;
      }
    } catch (error) {
      for (const entry of left) finish(entry, { error });
    }
  }

  async function unprocessedOf(entries: readonly Entry[]): Promise<ReadonlySet<string>> {
    const RequestItems = { [tableName]: entries.map(({ request }) => request) };
    onTheirWay += 1;
    try {
      const answer: BatchWriteCommandOutput = await client.send(new BatchWriteCommand({ RequestItems }));
      return new Set((answer.UnprocessedItems?.[tableName] ?? []).map(keyOf));
    } catch (error) {
      if (!isThrottled(error)) throw error;
      return new Set(entries.map(({ key }) => key));
    } finally {
      onTheirWay -= 1;
    }
  }

  function finish({ key, caller }: Entry, failure?: Caller['failure']): void {
    sent.delete(key);
    caller.left -= 1;
    caller.failure ??= failure;
    if (caller.left > 0) return;
    if (caller.failure === undefined) caller.settle.resolve();
    else caller.settle.reject(caller.failure.error);
  }
}

type Keyed = {
  PutRequest?: { Item: Record<string, unknown> | undefined } | undefined;
  DeleteRequest?: { Key: Record<string, unknown> | undefined } | undefined;
};

/** No key of a file holds a blank. */
function keyOf({ PutRequest, DeleteRequest }: Keyed): string {
  const { fileKey, item } = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
  return `${fileKey} ${item}`;
}

function bytesOf(request: WriteRequest): number {
  return Buffer.byteLength(JSON.stringify(request));
}
