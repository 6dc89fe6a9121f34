/** `npm run demo`: packages the service, runs it, submits jobs to both vendors, and shows what became of them. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageService } from '../infra/package.ts';
import { isSettled, JOB_STATUSES, type JobStatus } from '../lib/jobs/statuses.ts';
import { emptyFolder } from './data-folder.ts';
import { type DemoJob, submitDemoJobs } from './demo-jobs.ts';
import { fetchJobs, fetchSummaries, type JobView, printCurlLines, printFiles, printJobs } from './demo-report.ts';
import { endWithParent } from './end-with-parent.ts';
import { explain } from './explain.ts';
import { startLocalVerdex } from './local-verdex.ts';
import { heading, leaveQuietlyWithoutReader, makeProgress, say, styled } from './terminal.ts';

/** Kept after the demo, so that `npm start` can serve it. */
const DATA_DIR = join('.verdex', 'demo');
const PATIENCE_MS = 60_000;

async function demo(): Promise<number> {
  if (process.argv.length > 2) return refuse('npm run demo takes no arguments');
  const { functions, isNew } = await packageService();
  say(`Packaged ${functions.length} functions with osls${isNew ? '' : ' (nothing had changed)'}.`);

  emptyFolder(DATA_DIR);
  const errorLines: string[] = [];
  const onLog = (line: string) => {
    if (line.includes('"level":"ERROR"')) errorLines.push(line);
  };
  await using started = new AsyncDisposableStack();
  const verdex = await startLocalVerdex({ dataDir: DATA_DIR, onLog });
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

  const submitted = await submitDemoJobs(verdex);
  say(`Submitted ${submitted.length} jobs, each with a callback URL.`);
  const jobs = await waitUntilSettled(submitted, () => fetchJobs(verdex, submitted));

  heading('Jobs');
  printJobs(submitted, jobs);
  heading('Files');
  printFiles(await fetchSummaries(verdex, jobs));
  const missing = jobs.filter(({ status }) => status !== 'indexed');
  if (missing.length > 0) {
    say();
    say(styled('red', `${missing.length} of ${jobs.length} jobs were not indexed.`));
    for (const line of errorLines.slice(0, 10)) say(line);
    return 1;
  }
  await printCurlLines(verdex, DATA_DIR);
  return 0;
}

async function waitUntilSettled(submitted: readonly DemoJob[], look: () => Promise<JobView[]>): Promise<JobView[]> {
  const progress = makeProgress();
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const jobs = await look();
    const isOver = jobs.every(({ status }) => status !== 'unheard' && isSettled(status)) || Date.now() > deadline;
    const line = `Waiting for the callbacks: ${countsOf(jobs)}`;
    if (isOver) {
      progress.done(`${submitted.length} callbacks: ${countsOf(jobs)}.`);
      return jobs;
    }
    progress.show(line);
    await sleep(150);
  }
}

function countsOf(jobs: readonly JobView[]): string {
  const counts = (['unheard', ...JOB_STATUSES] satisfies (JobStatus | 'unheard')[]).map(
    (status) => [jobs.filter((job) => job.status === status).length, status] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${count} ${status}`)
    .join(', ');
}

function refuse(problem: string): number {
  console.error(problem);
  return 2;
}

leaveQuietlyWithoutReader();
try {
  process.exitCode = await demo();
} catch (error) {
  process.exitCode = 1;
  console.error(explain(error));
}
