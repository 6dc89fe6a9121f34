/** `npm run demo -- --faults`: nothing is lost, though the vendors do their worst. */
import { makeFaultSubmissions } from './demo-fault-jobs.ts';
import { type FaultyJob, printFaults, printFaultyJobs, printTotals, readFaultyJobs } from './demo-fault-report.ts';
import { submitDemoJobs } from './demo-jobs.ts';
import { fetchJobs } from './demo-report.ts';
import { countsOf, waitUntilSettled } from './demo-wait.ts';
import type { LocalVerdex, LocalVerdexOptions } from './local-verdex.ts';
import { dealFaults } from './simulators/faults.ts';
import { heading, say, styled } from './terminal.ts';

/** Several tries with their pauses (at most 15 s after the first, 30 after the second …) fit in. */
const PATIENCE_MS = 180_000;
/** A minute's sweep each second: a demo cannot wait as long as a service can. */
const SWEEP_EVERY_MS = 1_000;
/** When a job that was announced is asked for, if its callback has not come. */
const EXPECT_WITHIN_MS = 5_000;

export function faultySimulators(seed: string): NonNullable<LocalVerdexOptions['simulators']> {
  return {
    hume: { faults: { faultsOf: dealFaults(`${seed} hume`) } },
    hive: { faults: { faultsOf: dealFaults(`${seed} hive`) } },
  };
}

/** Returns the exit code: 0 when every job is in the state it should be in, with the very bytes of its vendor. */
export async function demoFaults(verdex: LocalVerdex, seed: string): Promise<number> {
  heading(`Faults, by the seed ${seed}`);
  printFaults();
  say();

  const submissions = makeFaultSubmissions();
  const submitted = await submitDemoJobs(verdex, submissions, async ({ vendor, jobId }) => {
    const expectBy = new Date(Date.now() + EXPECT_WITHIN_MS).toISOString();
    const response = await verdex.announce({ vendor, jobId, expectBy });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`announcing ${vendor}#${jobId} was answered ${response.status}`);
  });
  say(`Submitted and announced ${submitted.length} jobs.`);
  const views = await waitUntilSettled({
    look: async () => {
      await verdex.stack.invokeSchedule('sweep-jobs');
      return fetchJobs(verdex, submitted);
    },
    isMoreToCome: () => verdex.hume.simulator?.isIdle() === false || verdex.hive.simulator?.isIdle() === false,
    patienceMs: PATIENCE_MS,
    intervalMs: SWEEP_EVERY_MS,
    progress: 'Waiting',
    noun: 'jobs',
  });

  const jobs = readFaultyJobs(verdex, submissions, views);
  heading('Jobs');
  printFaultyJobs(jobs);
  heading(`Callbacks of the ${jobs.length} jobs`);
  printTotals(jobs);
  const wrong = jobs.filter(({ problem }) => problem !== undefined);
  say();
  if (wrong.length === 0) say(styled('green', `Every job is where it should be: ${countsOf(views)}.`));
  else say(styled('red', `${wrong.length} of ${jobs.length} jobs are not where they should be: ${namesOf(wrong)}.`));
  say(`The same again: npm run demo -- --faults ${seed}`);
  return wrong.length === 0 ? 0 : 1;
}

function namesOf(jobs: readonly FaultyJob[]): string {
  return jobs.map(({ view: { vendor, jobId }, problem }) => `${vendor}#${jobId.slice(0, 8)} (${problem})`).join(', ');
}
