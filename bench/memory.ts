/**
 * What a worker needs for a result of a given size: Verdex beside the plain way (`JSON.parse` of the whole body). Each
 * run is a fresh process, so that its peak is its own; the vendor and S3 are in this one.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { makeClients } from '../local/clients.ts';
import { startEmulators } from '../local/emulators.ts';
import { type HumeSimulator, startHumeSimulator } from '../local/simulators/hume.ts';
import { say, table } from '../local/terminal.ts';

const BUCKET = 'bench';
/** A generated face prediction takes about 2.6 KB. The largest result takes half a minute, and is measured once. */
const SIZES = [
  { predictionsPerFile: 400, rounds: 3 },
  { predictionsPerFile: 4_000, rounds: 3 },
  { predictionsPerFile: 20_000, rounds: 3 },
  { predictionsPerFile: 80_000, rounds: 3 },
  { predictionsPerFile: 400_000, rounds: 1 },
];
const MODES = ['verdex', 'plain'] as const;
type Mode = (typeof MODES)[number];

export type Measurement = { bytes: number; seconds: number; peakBytes: number };

export async function benchMemory(): Promise<void> {
  await using started = new AsyncDisposableStack();
  const emulators = await startEmulators();
  started.defer(() => emulators.stop());
  const { s3 } = makeClients(emulators.endpoints);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));

  const rows: string[][] = [['result', 'verdex', '', 'plain', '', 'memory', 'time']];
  const results: Record<string, unknown>[] = [];
  for (const { predictionsPerFile, rounds } of SIZES) {
    const simulator = await startHumeSimulator({ predictionsPerFile, queuedMs: 0, processingMs: 0 });
    const measured = await measureRounds(simulator, rounds, emulators.endpoints.s3, s3);
    await simulator.stop();
    const [verdex, plain] = [medians(measured.verdex), medians(measured.plain)];
    if (verdex === undefined) throw new Error('Verdex could not take the result');
    rows.push([
      megabytes(verdex.bytes),
      megabytes(verdex.peakBytes),
      `${verdex.seconds.toFixed(2)} s`,
      ...(plain === undefined
        ? ['cannot']
        : [
            megabytes(plain.peakBytes),
            `${plain.seconds.toFixed(2)} s`,
            `${(plain.peakBytes / verdex.peakBytes).toFixed(1)} × less`,
            `${(plain.seconds / verdex.seconds).toFixed(2)} × as fast`,
          ]),
    ]);
    results.push({ verdex, plain });
  }
  say('Peak resident memory and time of a worker, medians of interleaved runs');
  table(rows);
  say(JSON.stringify({ bench: 'memory', node: process.version, results }));
}

async function measureRounds(simulator: HumeSimulator, rounds: number, s3Url: string, s3: S3Client) {
  const jobId = await submitAndWait(simulator);
  const measured: Record<Mode, (Measurement | undefined)[]> = { verdex: [], plain: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of MODES) {
      measured[mode].push(await runWorker(mode, jobId, simulator, s3Url));
      await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: `results/hume/${jobId}` }));
    }
  }
  return measured;
}

async function submitAndWait({ url, apiKey, jobs }: HumeSimulator): Promise<string> {
  await fetch(`${url}/v0/batch/jobs`, {
    method: 'POST',
    headers: { 'X-Hume-Api-Key': apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ urls: ['https://media.example.com/film.mp4'], models: { face: {} } }),
  });
  for (;;) {
    const [job] = jobs();
    if (job?.state.status === 'COMPLETED') return job.jobId;
    await sleep(20);
  }
}

/** Undefined when the worker did not survive. */
async function runWorker(
  mode: Mode,
  jobId: string,
  hume: HumeSimulator,
  s3Url: string,
): Promise<Measurement | undefined> {
  const worker = fork(join(import.meta.dirname, 'memory-worker.ts'), [mode, jobId, hume.url, hume.apiKey, BUCKET], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_S3: s3Url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stdio: ['ignore', 'ignore', mode === 'verdex' ? 'inherit' : 'ignore', 'ipc'],
  });
  let measurement: Measurement | undefined;
  worker.on('message', (message: Measurement) => {
    measurement = message;
    worker.kill();
  });
  await once(worker, 'exit');
  return measurement;
}

function medians(runs: readonly (Measurement | undefined)[]): Measurement | undefined {
  const survived = runs.filter((run) => run !== undefined);
  if (survived.length < runs.length) return undefined;
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    bytes: median(survived.map(({ bytes }) => bytes)),
    seconds: median(survived.map(({ seconds }) => seconds)),
    peakBytes: median(survived.map(({ peakBytes }) => peakBytes)),
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
