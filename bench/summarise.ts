/**
 * From the bytes of a result to what it says of its files: Verdex beside `JSON.parse` of the whole text and two streaming
 * parsers that do the same sums. Each reads in a fresh process, so that its peak memory is its own, and then the same again.
 */
import type { ForkOptions } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageService } from '../infra/package.ts';
import { makeProgress, say, table } from '../local/terminal.ts';
import { bundleWorker } from './bundle-worker.ts';
import { medianOf } from './median.ts';
import { nodeSettings } from './node-settings.ts';
import { runWorker } from './run-worker.ts';
import { type InputKind, writeInputs } from './summarise/inputs.ts';
import type { SummariseOptions } from './summarise/options.ts';
import { type Measurement, READER_NAMES, type ReaderName } from './summarise/reader.ts';
import { bytesOf, type Segmented } from './summarise/segments.ts';
import type { Task } from './summarise/worker.ts';

/** V8 holds no longer text: 2^29 - 24 characters. */
const MAX_TEXT_BYTES = 536_870_888;
/** They read 10 to 60 MB/s. */
const MAX_STREAMING_BYTES = 110_000_000;

type Row = { kind: InputKind; bytes: number } & Partial<Record<ReaderName, Omit<Measurement, 'digest' | 'bytes'>>>;

/** Throws an Error when two readers do not find the same. */
export async function benchSummarise(options: SummariseOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  try {
    const worker = await bundleWorker(join(import.meta.dirname, 'summarise/worker.ts'), folder);
    const { templatePath } = await packageService();
    const deployed = await nodeSettings(templatePath, 'process-job');
    const run: Run = (task) => runWorker<Measurement>(worker, task, optionsFor(task, deployed));
    const rows = await measureAll(options, folder, run);
    say(
      'From bytes to summaries: MB/s of the first reading of a fresh process and of the next ones, and peak resident ' +
        'memory; medians of interleaved runs',
    );
    table([HEADINGS, ...rows.flatMap(linesOf)]);
    say(JSON.stringify({ bench: 'summarise', node: process.version, rows }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Run = (task: Task) => Promise<Measurement>;

async function measureAll({ kinds, sizesBytes, rounds }: SummariseOptions, folder: string, run: Run): Promise<Row[]> {
  const progress = makeProgress();
  const rows: Row[] = [];
  for (const kind of kinds) {
    for (const input of await writeInputs(kind, sizesBytes, folder)) {
      const bytes = bytesOf(input);
      progress.show(`${kind}, ${megabytes(bytes)}`);
      rows.push({ kind, bytes, ...(await measure(kind, input, rounds ?? roundsFor(bytes), run)) });
    }
  }
  progress.done('');
  return rows;
}

function roundsFor(bytes: number): number {
  if (bytes <= 20_000_000) return 5;
  return bytes <= 600_000_000 ? 3 : 1;
}

async function measure(kind: InputKind, input: Segmented, rounds: number, run: Run): Promise<Partial<Row>> {
  const vendor = kind.startsWith('hume') ? 'hume' : 'hive';
  const readers = READER_NAMES.filter((reader) => bytesOf(input) <= limitOf(reader));
  const measured = new Map<ReaderName, Measurement[]>(readers.map((reader) => [reader, []]));
  const digests = new Map<string, ReaderName>();
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of readers) {
      const measurement = await run({ reader, vendor, input });
      measured.get(reader)?.push(measurement);
      if (reader !== 'drain') digests.set(measurement.digest, reader);
    }
  }
  if (digests.size > 1) throw new Error(`${kind}: not the same was found by ${[...digests.values()].join(', ')}`);
  return Object.fromEntries(
    [...measured].map(([reader, runs]) => [
      reader,
      {
        firstSeconds: medianOf(runs.map(({ firstSeconds }) => firstSeconds)),
        againSeconds: medianOf(runs.map(({ againSeconds }) => againSeconds)),
        peakBytes: medianOf(runs.map(({ peakBytes }) => peakBytes)),
      },
    ]),
  );
}

/** Verdex has its Node as it is deployed. JSON.parse of the largest text needs some 3 GB: more than a heap may have by default. */
function optionsFor({ reader }: Task, deployed: NodeJS.ProcessEnv): ForkOptions {
  if (reader.startsWith('verdex')) return { env: { ...process.env, ...deployed } };
  return { execArgv: reader === 'json-parse' ? ['--max-old-space-size=16000'] : [] };
}

function limitOf(reader: ReaderName): number {
  if (reader === 'json-parse') return MAX_TEXT_BYTES;
  return reader === 'stream-json' || reader === 'streamparser' ? MAX_STREAMING_BYTES : Number.POSITIVE_INFINITY;
}

const HEADINGS = ['result', '', 'reader', 'first', 'again', 'peak', '× JSON.parse', '× the best streaming'];

/** One for each reader. */
function linesOf(row: Row): string[][] {
  const speeds = (reader: ReaderName): Speeds => ({
    first: row.bytes / 1e6 / (row[reader]?.firstSeconds ?? Number.NaN),
    again: row.bytes / 1e6 / (row[reader]?.againSeconds ?? Number.NaN),
  });
  const streaming = fastestOf(speeds('stream-json'), speeds('streamparser'));
  const result = [row.kind, megabytes(row.bytes)];
  return READER_NAMES.flatMap((reader) => {
    const run = row[reader];
    if (run === undefined) return reader === 'json-parse' ? [[...result, reader, 'cannot']] : [];
    const { first, again } = speeds(reader);
    const cells = [...result, reader, first.toFixed(0), again.toFixed(0), megabytes(run.peakBytes)];
    if (!reader.startsWith('verdex')) return [cells];
    return [[...cells, ratios(speeds(reader), speeds('json-parse')), ratios(speeds(reader), streaming)]];
  });
}

/** MB/s; NaN where it was not measured. */
type Speeds = { first: number; again: number };

function fastestOf(one: Speeds, other: Speeds): Speeds {
  return { first: Math.max(one.first, other.first), again: Math.max(one.again, other.again) };
}

function ratios(speeds: Speeds, others: Speeds): string {
  return `${ratio(speeds.first / others.first)} / ${ratio(speeds.again / others.again)}`;
}

function ratio(value: number): string {
  return value > 0 ? value.toFixed(1) : '–';
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 9_500_000 ? 1 : 0)} MB`;
}
