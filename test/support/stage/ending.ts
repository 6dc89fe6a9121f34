/** How a stage comes to its end: the minutes pass, the schedule sweeps, workers work, until nothing is owed. */
import { isSettled } from '../../../lib/jobs/statuses.ts';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import type { Message, Stage } from './stage.ts';

const MINUTE_MS = 60_000;
/** Retries, lost leases and a vendor's list are all over long before. */
const MOST_SWEEPS = 60;
/** Nothing is put off for longer: the longest is a retry after many. */
const LONGEST_WAIT_MS = 6 * 3600_000;
/** A list that has been read is not due for hours; one that is being read is, in minutes. */
const LIST_IS_READ_FOR_MS = 3600_000;

/** Works on every message there is, and on those that come of it. One whose worker dies is lost: the sweep must know. */
export async function workOff(stage: Stage): Promise<void> {
  for (;;) {
    const bodies = await stage.ground.takeMessages();
    if (bodies.length === 0) return;
    for (const body of bodies) await workUntilDone(stage, { body, received: 1 });
  }
}

async function workUntilDone(stage: Stage, message: Message): Promise<void> {
  // As often as the queue hands a message out before it goes to the dead letters.
  for (let received = message.received; received <= 5; received += 1) {
    const outcome = await stage.work({ ...message, received });
    if (outcome === 'died' || outcome.ended) return;
  }
}

/** Throws when something is owed for ever. */
export async function toTheEnd(stage: Stage, names: readonly JobName[]): Promise<void> {
  for (let sweeps = 0; sweeps < MOST_SWEEPS; sweeps += 1) {
    await workOff(stage);
    const dueAt = await nextDueAt(stage, names);
    if (dueAt === undefined) return stage.ground.quiet();
    const waitMs = Math.max(MINUTE_MS, dueAt - stage.clock.now().getTime());
    if (waitMs > LONGEST_WAIT_MS) break;
    stage.clock.advance(waitMs);
    await stage.sweep();
  }
  throw new Error(`something is owed for ever: ${JSON.stringify(await owed(stage, names))}`);
}

/** Undefined when nothing is owed. Between now and then every sweep would find nothing. */
async function nextDueAt(stage: Stage, names: readonly JobName[]): Promise<number | undefined> {
  const jobs = await owed(stage, names);
  const lists = await Promise.all(stage.listedVendors.map((vendor) => listDueAt(stage, vendor)));
  const times = [
    ...jobs.map(({ dueAt }) => (dueAt === null ? Number.NaN : Date.parse(dueAt))),
    ...lists.filter((dueAt) => dueAt !== undefined),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

async function owed({ ground }: Stage, names: readonly JobName[]) {
  const jobs = await Promise.all(names.map((name) => ground.plain.jobs.read(name)));
  return jobs.filter((job) => job !== undefined).filter(({ status }) => !isSettled(status));
}

async function listDueAt({ ground, clock }: Stage, vendor: string): Promise<number | undefined> {
  const state = await ground.plain.states.read(vendor);
  const now = clock.now().getTime();
  const dueAt = state?.list == null ? now : Date.parse(state.list.dueAt);
  return dueAt > now + LIST_IS_READ_FOR_MS ? undefined : dueAt;
}
