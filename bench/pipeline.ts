/**
 * A result's whole way, from the vendor's HTTP to the rows of the index: Verdex beside a plain copy to S3, which is the
 * limit, and beside what one writes first. The vendor, the stores and each worker are processes of their own.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { packageService } from '../infra/package.ts';
import { makeDynamodbJobStore } from '../lib/jobs/dynamodb-job-store.ts';
import { makeLedger } from '../lib/jobs/ledger.ts';
import { makeClients } from '../local/clients.ts';
import { makeProgress, say, table } from '../local/terminal.ts';
import { bundleWorker } from './bundle-worker.ts';
import { medianOf } from './median.ts';
import { nodeSettings } from './node-settings.ts';
import {
  type Measurement,
  MODES,
  type Mode,
  type StoresReady,
  type VendorReady,
  type WorkerTask,
} from './pipeline/messages.ts';
import type { PipelineOptions } from './pipeline/options.ts';
import { runWorker } from './run-worker.ts';
import { writeInputs } from './summarise/inputs.ts';
import { bytesOf, type Segmented } from './summarise/segments.ts';

/** V8 holds no longer text: 2^29 - 24 characters. */
const MAX_TEXT_BYTES = 536_870_888;
const FILES_OF = import.meta.dirname;

type Row = { bytes: number } & Partial<Record<Mode, Measurement>>;
type Run = (task: Omit<WorkerTask, 'baseUrl'>, input: Segmented) => Promise<Measurement>;

/** Throws an Error when Verdex did not index the result, or kept other bytes than the vendor sent. */
export async function benchPipeline(options: PipelineOptions): Promise<void> {
  const { templatePath } = await packageService();
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const worker = await bundleWorker(join(FILES_OF, 'pipeline/worker.ts'), folder);
  const stores = await startProcess<StoresReady>('pipeline/stores-process.ts', [templatePath]);
  started.defer(() => end(stores.child));
  const vendor = await startProcess<VendorReady>('pipeline/vendor-process.ts', []);
  started.defer(() => end(vendor.child));

  const prepare = makePreparation(stores.ready);
  const settingsOf: Partial<Record<Mode, NodeJS.ProcessEnv>> = {
    verdex: await nodeSettings(templatePath, 'process-job'),
  };
  const rows: Row[] = [];
  const progress = makeProgress();
  for (const input of await writeInputs('hume-face', options.sizesBytes, folder)) {
    vendor.child.send(input);
    await once(vendor.child, 'message');
    progress.show(sizeOf(bytesOf(input)));
    const run: Run = async (task) => {
      await prepare.before(task.mode, task.jobId);
      const measurement = await runWorker<Measurement>(
        worker,
        { ...task, baseUrl: vendor.ready.url },
        {
          env: { ...environmentOf(stores.ready, vendor.ready.url), ...settingsOf[task.mode] },
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        },
      );
      await prepare.after(task.mode, task.jobId, bytesOf(input));
      return measurement;
    };
    rows.push(await measure(input, options.rounds ?? (bytesOf(input) <= 20_000_000 ? 5 : 3), run));
  }
  progress.done('');
  say('HTTP → raw → index, medians of interleaved runs, each in a fresh process; peak is resident memory');
  table([['result', ...MODES, 'of the copy', 'of the naive way'], ...rows.map(cellsOf)]);
  say(JSON.stringify({ bench: 'pipeline', node: process.version, rows }));
}

/** The job is known and due before; after, it is indexed, and the bucket is as empty as it was. */
function makePreparation({ endpoints, physicalNames }: StoresReady) {
  const { dynamodb, s3 } = makeClients(endpoints);
  const { JobsTable = '', RawBucket } = physicalNames;
  const client = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  const store = makeDynamodbJobStore(client, JobsTable);
  const ledger = makeLedger({ store, now: () => new Date(), newLeaseId: randomUUID });
  return {
    before: async (mode: Mode, jobId: string) => {
      if (mode === 'verdex') await ledger.adopt({ vendor: 'hume', jobId });
    },
    after: async (mode: Mode, jobId: string, bytes: number) => {
      if (mode === 'verdex') {
        const job = await store.read({ vendor: 'hume', jobId });
        if (job?.status !== 'indexed' || job.indexed?.raw.bytes !== bytes || job.indexed.coverage.files !== 1)
          throw new Error(`the job is ${job?.status}: ${job?.reason}`);
      }
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: RawBucket }));
      for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: RawBucket, Key }));
    },
  };
}

/** What process-job is given on AWS, and where the emulators are. */
function environmentOf({ endpoints, physicalNames, queueUrls }: StoresReady, baseUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    POWERTOOLS_SERVICE_NAME: 'verdex',
    POWERTOOLS_METRICS_NAMESPACE: 'verdex',
    RAW_BUCKET: physicalNames.RawBucket,
    JOBS_TABLE: physicalNames.JobsTable,
    FILES_TABLE: physicalNames.FilesTable,
    NUDGES_QUEUE_URL: queueUrls.NudgesQueue,
    HUME_BASE_URL: baseUrl,
    HUME_API_KEY: 'bench',
    MAX_RESULT_BYTES: '5368709120',
  };
}

async function measure(input: Segmented, rounds: number, run: Run): Promise<Row> {
  const modes = MODES.filter((mode) => mode !== 'naive' || bytesOf(input) <= MAX_TEXT_BYTES);
  const measured = new Map<Mode, Measurement[]>(modes.map((mode) => [mode, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of modes) measured.get(mode)?.push(await run({ mode, jobId: randomUUID() }, input));
  }
  const medians = [...measured].map(([mode, runs]): [Mode, Measurement] => [
    mode,
    {
      seconds: medianOf(runs.map(({ seconds }) => seconds)),
      peakBytes: medianOf(runs.map(({ peakBytes }) => peakBytes)),
    },
  ]);
  return { bytes: bytesOf(input), ...Object.fromEntries(medians) };
}

async function startProcess<Ready>(path: string, args: string[]): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = fork(join(FILES_OF, path), args);
  const [ready] = await once(child, 'message');
  return { child, ready };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}

function cellsOf(row: Row): string[] {
  const { bytes, copy, verdex, naive } = row;
  const cell = (run: Measurement | undefined) =>
    run === undefined
      ? 'cannot'
      : `${run.seconds.toFixed(run.seconds < 1 ? 3 : 2)} s ${(bytes / 1e6 / run.seconds).toFixed(0)} MB/s ${(run.peakBytes / 1e6).toFixed(0)} MB`;
  const ratio = (of: Measurement | undefined) =>
    of === undefined || verdex === undefined ? '–' : `${(of.seconds / verdex.seconds).toFixed(2)} ×`;
  return [sizeOf(bytes), cell(copy), cell(verdex), cell(naive), ratio(copy), ratio(naive)];
}

function sizeOf(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} KB`;
  return bytes < 999e6 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(0)} GB`;
}
