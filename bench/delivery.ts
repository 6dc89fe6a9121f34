/**
 * `npm run bench -- delivery`: nothing is lost. Jobs of both vendors go through the embedded stack while the vendors do
 * their worst and workers are killed; then everything is looked at from outside, and counted.
 */

import { problemOfArguments } from '../cli/problem-of-arguments.ts';
import { packageService } from '../infra/package.ts';
import { type LocalVerdexOptions, startLocalVerdex } from '../local/local-verdex.ts';
import { type Fault, type FaultsOf, makeFaultPlan } from '../local/simulators/faults.ts';
import { heading, say, table } from '../local/terminal.ts';
import { driveDelivery } from './delivery/drive.ts';
import { benchFrontDoor, type FrontDoorFigures, makeFrontDoorTemplate } from './delivery/front-door.ts';
import { inspectDelivery } from './delivery/inspect.ts';
import { makeDeliveryJobs } from './delivery/jobs.ts';
import { makeNudgeCounter } from './delivery/nudges.ts';
import { DELIVERY_USAGE, type DeliveryOptions, readDeliveryOptions } from './delivery/options.ts';
import { figuresOf, machine, printDelivery } from './delivery/report.ts';
import { changedTemplate, type TemplateResources, withProperties } from './template.ts';

/** About half of all jobs have none; of 2,000 each strikes 50 at least. */
const FAULT_RATES: Record<Fault, number> = {
  late: 0.04,
  early: 0.04,
  never: 0.05,
  reordered: 0.04,
  'before-answer': 0.04,
  twice: 0.05,
  revised: 0.05,
  'huge-body': 0.03,
  'cut-body': 0.05,
  'slow-body': 0.04,
  throttled: 0.05,
  'server-error': 0.05,
};

/** A killed worker's job is free half a minute after the worker's time limit: of the service's 300 s, 330 s. */
const WORKER_LIMIT_SECONDS = 30;
/** Callbacks to the front door alone. */
const FRONT_DOOR_REQUESTS = 2_000;

/** Returns the exit code: 0 when nothing was lost, duplicated or wrong. */
export async function benchDelivery(argv: readonly string[]): Promise<number> {
  const options = parse(argv);
  if (options === undefined) return 2;
  const { templatePath: packaged } = await packageService();
  await using templates = new AsyncDisposableStack();
  // Both at once: the package may be another by the time of the second.
  const forJobs = templates.adopt(await changedTemplate(packaged, withShorterLimit), ({ remove }) => remove());
  const forFrontDoor = templates.adopt(await makeFrontDoorTemplate(packaged), ({ remove }) => remove());

  const delivery = await runDelivery(forJobs.templatePath, options);
  const frontDoor = await benchFrontDoor(
    forFrontDoor.templatePath,
    Math.min(FRONT_DOOR_REQUESTS, options.jobs),
    options.seed,
  );
  printFrontDoor(frontDoor);
  say(JSON.stringify({ bench: 'delivery', ...options, machine: machine(), ...delivery, frontDoor }));
  const { lost, duplicated, wrong } = delivery.counts;
  return lost + duplicated + wrong === 0 ? 0 : 1;
}

function withShorterLimit(resources: TemplateResources): TemplateResources {
  return withProperties(resources, 'ProcessDashjobLambdaFunction', { Timeout: WORKER_LIMIT_SECONDS });
}

async function runDelivery(templatePath: string, { jobs, seed, ratePerSecond }: DeliveryOptions) {
  await using started = new AsyncDisposableStack();
  const nudges = makeNudgeCounter();
  const verdex = await startLocalVerdex({
    templatePath,
    simulators: faultySimulators(seed),
    onLog: nudges.onLog,
  });
  started.defer(() => verdex.stop());

  say(
    `${jobs} jobs, ${ratePerSecond} a second, faults by the seed ${seed}; a worker’s limit is ${WORKER_LIMIT_SECONDS} s instead of 300 s.`,
  );
  const lanes = [
    makeDeliveryJobs('hume', Math.ceil(jobs / 2), seed),
    makeDeliveryJobs('hive', Math.floor(jobs / 2), seed),
  ];
  const drive = await driveDelivery(verdex, lanes, ratePerSecond);
  const counted = { ...nudges.counts };
  const inspection = await inspectDelivery(verdex, drive);
  const figures = figuresOf(inspection, drive);
  printDelivery(inspection, drive, figures, counted);
  const { submittingMs, settlingMs, killed } = drive;
  return { ...figures, submittingMs, settlingMs, killed, nudges: counted };
}

function faultySimulators(seed: string): LocalVerdexOptions['simulators'] {
  const faultsOf = (vendor: string): FaultsOf => makeFaultPlan({ seed: `${seed} ${vendor}`, rates: FAULT_RATES });
  return {
    hume: { seed, faults: { faultsOf: faultsOf('hume') } },
    hive: { seed, faults: { faultsOf: faultsOf('hive') } },
  };
}

function printFrontDoor({ callbacks, empty }: FrontDoorFigures): void {
  heading('The front door alone: 16 callbacks of 1 to 10 KB at once, connections kept');
  const row = (name: string, { perSecond, p50, p99 }: FrontDoorFigures['empty']) => [
    name,
    `${perSecond.toFixed(0)} a second`,
    `p50 ${p50.toFixed(1)} ms`,
    `p99 ${p99.toFixed(1)} ms`,
  ];
  table([row('receive-callback', callbacks), row('a function that does nothing', empty)]);
  say(
    `  The local API and an empty function carry ${(empty.perSecond / callbacks.perSecond).toFixed(1)} × as many: what is left is the work with S3, DynamoDB and SQS, emulated here.`,
  );
}

function parse(argv: readonly string[]): DeliveryOptions | undefined {
  try {
    return readDeliveryOptions(argv);
  } catch (error) {
    console.error(`${problemOfArguments(error)}\n\n${DELIVERY_USAGE}`);
    return undefined;
  }
}
