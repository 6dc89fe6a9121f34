/**
 * What a growing index does to each question of the API: the query API's own handler in this process, over the packaged
 * template's tables in dynalite on disk, and its bucket. DynamoDB's requests are counted, since they are what grows with the index on AWS;
 * how long they take here is dynalite's.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageService } from '../infra/package.ts';
import { makeS3RawBytes } from '../lib/raw/s3-raw-bytes.ts';
import { DEFAULT_POLICY } from '../lib/vendors/hive/default-policy.ts';
import { wireQueryApi } from '../lib/wire/query-api.ts';
import { type Clients, destroyClients, makeClients } from '../local/clients.ts';
import { type Endpoints, startEmulators } from '../local/emulators.ts';
import { region } from '../local/resolve.ts';
import { createResources } from '../local/resources.ts';
import { loadTemplate } from '../local/template.ts';
import { makeProgress } from '../local/terminal.ts';
import { askEverything, countDynamodbRequests, TOKEN } from './query/ask.ts';
import { hiveResult, humeResult } from './query/kept-results.ts';
import { type Loaded, loadRows } from './query/load.ts';
import type { QueryOptions } from './query/options.ts';
import { policiesOf } from './query/questions.ts';
import { type Measured, report } from './query/report.ts';

export async function benchQuery({ sizes }: QueryOptions): Promise<void> {
  await using started = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const template = await loadTemplate((await packageService()).templatePath);
  const countRequests = countDynamodbRequests();

  const measured: Measured[] = [];
  let loaded: Loaded = { rows: 0, files: 0 };
  for (const rows of sizes) {
    const loadSeconds = await load(rows, await withEmulators(async ({ names }) => names));
    const asked = await withEmulators(async ({ clients, endpoints, names }) => {
      await keepResults(clients.s3, names.rawBucket);
      pointEnvironmentAt(endpoints, names);
      return askEverything(await wireQueryApi(), loaded.files, countRequests);
    });
    measured.push({ loaded, loadSeconds, asked });
  }
  report(measured);

  async function load(rows: number, { filesTable, jobsTable }: Names): Promise<number> {
    const startedAt = performance.now();
    const progress = makeProgress();
    const path = join(dataDir, 'dynamodb');
    const onProgress = (now: Loaded) => progress.show(`${Math.floor((10 * now.rows) / rows)}0 % of ${rows} rows`);
    const tableNames = { files: filesTable, jobs: jobsTable };
    loaded = await loadRows({ path, tableNames, before: loaded, rows, onProgress });
    const seconds = (performance.now() - startedAt) / 1000;
    progress.done(`${loaded.rows} rows of ${loaded.files} files, loaded in ${seconds.toFixed(0)} s`);
    return seconds;
  }

  async function withEmulators<Answer>(work: (running: Running) => Promise<Answer>): Promise<Answer> {
    // Rows are loaded into dynalite's files: another database, named here or by the last round, would not have them.
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    delete process.env.AWS_ENDPOINT_URL_S3;
    const emulators = await startEmulators({ dataDir });
    const { endpoints } = emulators;
    const clients = makeClients(endpoints);
    try {
      const { physicalNames } = await createResources({ template, stackName: 'bench', clients });
      const { JobsTable: jobsTable = '', FilesTable: filesTable = '', RawBucket: rawBucket = '' } = physicalNames;
      return await work({ endpoints, clients, names: { jobsTable, filesTable, rawBucket } });
    } finally {
      destroyClients(clients);
      await emulators.stop();
    }
  }
}

type Names = Record<'jobsTable' | 'filesTable' | 'rawBucket', string>;
type Running = { endpoints: Endpoints; clients: Clients; names: Names };

/** The bytes that the rows point to, for evidence is read from them. */
async function keepResults(s3: Clients['s3'], bucket: string): Promise<void> {
  const rawBytes = makeS3RawBytes(s3, bucket);
  for (const { ref, bytes } of [humeResult(), hiveResult()]) await rawBytes.put(ref.key, bytes);
}

/** What `wireQueryApi` reads, as a deployment would have it. */
function pointEnvironmentAt({ dynamodb, s3 }: Endpoints, { jobsTable, filesTable, rawBucket }: Names): void {
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_S3: s3,
    RAW_BUCKET: rawBucket,
    JOBS_TABLE: jobsTable,
    FILES_TABLE: filesTable,
    LISTED_VENDORS: '',
    MODERATION_POLICIES: policiesOf(DEFAULT_POLICY),
    CALLBACK_BASE_URL: 'http://127.0.0.1',
    CALLBACK_SECRETS: TOKEN,
    API_TOKENS: TOKEN,
    LOG_LEVEL: 'ERROR',
  });
}
