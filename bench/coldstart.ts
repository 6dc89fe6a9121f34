/**
 * What a cold start costs: each built bundle in fresh processes of Node, beside an empty module. `import` is the module
 * with its start, secrets from SSM included; the first request goes through the handler to a server that answers at once.
 * Bundles take turns, so that whatever else the machine does falls on all of them.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { packageService } from '../infra/package.ts';
import { say, table } from '../local/terminal.ts';
import { startAnsweringServer } from './coldstart/answering-server.ts';
import { type FirstRequest, firstRequests, SECRET } from './coldstart/first-requests.ts';
import type { ColdstartOptions } from './coldstart/options.ts';
import { medianOf } from './median.ts';

const runFile = promisify(execFile);
const projectRoot = join(import.meta.dirname, '..');

const startSchema = z.object({ importMs: z.number(), requestMs: z.number(), answer: z.unknown() });
type Start = { importMs: number; requestMs: number };

/** A bundle in a folder, or the empty module. `label` tells today's from those it is held against. */
type Candidate = {
  functionName: string;
  label: string;
  file: string;
  bytes: number;
  request: FirstRequest;
  starts: Start[];
};

export async function benchColdstart({ rounds, against, only }: ColdstartOptions): Promise<void> {
  await packageService();
  await using started = new AsyncDisposableStack();
  const server = await startAnsweringServer(SECRET);
  started.defer(() => server.stop());
  const folder = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));

  // Of their own: whoever packages meanwhile removes what is in dist/.
  const today = join(folder, 'today');
  await cp(join(projectRoot, 'dist'), today, { recursive: true });
  const requests = Object.entries(firstRequests(server.url)).filter(([name]) => only === undefined || name === only);
  const candidates = [await emptyModule(folder)];
  for (const [functionName, request] of requests) {
    const folders = { today, ...(against !== undefined && { against: resolve(against) }) };
    for (const [label, dist] of Object.entries(folders)) {
      const file = join(dist, functionName, 'index.mjs');
      const bytes = await bytesOf(join(dist, functionName));
      candidates.push({ functionName, label, file, bytes, request, starts: [] });
    }
  }
  // One that is not counted: the files are in the page cache then, for all of them alike.
  for (let round = -1; round < rounds; round += 1) {
    for (const candidate of turnedBy(round + 1, candidates)) {
      const start = await startOnce(candidate);
      if (round >= 0) candidate.starts.push(start);
    }
  }
  report(candidates, rounds);
}

/** So that each begins a round now and then, and none comes twice in a row. */
function turnedBy<Member>(steps: number, members: readonly Member[]): Member[] {
  const first = steps % members.length;
  return [...members.slice(first), ...members.slice(0, first)];
}

async function emptyModule(folder: string): Promise<Candidate> {
  const file = join(folder, 'empty.mjs');
  const text = 'export const handler = async () => ({});\n';
  await writeFile(file, text);
  const request = { environment: {}, event: {}, isAnswer: () => true };
  return { functionName: 'empty module', label: 'today', file, bytes: text.length, request, starts: [] };
}

async function bytesOf(folder: string): Promise<number> {
  const files = await readdir(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Throws when the answer is not the one there should be: something else would be measured. */
async function startOnce({ functionName, file, request }: Candidate): Promise<Start> {
  const worker = join(import.meta.dirname, 'coldstart', 'one-start.mjs');
  const { stdout } = await runFile(process.execPath, [worker, file, JSON.stringify(request.event)], {
    env: request.environment,
  });
  const { answer, ...start } = startSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  if (!request.isAnswer(answer)) throw new Error(`${functionName} answered ${JSON.stringify(answer)}`);
  return start;
}

function report(candidates: readonly Candidate[], rounds: number): void {
  const measured = candidates.map(({ functionName, label, bytes, starts }) => ({
    function: functionName,
    bundles: label,
    bytes,
    importMs: medianOf(starts.map(({ importMs }) => importMs)),
    requestMs: medianOf(starts.map(({ requestMs }) => requestMs)),
    totalMs: medianOf(starts.map(({ importMs, requestMs }) => importMs + requestMs)),
  }));
  const results = measured.map((today) => {
    const other = measured.find((one) => one.function === today.function && one.bundles === 'against');
    const isCompared = other !== undefined && today.bundles === 'today';
    return { ...today, ...(isCompared && { ofAgainst: Number((today.totalMs / other.totalMs).toFixed(3)) }) };
  });
  say(`Cold starts in fresh processes, medians of ${rounds} interleaved rounds`);
  table([
    ['bundle', '', 'bytes', 'import', 'first request', 'together', ''],
    ...results.map((row) => [
      row.function,
      row.bundles === 'against' ? 'against' : '',
      `${(row.bytes / 1000).toFixed(1)} KB`,
      milliseconds(row.importMs),
      milliseconds(row.requestMs),
      milliseconds(row.totalMs),
      row.ofAgainst === undefined ? '' : `${(row.ofAgainst * 100).toFixed(0)} % of the other`,
    ]),
  ]);
  say(JSON.stringify({ bench: 'coldstart', node: process.version, rounds, results }));
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`.padStart(9);
}
