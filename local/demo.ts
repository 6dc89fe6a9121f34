/** `npm run demo`: packages the service, runs it, submits jobs to both vendors, and shows what became of them. */
import { join } from 'node:path';
import { packageService } from '../infra/package.ts';
import { emptyFolder } from './data-folder.ts';
import { demoFaults, faultySimulators } from './demo-faults.ts';
import { SUBMISSIONS, submitDemoJobs } from './demo-jobs.ts';
import { DEMO_USAGE, type DemoOptions, readDemoOptions } from './demo-options.ts';
import { fetchJobs, fetchSummaries, printCurlLines, printFiles, printJobs } from './demo-report.ts';
import { waitUntilSettled } from './demo-wait.ts';
import { endWithParent } from './end-with-parent.ts';
import { explain } from './explain.ts';
import { type LocalVerdex, startLocalVerdex } from './local-verdex.ts';
import { heading, leaveQuietlyWithoutReader, say, styled } from './terminal.ts';

/** Kept after the demo, so that `npm start` can serve it. */
const DATA_DIR = join('.verdex', 'demo');
const PATIENCE_MS = 60_000;

async function demo(): Promise<number> {
  const options = parse();
  if (options === undefined) return 2;
  if (options === 'help') {
    say(DEMO_USAGE);
    return 0;
  }
  const { functions, isNew } = await packageService();
  say(`Packaged ${functions.length} functions with osls${isNew ? '' : ' (nothing had changed)'}.`);

  emptyFolder(DATA_DIR);
  const errorLines: string[] = [];
  const onLog = (line: string) => {
    if (line.includes('"level":"ERROR"')) errorLines.push(line);
  };
  await using started = new AsyncDisposableStack();
  const { faultSeed } = options;
  const simulators = faultSeed === undefined ? undefined : faultySimulators(faultSeed);
  const verdex = await startLocalVerdex({ dataDir: DATA_DIR, onLog, simulators });
  started.defer(() => verdex.stop());
  endWithParent(() => verdex.stop());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say();
      void verdex.stop().finally(() => process.exit(130));
    });
  }
  say(`Started them from the CloudFormation template, at ${verdex.stack.url}.`);
  say(`Hume and Hive are simulated, at ${verdex.hume.baseUrl} and ${verdex.hive.baseUrl}.`);

  return faultSeed === undefined ? await demoResults(verdex, errorLines) : await demoFaults(verdex, faultSeed);
}

/** Returns the exit code: 0 when every job was indexed. */
async function demoResults(verdex: LocalVerdex, errorLines: readonly string[]): Promise<number> {
  const submitted = await submitDemoJobs(verdex, SUBMISSIONS);
  say(`Submitted ${submitted.length} jobs, each with a callback URL.`);
  const jobs = await waitUntilSettled({
    look: () => fetchJobs(verdex, submitted),
    patienceMs: PATIENCE_MS,
    intervalMs: 150,
    progress: 'Waiting for the callbacks',
    noun: 'callbacks',
  });

  heading('Jobs');
  printJobs(submitted, jobs);
  heading('Files');
  const files = await fetchSummaries(verdex, jobs);
  printFiles(files);
  const missing = jobs.filter(({ status }) => status !== 'indexed');
  if (missing.length > 0) {
    say();
    say(styled('red', `${missing.length} of ${jobs.length} jobs were not indexed.`));
    for (const line of errorLines.slice(0, 10)) say(line);
    return 1;
  }
  await printCurlLines(verdex, DATA_DIR, files);
  return 0;
}

function parse(): DemoOptions | 'help' | undefined {
  try {
    return readDemoOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${DEMO_USAGE}`);
    return undefined;
  }
}

leaveQuietlyWithoutReader();
try {
  process.exitCode = await demo();
} catch (error) {
  process.exitCode = 1;
  console.error(explain(error));
}
