import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { jobsOf } from '../../../bench/query/jobs.ts';
import { hiveResult, humeResult, type KeptResult } from '../../../bench/query/kept-results.ts';
import { loadRows } from '../../../bench/query/load.ts';
import { readQueryOptions } from '../../../bench/query/options.ts';
import { policiesOf, QUESTIONS } from '../../../bench/query/questions.ts';
import { makeSeenFile } from '../../../bench/query/summaries.ts';
import { makeQueryApp } from '../../../lib/api/query-api.ts';
import { makeDynamodbFileIndex } from '../../../lib/index/dynamodb-file-index.ts';
import { makeDynamodbJobStore } from '../../../lib/jobs/dynamodb-job-store.ts';
import { makeDynamodbVendorStateStore } from '../../../lib/jobs/standing/dynamodb-vendor-state-store.ts';
import { newVendorState } from '../../../lib/jobs/standing/vendor-state.ts';
import { holdsScore } from '../../../lib/summaries/evidence.ts';
import { fileSummarySchema, type Place } from '../../../lib/summaries/file-summary.ts';
import { policyId } from '../../../lib/summaries/policy.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { readPolicies } from '../../../lib/wire/policies.ts';
import { destroyClients, makeClients } from '../../../local/clients.ts';
import { startEmulators } from '../../../local/emulators.ts';
import { createResources } from '../../../local/resources.ts';
import { makeRandom } from '../../../local/simulators/random.ts';
import { loadPackagedTemplate } from '../../support/packaged-template.ts';
import { makeQueryDeps } from '../../support/query-app.ts';

test('indexes of ten thousand, a hundred thousand and a million rows, unless told otherwise', () => {
  expect(readQueryOptions([])).toEqual({ sizes: [10_000, 100_000, 1_000_000] });
  expect(readQueryOptions(['--rows', '50000'])).toEqual({ sizes: [10_000, 50_000] });
  expect(readQueryOptions(['--rows', '10000'])).toEqual({ sizes: [10_000] });
});

test.each([
  ['--rows', '0'],
  ['--rows', '9999'],
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

test('every number of a file is in the kept result, where the file says', () => {
  const elementAt = ({ bytes }: KeptResult, place: Place | null) =>
    JSON.parse(Buffer.from(bytes.subarray(place?.bytes?.begin, place?.bytes?.end)).toString());
  const [hume, hive] = makeSeenFile(4).summaries;
  for (const model of Object.values(hume.emotions)) {
    for (const [name, { mean, max, peak }] of Object.entries(model.all)) {
      expect(holdsScore(elementAt(humeResult(), peak), name, max)).toBe(true);
      expect(max).toBeGreaterThanOrEqual(mean);
    }
  }
  for (const [name, { max, at }] of Object.entries(hive.moderation?.classes ?? {})) {
    expect(holdsScore(elementAt(hiveResult(), at), name, max ?? Number.NaN)).toBe(true);
  }
  for (const { bytes } of [humeResult(), hiveResult()])
    expect(() => JSON.parse(Buffer.from(bytes).toString())).not.toThrow();
});

test('every route is asked that reads the index or the ledger', async () => {
  const { deps } = makeQueryDeps();
  const description = await (await makeQueryApp(deps).request('/openapi.json')).json();
  const { paths } = z.object({ paths: z.record(z.string(), z.looseObject({})) }).parse(description);
  const random = makeRandom('routes');
  const asked = QUESTIONS.map(({ ask }) => ask(random, 1000).split('?')[0] ?? '');
  const isAsked = (path: string) => {
    const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    return asked.some((target) => pattern.test(target));
  };
  const routes = Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []));
  expect(routes.length).toBeGreaterThan(10);
  // Policies are of the configuration.
  expect(routes.filter((path) => !isAsked(path))).toEqual(['/moderation/policies']);
});

test('rows and jobs that are loaded are those that the index and the job store write', async () => {
  const template = await loadPackagedTemplate();
  const dataDir = await mkdtemp(join(tmpdir(), 'verdex-test-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  /** Dynalite's files are loaded while it does not run. */
  const withTables = async <Answer>(work: (client: DynamoDBDocumentClient, tables: Tables) => Promise<Answer>) => {
    const emulators = await startEmulators({ dataDir });
    const clients = makeClients(emulators.endpoints);
    const tablesOf = async (stackName: string) => {
      const { FilesTable: files = '', JobsTable: jobs = '' } = (await createResources({ template, stackName, clients }))
        .physicalNames;
      return { files, jobs };
    };
    try {
      const tables = { loaded: await tablesOf('loaded'), written: await tablesOf('written') };
      return await work(DynamoDBDocumentClient.from(clients.dynamodb), tables);
    } finally {
      destroyClients(clients);
      await emulators.stop();
    }
  };

  const tableNames = await withTables(async (client, { loaded, written }) => {
    const seen = makeSeenFile(0);
    for (const summary of seen.summaries) {
      const writing = makeDynamodbFileIndex(client, written.files).replaceJob(summary, seen.at);
      await writing.put(summary);
      await writing.finish();
      const states = makeDynamodbVendorStateStore(client, written.jobs);
      await states.write(newVendorState(summary.vendor, new Date(0)), null);
    }
    const jobs = makeDynamodbJobStore(client, written.jobs);
    for (const job of jobsOf(0, seen)) await jobs.write(job, null);
    return loaded;
  });
  const path = join(dataDir, 'dynamodb');
  const loaded = await loadRows({ path, tableNames, before: { rows: 0, files: 0 }, rows: 1, onProgress: () => {} });

  await withTables(async (client, tables) => {
    const itemsOf = async (TableName: string, IndexName?: string) => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName, ...(IndexName && { IndexName }) }));
      // Each write leaves an id of its own, which is no part of what is written.
      const items: Record<string, unknown>[] = Items.map(({ writeId: _, ...item }) => item);
      return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    };
    const indexes = { files: [undefined, 'by-emotion', 'by-severity', 'by-job'], jobs: [undefined, 'by-status'] };
    for (const table of ['files', 'jobs'] as const) {
      for (const index of indexes[table]) {
        const items = await itemsOf(tables.loaded[table], index);
        expect(items.length).toBeGreaterThan(0);
        expect(items).toEqual(await itemsOf(tables.written[table], index));
        if (table === 'files' && index === undefined) expect(loaded).toEqual({ rows: items.length, files: 1 });
      }
    }
  });
});

const keyOf = ({ item, job }: Record<string, unknown>) => `${item} ${job}`;

type TableNames = { files: string; jobs: string };
type Tables = { loaded: TableNames; written: TableNames };
