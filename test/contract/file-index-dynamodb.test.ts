import { deflateRawSync } from 'node:zlib';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { makeDynamodbFileIndex } from '../../lib/index/dynamodb-file-index.ts';
import { makeDynamodbStoredRows } from '../../lib/index/dynamodb-stored-rows.ts';
import { Malformed } from '../../lib/platform/errors.ts';
import { fileKeyOf, refIdentity } from '../../lib/summaries/identity.ts';
import { INDEX_VERSION } from '../../lib/summaries/index-version.ts';
import { AT, type Index, JOB, LAG, MANY, startIndexes, write } from '../support/file-indexes.ts';
import { makeFileSummary } from '../support/index-summaries.ts';
import { readPages } from '../support/read-pages.ts';

const { aws, openDynamodbIndex, stop } = await startIndexes();
afterAll(stop);

describe('the table in DynamoDB', () => {
  const before = Array.from({ length: 4 }, (_, position) =>
    makeFileSummary({
      ref: `file-${position}`,
      // More rows than one batch takes.
      emotions: Object.fromEntries(
        Array.from({ length: 7 }, (_, model) => [
          `model-${model}`,
          { Joy: 0.5, Awe: 0.4, Fear: 0.3, Pride: 0.2, Doubt: 0.1 },
        ]),
      ),
      classes: { hate: 3, spam: 2, violence: 1 },
    }),
  );
  const after = before
    .slice(1, 3)
    .map(({ identity }) =>
      makeFileSummary({ ref: identity.slice('ref:'.length), emotions: { face: { Joy: 0.9 } }, classes: { hate: 1 } }),
    );
  const table = async () => (await aws.scan(aws.filesTable)).map((item) => JSON.stringify(sorted(item))).toSorted();

  test('is the same, however often and over whatever a result is written', async () => {
    const index = await openDynamodbIndex();
    await write(index, after);
    const once = await table();
    expect(once).toHaveLength(2 * (1 + 1 + 1 + 1));
    await write(index, before);
    expect((await table()).length).toBe(4 * (1 + 35 + 4));
    await write(index, before);
    await write(index, after);
    await write(index, after);
    await expect.poll(table, LAG).toEqual(once);
    await write(index, []);
    await expect.poll(table, LAG).toEqual([]);
  });

  test('keeps nothing of files written moments ago, though the list of a job’s files lags', async () => {
    await write(await openDynamodbIndex(), before);
    const lagging = makeDynamodbFileIndex(blindToLists(), aws.filesTable);
    const writing = lagging.replaceJob(JOB, AT, { recentFiles: before.map(({ fileKey }) => fileKey) });
    for (const summary of after) await writing.put(summary);
    await writing.finish();
    const left = await table();
    await write(await openDynamodbIndex(), after);
    expect(left).toEqual(await table());
  });

  describe.each([0, 1])('after a worker that died with %i batches of a file’s rows written', (batches) => {
    const [first = makeFileSummary({ ref: 'file-0' })] = before;

    async function openAfterDeath(): Promise<Index> {
      const index = await openDynamodbIndex();
      const dying = makeDynamodbFileIndex(dyingAfter(batches), aws.filesTable);
      await expect(dying.replaceJob(JOB, AT).put(first)).rejects.toThrow('died');
      await expect.poll(async () => (await table()).length, LAG).toBe(1 + batches * 25);
      await expect.poll(async () => (await index.filesOf(JOB, MANY)).items.length, LAG).toBe(1);
      return index;
    }

    test('a result without the file leaves no row of it', async () => {
      const index = await openAfterDeath();
      await write(index, []);
      expect(await table()).toEqual([]);
    });

    test('the same result again is complete', async () => {
      const straight = await openDynamodbIndex();
      await write(straight, [first]);
      const wanted = await table();
      const index = await openAfterDeath();
      await write(index, [first]);
      expect(await table()).toEqual(wanted);
    });
  });

  describe('where rows are without their summary', () => {
    const [first = makeFileSummary({ ref: 'file-0' })] = before;
    const now = makeFileSummary({ ref: 'file-0', emotions: { face: { Joy: 0.9 } } });

    async function openWithout(indexVersion = INDEX_VERSION): Promise<Index> {
      const index = await openDynamodbIndex();
      await write(index, [{ ...first, indexVersion }]);
      const rows = makeDynamodbStoredRows(aws.dynamodb, aws.filesTable);
      const [summary] = await rows.ofFile(JOB, first.fileKey);
      if (summary === undefined) throw new Error('no summary');
      await rows.remove(summary);
      return index;
    }

    test('the next result leaves none that it does not have', async () => {
      const straight = await openDynamodbIndex();
      await write(straight, [now]);
      const wanted = await table();
      const index = await openWithout();
      await write(index, [now]);
      expect(await table()).toEqual(wanted);
    });

    test('and a newer version’s, nothing of the file is touched', async () => {
      const index = await openWithout(INDEX_VERSION + 1);
      const kept = await table();
      expect(await index.replaceJob(JOB, AT).put(now)).toBe('newer');
      expect(await table()).toEqual(kept);
    });

    test('a worker that wrote them after its lease was over leaves them to the next result', async () => {
      const index = await openDynamodbIndex();
      const { client, reached, letOn } = heldBatches();
      const late = makeDynamodbFileIndex(client, aws.filesTable).replaceJob(JOB, AT, { isFirst: true }).put(first);
      await reached;
      await index.replaceJob(JOB, AT, { recentFiles: [first.fileKey] }).finish();
      letOn();
      await late;
      await write(index, [now]);
      expect(await table()).toHaveLength(2);
    });
  });

  test.each([
    ['the first result of a job', true, ['PutCommand', 'BatchWriteCommand']],
    ['another', false, ['QueryCommand', 'QueryCommand', 'PutCommand', 'BatchWriteCommand']],
  ])('is asked no more than is needed for a file of %s', async (_, isFirst, commands) => {
    await openDynamodbIndex();
    const asked: string[] = [];
    const index = makeDynamodbFileIndex(recordedIn(asked), aws.filesTable);
    await index.replaceJob(JOB, AT, { isFirst }).put(makeFileSummary({ ref: 'a', emotions: { face: { Joy: 0.9 } } }));
    expect(asked).toEqual(commands);
  });

  test('proves every row: each names the raw bytes it came from and the version that read them', async () => {
    const index = await openDynamodbIndex();
    await write(index, before);
    for (const item of await aws.scan(aws.filesTable)) {
      const isSummary = String(item.item).startsWith('summary#');
      expect(isSummary ? item.raw : item.rawKey).toEqual(isSummary ? before[0]?.raw : 'results/hume/job-1');
      expect(item.indexVersion).toBe(INDEX_VERSION);
    }
  });

  test('a cursor made up of keys that are not in the list is refused, not an error of ours', async () => {
    const index = await openDynamodbIndex();
    const { fileKey } = makeFileSummary({ ref: 'a' });
    const position = { fileKey, item: 'summary#hive#x', job: 'hive#x' };
    for (const made of [position, { fileKey: 1 }, { ...position, more: 'x' }, { job: 'hume#job-1' }]) {
      const text = JSON.stringify({ list: 'files/hume#job-1', shards: { all: made } });
      const cursor = deflateRawSync(text).toString('base64url');
      await expect(index.filesOf(JOB, { limit: 1, cursor })).rejects.toThrow(Malformed);
    }
  });

  test('a result of more files than DynamoDB answers at once leaves nothing when it is replaced', async () => {
    const index = await openDynamodbIndex();
    const path = 'x'.repeat(50_000);
    await write(
      index,
      Array.from({ length: 50 }, (_, position) => ({ ...makeFileSummary({ ref: `file-${position}` }), path })),
    );
    expect(await table()).toHaveLength(50);
    await write(index, []);
    expect(await table()).toEqual([]);
  });

  test('more jobs looked at a file than DynamoDB answers at once: all are there', async () => {
    const index = await openDynamodbIndex();
    const large = 'x'.repeat(300_000);
    const jobs = Array.from({ length: 5 }, (_, position) => ({ vendor: 'hume', jobId: `job-${position}` }));
    for (const job of jobs) {
      const summary = makeFileSummary({ ...job, ref: 'popular' });
      await write(index, [{ ...summary, errors: [large] }], { job });
    }
    const popular = fileKeyOf(refIdentity('popular'));
    const pages = await readPages((page) => index.summariesOf(popular, page), 100);
    expect(pages.flat().map(({ jobId }) => jobId)).toEqual(jobs.map(({ jobId }) => jobId));
  });
});

/** The client of a worker that dies when it writes its next batch after so many. */
function dyingAfter(batches: number): DynamoDBDocumentClient {
  let left = batches;
  return new Proxy(aws.dynamodb, {
    get: (client, property) => {
      if (property !== 'send') return Reflect.get(client, property);
      return async (command: BatchWriteCommand) => {
        if (command instanceof BatchWriteCommand && left-- <= 0) throw new Error('died');
        return client.send(command);
      };
    },
  });
}

/** The client of a worker whose batches wait. */
function heldBatches() {
  const [held, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const send = async (command: { input: object }) => {
    if (command instanceof BatchWriteCommand) {
      reached.resolve();
      await held.promise;
    }
    return aws.dynamodb.send(command as never);
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, reached: reached.promise, letOn: held.resolve };
}

function recordedIn(asked: string[]): DynamoDBDocumentClient {
  const send = (command: { input: object }) => {
    asked.push(command.constructor.name);
    return aws.dynamodb.send(command as never);
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

function sorted(item: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A client to which the index `by-job` shows nothing yet. */
function blindToLists(): DynamoDBDocumentClient {
  const send: DynamoDBDocumentClient['send'] = async (command: { input: object }) =>
    'IndexName' in command.input ? { Items: [] } : aws.dynamodb.send(command as never);
  return { send } as DynamoDBDocumentClient;
}
