import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeBatchWriter, type WriteRequest } from '../../lib/index/dynamodb-batch-writer.ts';
import { makeDynamodbFileIndex } from '../../lib/index/dynamodb-file-index.ts';
import { makePause } from '../../lib/index/throttling.ts';
import { Retryable } from '../../lib/platform/errors.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { AT, JOB } from '../support/file-indexes.ts';
import { makeFileSummary } from '../support/index-summaries.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());
beforeEach(() => aws.empty(aws.filesTable, ['fileKey', 'item']));

/** What each batch holds, as it is sent. */
type Batch = readonly WriteRequest[];

/** The table, with a word in what becomes of each batch before it is sent there: what it leaves unprocessed, or throws. */
function tableThat(leaves: (batch: Batch, sent: number) => number | Promise<number>, batches: Batch[] = []) {
  const send = async (command: { input: object }) => {
    if (!(command instanceof BatchWriteCommand)) return aws.dynamodb.send(command as never);
    const batch = (command.input.RequestItems?.[aws.filesTable] ?? []) as Batch;
    batches.push(batch);
    const unprocessed = batch.slice(batch.length - (await leaves(batch, batches.length)));
    const RequestItems = { [aws.filesTable]: batch.slice(0, batch.length - unprocessed.length) };
    if (unprocessed.length < batch.length) await aws.dynamodb.send(new BatchWriteCommand({ RequestItems } as never));
    return { UnprocessedItems: unprocessed.length === 0 ? {} : { [aws.filesTable]: unprocessed } };
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, batches };
}

function writerOn(client: DynamoDBDocumentClient, signal?: AbortSignal) {
  return makeBatchWriter({ client, tableName: aws.filesTable, pause: makePause(signal, () => 0) });
}

function put(fileKey: string, item = 'item', more: object = {}): WriteRequest {
  return { PutRequest: { Item: { fileKey, item, ...more } } };
}

const items = async () =>
  (await aws.scan(aws.filesTable))
    .map(({ fileKey, item, value }) => `${fileKey} ${item} ${value ?? ''}`.trim())
    .toSorted();

test('what is written at the same time goes together, 25 in a batch, nothing twice', async () => {
  const { client, batches } = tableThat(() => 0);
  const { write } = writerOn(client);
  const files = Array.from({ length: 100 }, (_, file) => `file-${file}`);
  await Promise.all(files.map((file) => write([put(file, 'a'), put(file, 'b'), put(file, 'c')])));
  expect(await items()).toEqual(files.flatMap((file) => [`${file} a`, `${file} b`, `${file} c`]).toSorted());
  // The first goes at once, with what there is of it.
  expect(batches.map(({ length }) => length)).toEqual([3, ...Array<number>(11).fill(25), 22]);
});

test('a table that leaves most of each batch is given the rest again, until all is in', async () => {
  const { client, batches } = tableThat(({ length }) => length - Math.ceil(length / 3));
  const { write } = writerOn(client);
  await Promise.all(
    Array.from({ length: 10 }, (_, file) => write(Array.from({ length: 7 }, (_, item) => put(`${file}`, `${item}`)))),
  );
  expect(await items()).toHaveLength(70);
  expect(new Set(batches.flat().map((request) => JSON.stringify(request))).size).toBe(70);
});

test('a writer hears only when all of its rows are in, though others’ in the same batch are', async () => {
  const hold = Promise.withResolvers<void>();
  const { client } = tableThat(async (batch, sent) => {
    if (sent === 1) return 0;
    if (sent > 2) await hold.promise;
    return sent === 2 ? batch.length - 1 : 0;
  });
  const { write } = writerOn(client);
  const done: string[] = [];
  const first = write([put('first')]);
  const one = write([put('one')]).then(() => done.push('one'));
  const two = write([put('two', 'a'), put('two', 'b')]).then(() => done.push('two'));
  await first;
  await one;
  expect(done).toEqual(['one']);
  hold.resolve();
  await two;
  expect(await items()).toEqual(['first item', 'one item', 'two a', 'two b']);
});

test('of the same key the later request stands, and no batch has it twice', async () => {
  const { client, batches } = tableThat(async () => {
    await sleep(1);
    return 0;
  });
  const { write } = writerOn(client);
  const values = Array.from({ length: 5 }, (_, value) => value);
  await Promise.all(values.map((value) => write([put('file', 'item', { value }), put('file', `other-${value}`)])));
  await Promise.all([write([put('gone')]), write([{ DeleteRequest: { Key: { fileKey: 'gone', item: 'item' } } }])]);
  expect(await items()).toEqual(['file item 4', ...values.map((value) => `file other-${value}`)]);
  for (const batch of batches) {
    const keys = batch.map((request) =>
      JSON.stringify(
        'PutRequest' in request
          ? [request.PutRequest.Item.fileKey, request.PutRequest.Item.item]
          : Object.values(request.DeleteRequest.Key),
      ),
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('rows too large to go together go apart', async () => {
  const { client, batches } = tableThat(() => 0);
  const large = 'x'.repeat(390_000);
  await writerOn(client).write(Array.from({ length: 25 }, (_, file) => put(`file-${file}`, 'item', { large })));
  expect(await items()).toHaveLength(25);
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
});

describe('a throttled table', () => {
  const throttled = (name: string) => Object.assign(new Error('slow down'), { name, $fault: 'client' });

  test.each(['ProvisionedThroughputExceededException', 'ThrottlingException'])('(%s) is asked again', async (name) => {
    const { client, batches } = tableThat((_, sent) => {
      if (sent <= 3) throw throttled(name);
      return 0;
    });
    await writerOn(client).write([put('file')]);
    expect(await items()).toEqual(['file item']);
    expect(batches).toHaveLength(4);
  });

  test('is asked no more once time is up: all of it is Retryable', async () => {
    const end = new AbortController();
    const { client } = tableThat((batch, sent) => {
      if (sent === 20) end.abort();
      return batch.length;
    });
    const { write } = writerOn(client, end.signal);
    const writes = Array.from({ length: 30 }, (_, file) => write([put(`${file}`, 'a'), put(`${file}`, 'b')]));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.every((one) => one.status === 'rejected' && one.reason instanceof Retryable)).toBe(true);
  });

  test('is asked a while only by whoever does not say how long', async () => {
    const { client } = tableThat(({ length }) => length);
    await expect(writerOn(client).write([put('file')])).rejects.toThrow(Retryable);
  });

  test('of one key does not hold up the others: a pause is nobody’s way', async () => {
    const hold = Promise.withResolvers<void>();
    const { client } = tableThat((batch) => (JSON.stringify(batch).includes('hot') ? batch.length : 0));
    const { write } = makeBatchWriter({ client, tableName: aws.filesTable, pause: () => hold.promise });
    const hot = write([put('hot')]);
    await write([put('cool')]);
    expect(await items()).toEqual(['cool item']);
    hold.reject(new Retryable('no time'));
    await expect(hot).rejects.toThrow('no time');
  });

  test('holds up summaries and questions too, and loses nothing', async () => {
    const calls = new Map<string, number>();
    const send = async (command: { input: object }) => {
      const call = `${command.constructor.name} ${JSON.stringify(command.input)}`;
      calls.set(call, (calls.get(call) ?? 0) + 1);
      if (calls.get(call) === 1) throw throttled('ThrottlingException');
      return aws.dynamodb.send(command as never);
    };
    const index = makeDynamodbFileIndex({ send } as unknown as DynamoDBDocumentClient, aws.filesTable);
    const summary = makeFileSummary({ ref: 'a', emotions: { face: { Joy: 0.5 } }, classes: { hate: 2 } });
    const gone = makeFileSummary({ ref: 'b', classes: { hate: 1 } });
    const before = index.replaceJob(JOB, AT);
    await Promise.all([before.put(summary), before.put(gone)]);
    const after = index.replaceJob(JOB, AT, { recentFiles: [gone.fileKey] });
    await after.put(summary);
    expect(await after.finish()).toBe('finished');
    expect(await aws.scan(aws.filesTable)).toHaveLength(4);
  });
});

test('what DynamoDB refuses is not asked again, and every writer in that batch hears of it', async () => {
  const { client, batches } = tableThat(() => 0);
  const { write } = writerOn(client);
  const [first, ...others] = [[put('first')], [put('a', 'item', { path: 'x'.repeat(500_000) })], [put('b')]].map(write);
  await first;
  const outcomes = await Promise.allSettled(others);
  expect(outcomes).toEqual(
    others.map(() => expect.objectContaining({ reason: expect.objectContaining({ name: 'ValidationException' }) })),
  );
  expect(batches).toHaveLength(2);
});
