/** Submits the jobs at a steady rate while everything that can go wrong does, and waits until nothing more is to come. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import { makeProgress } from '../../local/terminal.ts';
import { type Background, startBackground } from './background.ts';
import type { DeliveryJob } from './jobs.ts';
import { waitUntilSettled } from './settle.ts';
import { type Watched, watchJob } from './watch.ts';

export type SubmittedJob = DeliveryJob & { jobId: string; expectByMs: number | undefined };

export type Drive = Pick<Background, 'killed' | 'listReadingsAtMs'> & {
  submitted: SubmittedJob[];
  submittingMs: number;
  settlingMs: number;
  watched: Watched[];
};

/** After the submission; then a job that was announced is asked for. */
export const EXPECT_WITHIN_MS = 6_000;
/** One job in so many is watched. */
const WATCHED_EVERY = 40;
/** Of the submissions: a minute's lease of the last that was killed should not be all that one waits for. */
const KILLING_SHARE = 0.75;

export async function driveDelivery(
  verdex: LocalVerdex,
  lanes: readonly (readonly DeliveryJob[])[],
  ratePerSecond: number,
): Promise<Drive> {
  const startedAt = Date.now();
  const progress = makeProgress();
  const background = startBackground(verdex);
  const ending = new AbortController();
  const watches: Promise<Watched | undefined>[] = [];
  const total = lanes.reduce((sum, { length }) => sum + length, 0);
  let count = 0;
  const watch = (job: SubmittedJob) => {
    const watched = watchJob(verdex, job, ending.signal);
    // What fails is thrown at the end, when all are awaited.
    watched.catch(() => {});
    watches.push(watched);
  };
  const onSubmitted = (job: SubmittedJob) => {
    count += 1;
    if (count === Math.ceil(total * KILLING_SHARE)) background.stopKilling();
    if (count % WATCHED_EVERY === 0) watch(job);
    if (count % 100 === 0) progress.show(`Submitted ${count} of ${total} jobs`);
  };
  try {
    const perLane = lanes.map((jobs) => submitLane(verdex, jobs, ratePerSecond / lanes.length, onSubmitted));
    const submitted = (await Promise.all(perLane)).flat();
    const submittingMs = Date.now() - startedAt;
    await waitUntilSettled(verdex, submitted, progress);
    const settlingMs = Date.now() - startedAt;
    ending.abort();
    const watched = (await Promise.all(watches)).filter((each) => each !== undefined);
    const { killed, listReadingsAtMs } = background;
    return { submitted, submittingMs, settlingMs, listReadingsAtMs, killed, watched };
  } finally {
    ending.abort();
    await background.stop();
  }
}

/** One after another, since the vendor's faults go by the order of submission; late ones are made up for. */
async function submitLane(
  verdex: LocalVerdex,
  jobs: readonly DeliveryJob[],
  ratePerSecond: number,
  onSubmitted: (job: SubmittedJob) => void,
): Promise<SubmittedJob[]> {
  const startedAt = Date.now();
  const submitted: SubmittedJob[] = [];
  const announcements: Promise<void>[] = [];
  for (const [index, job] of jobs.entries()) {
    await sleep(Math.max(0, startedAt + (index * 1000) / ratePerSecond - Date.now()));
    const jobId = await job.submit(verdex);
    const expectByMs = job.isAnnounced ? Date.now() + EXPECT_WITHIN_MS : undefined;
    if (expectByMs !== undefined) {
      const announced = announce(verdex, job, jobId, expectByMs);
      // What fails is thrown at the end, when all are awaited.
      announced.catch(() => {});
      announcements.push(announced);
    }
    const known = { ...job, jobId, expectByMs };
    submitted.push(known);
    onSubmitted(known);
  }
  await Promise.all(announcements);
  return submitted;
}

async function announce(verdex: LocalVerdex, job: DeliveryJob, jobId: string, expectByMs: number): Promise<void> {
  const { vendor, ref } = job;
  const expectBy = new Date(expectByMs).toISOString();
  const response = await verdex.announce({ vendor, jobId, expectBy, ...(ref !== undefined && { ref }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`announcing ${vendor}#${jobId} was answered ${response.status}: ${text}`);
}
