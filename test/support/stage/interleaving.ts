/** Lets a schedule happen, and says what came of it and what should have. */
import type { Scheduler } from 'fast-check';
import { digestOf } from '../../../lib/raw/digest.ts';
import { type JobName, jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { toTheEnd, workOff } from './ending.ts';
import type { Ground } from './ground.ts';
import { openScript, type Schedule, STAGE_CAST } from './schedules.ts';
import { type CallbackRequest, makeStage, type Stage } from './stage.ts';
import { tablesOf } from './tables.ts';
import { announce, complete, type Import, makeWorld } from './world.ts';

const LIST_EVERY_MS = 4 * 3600_000;

type Arrival = { callback: CallbackRequest } | { imported: Import };

/** What became known to Verdex, in the order in which the ledger took it: all that the end depends on. */
type Facts = { arrivals: Arrival[]; announcements: number[] };

export async function interleave(ground: Ground, scheduler: Scheduler, schedule: Schedule) {
  const world = makeWorld(ground, scheduler, schedule);
  await scheduler.waitFor(world.happenAll());
  const { stage, sent, unanswered, imports, unfinished, announcements } = world;

  world.end();
  completeAll(stage);
  // A job that was finished after its vendor's list was read is found by the next reading.
  stage.clock.advance(LIST_EVERY_MS);
  for (const request of unanswered) await stage.callBack(request);
  for (const { name, body } of unfinished) await stage.importResult(name, body);
  for (const job of announcements) await announce(stage, job);
  await toTheEnd(stage, STAGE_CAST.names);

  const came = [...sent.map((callback) => ({ callback })), ...imports.map((imported) => ({ imported }))];
  const arrivals = await inOrderOfLedger(stage, came);
  return { tables: await tablesOf(stage, STAGE_CAST), facts: { arrivals, announcements } };
}

/** The same facts, one after the other, each worked on to its end, nobody dying. */
export async function straight(ground: Ground, { arrivals, announcements }: Facts) {
  const stage = makeStage({ ground, script: openScript(), readsList: true });
  completeAll(stage);
  for (const job of announcements) await announce(stage, job);
  for (const arrival of arrivals) {
    if ('callback' in arrival) await stage.callBack(arrival.callback);
    else await stage.importResult(arrival.imported.name, arrival.imported.body);
    await workOff(stage);
  }
  await toTheEnd(stage, STAGE_CAST.names);
  return tablesOf(stage, STAGE_CAST);
}

function completeAll(stage: Stage): void {
  stage.script.refuses = false;
  for (const jobId of stage.script.jobs.keys()) complete(stage, jobId);
}

/** As often as the ledger took it. One that it knows nothing of comes last, as what must have come about. */
async function inOrderOfLedger({ ground }: Stage, came: readonly Arrival[]): Promise<Arrival[]> {
  const ordered: Arrival[] = [];
  for (const name of STAGE_CAST.names) {
    const job = await ground.plain.jobs.read(name);
    const last = job?.imported ?? job?.callback ?? null;
    const taken = [...(job?.pastCallbacks ?? []), ...(last === null ? [] : [last.sha256])];
    const ofJob = came.filter((arrival) => jobKeyOf(nameOf(arrival)) === jobKeyOf(name));
    const known = taken.map((sha256) => ofJob.find((arrival) => sha256Of(arrival) === sha256));
    ordered.push(...known.filter((arrival) => arrival !== undefined));
    ordered.push(...ofJob.filter((arrival) => !taken.includes(sha256Of(arrival))));
  }
  return ordered;
}

function nameOf(arrival: Arrival): JobName {
  return 'callback' in arrival ? arrival.callback.name : arrival.imported.name;
}

function sha256Of(arrival: Arrival): string {
  return digestOf('callback' in arrival ? arrival.callback.body : arrival.imported.body).sha256;
}
