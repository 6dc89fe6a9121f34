/**
 * What a growing index does to each question of the API: the query API's own handler in this process, over the packaged
 * template's table in dynalite on disk. DynamoDB's requests are counted, since they are what grows with the index on AWS;
 * how long they take here is dynalite's.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageService } from '../infra/package.ts';
import { makeDynamodbJobStore } from '../lib/jobs/dynamodb-job-store.ts';
import { makeLedger } from '../lib/jobs/ledger.ts';
import { makeDynamodbClient } from '../lib/platform/aws-clients.ts';
import { DEFAULT_POLICY } from '../lib/vendors/hive/default-policy.ts';
import { wireQueryApi } from '../lib/wire/query-api.ts';
import { destroyClients, makeClients } from '../local/clients.ts';
import { startEmulators } from '../local/emulators.ts';
import { region } from '../local/resolve.ts';
import { createResources } from '../local/resources.ts';
import { loadTemplate } from '../local/template.ts';
import { makeProgress } from '../local/terminal.ts';
import { askEverything, countDynamodbRequests, TOKEN } from './query/ask.ts';
import { type Loaded, loadRows } from './query/load.ts';
import type { QueryOptions } from './query/options.ts';
import { policiesOf } from './query/questions.ts';
import { type Measured, report } from './query/report.ts';
import { makeSeenFile } from './query/summaries.ts';

export async function benchQuery({ sizes }: QueryOptions): Promise<void> {
  await using started = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const template = await loadTemplate((await packageService()).templatePath);
  const countRequests = countDynamodbRequests();

  const measured: Measured[] = [];
  let loaded: Loaded = { rows: 0, files: 0 };
  for (const rows of sizes) {
    const { filesTable } = await withDynalite(async (tables) => tables);
    const loadSeconds = await load(rows, filesTable);
    const asked = await withDynalite(async ({ endpoint, jobsTable }) => {
      pointEnvironmentAt({ endpoint, jobsTable, filesTable });
      await keepJob(jobsTable);
      return askEverything(await wireQueryApi(), loaded.files, countRequests);
    });
    measured.push({ loaded, loadSeconds, asked });
  }
  report(measured);

  async function load(rows: number, tableName: string): Promise<number> {
    const startedAt = performance.now();
    const progress = makeProgress();
    const path = join(dataDir, 'dynamodb');
    const onProgress = (now: Loaded) => progress.show(`${Math.floor((10 * now.rows) / rows)}0 % of ${rows} rows`);
    loaded = await loadRows({ path, tableName, before: loaded, rows, onProgress });
    const seconds = (performance.now() - startedAt) / 1000;
    progress.done(`${loaded.rows} rows of ${loaded.files} files, loaded in ${seconds.toFixed(0)} s`);
    return seconds;
  }

  async function withDynalite<Answer>(
    work: (running: { endpoint: string; jobsTable: string; filesTable: string }) => Promise<Answer>,
  ): Promise<Answer> {
    // Rows are loaded into dynalite's files: another database, named here or by the last round, would not have them.
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    const emulators = await startEmulators({ dataDir });
    const clients = makeClients(emulators.endpoints);
    try {
      const { physicalNames } = await createResources({ template, stackName: 'bench', clients });
      const { JobsTable: jobsTable = '', FilesTable: filesTable = '' } = physicalNames;
      return await work({ endpoint: emulators.endpoints.dynamodb, jobsTable, filesTable });
    } finally {
      destroyClients(clients);
      await emulators.stop();
    }
  }
}

/** What `wireQueryApi` reads, as a deployment would have it. */
function pointEnvironmentAt({
  endpoint,
  jobsTable,
  filesTable,
}: Record<'endpoint' | 'jobsTable' | 'filesTable', string>) {
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    RAW_BUCKET: 'raw',
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

/** The files of a job are asked for through the job. */
async function keepJob(jobsTable: string): Promise<void> {
  const [{ vendor, jobId, raw }] = makeSeenFile(0).summaries;
  if (raw === null) throw new Error('the summary has no raw');
  const dynamodb = makeDynamodbClient();
  const store = makeDynamodbJobStore(dynamodb, jobsTable);
  await makeLedger({ store, now: () => new Date(), newLeaseId: randomUUID }).recordCallback(
    { vendor, jobId },
    { ...raw, ref: undefined },
  );
  dynamodb.destroy();
}
