import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { loadRows } from '../../../bench/query/load.ts';
import { readQueryOptions } from '../../../bench/query/options.ts';
import { policiesOf } from '../../../bench/query/questions.ts';
import { makeSeenFile } from '../../../bench/query/summaries.ts';
import { makeDynamodbFileIndex } from '../../../lib/index/dynamodb-file-index.ts';
import { fileSummarySchema } from '../../../lib/summaries/file-summary.ts';
import { policyId } from '../../../lib/summaries/policy.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { readPolicies } from '../../../lib/wire/policies.ts';
import { destroyClients, makeClients } from '../../../local/clients.ts';
import { startEmulators } from '../../../local/emulators.ts';
import { createResources } from '../../../local/resources.ts';
import { loadPackagedTemplate } from '../../support/packaged-template.ts';

test('indexes of ten thousand, a hundred thousand and a million rows, unless told otherwise', () => {
  expect(readQueryOptions([])).toEqual({ sizes: [10_000, 100_000, 1_000_000] });
  expect(readQueryOptions(['--rows', '50000'])).toEqual({ sizes: [10_000, 50_000] });
  expect(readQueryOptions(['--rows', '500'])).toEqual({ sizes: [500] });
});

test.each([
  ['--rows', '0'],
  ['--rows', 'all'],
  ['--row', '1000'],
])('%s %s is refused', (...argv) => {
  expect(() => readQueryOptions(argv)).toThrow(/^.+$/m);
});

test('a file is seen by both vendors, the same every time', () => {
  const { at, summaries } = makeSeenFile(7);
  expect(makeSeenFile(7)).toEqual({ at, summaries });
  expect(makeSeenFile(8).summaries[0].fileKey).not.toBe(summaries[0].fileKey);
  for (const summary of summaries) expect(fileSummarySchema.parse(summary)).toEqual(summary);
  expect(new Set(summaries.map(({ fileKey }) => fileKey)).size).toBe(1);
});

test('the policies that are asked by are two, Verdex’s own the first', () => {
  expect(readPolicies(policiesOf(DEFAULT_POLICY)).map(policyId)).toEqual(['standard@1', 'strict@1']);
});

test('rows that are loaded are those that writing the index leaves', async () => {
  const template = await loadPackagedTemplate();
  const dataDir = await mkdtemp(join(tmpdir(), 'verdex-test-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  /** Dynalite's files are loaded while it does not run. */
  const withTables = async <Answer>(work: (client: DynamoDBDocumentClient, tables: Tables) => Promise<Answer>) => {
    const emulators = await startEmulators({ dataDir });
    const clients = makeClients(emulators.endpoints);
    const tableOf = async (stackName: string) =>
      (await createResources({ template, stackName, clients })).physicalNames.FilesTable ?? '';
    try {
      const tables = { loaded: await tableOf('loaded'), written: await tableOf('written') };
      return await work(DynamoDBDocumentClient.from(clients.dynamodb), tables);
    } finally {
      destroyClients(clients);
      await emulators.stop();
    }
  };

  const tableName = await withTables(async (client, { loaded, written }) => {
    const { at, summaries } = makeSeenFile(0);
    for (const summary of summaries) {
      const writing = makeDynamodbFileIndex(client, written).replaceJob(summary, at);
      await writing.put(summary);
      await writing.finish();
    }
    return loaded;
  });
  const path = join(dataDir, 'dynamodb');
  const loaded = await loadRows({ path, tableName, before: { rows: 0, files: 0 }, rows: 1, onProgress: () => {} });

  await withTables(async (client, tables) => {
    const itemsOf = async (TableName: string, IndexName?: string) => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName, ...(IndexName && { IndexName }) }));
      return Items.toSorted((a, b) => (String(a.item) < String(b.item) ? -1 : 1));
    };
    for (const index of [undefined, 'by-emotion', 'by-severity', 'by-job']) {
      const items = await itemsOf(tables.loaded, index);
      expect(items.length).toBeGreaterThan(0);
      expect(items).toEqual(await itemsOf(tables.written, index));
      if (index === undefined) expect(loaded).toEqual({ rows: items.length, files: 1 });
    }
  });
});

type Tables = { loaded: string; written: string };
