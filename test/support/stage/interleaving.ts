/** Lets a schedule happen, and says what came of it and what should have. */
import type { Scheduler } from 'fast-check';
import { digestOf } from '../../../lib/raw/digest.ts';
import { toTheEnd, workOff } from './ending.ts';
import type { Ground } from './ground.ts';
import { openScript, type Schedule, STAGE_CAST } from './schedules.ts';
import { type CallbackRequest, makeStage, type Stage } from './stage.ts';
import { tablesOf } from './tables.ts';
import { announce, complete, makeWorld } from './world.ts';

const LIST_EVERY_MS = 4 * 3600_000;

/** What became known to Verdex, the callbacks in the order in which the ledger took them: all that the end depends on. */
type Facts = { callbacks: CallbackRequest[]; announcements: number[] };

export async function interleave(ground: Ground, scheduler: Scheduler, schedule: Schedule) {
  const world = makeWorld(ground, scheduler, schedule);
  await scheduler.waitFor(world.happenAll());
  const { stage, sent, unanswered, announcements } = world;

  world.end();
  completeAll(stage);
  // A job that was finished after its vendor's list was read is found by the next reading.
  stage.clock.advance(LIST_EVERY_MS);
  for (const request of unanswered) await stage.callBack(request);
  for (const job of announcements) await announce(stage, job);
  await toTheEnd(stage, STAGE_CAST.names);

  const callbacks = await inOrderOfLedger(stage, sent);
  return { tables: await tablesOf(stage, STAGE_CAST), facts: { callbacks, announcements } };
}

/** The same facts, one after the other, each worked on to its end, nobody dying. */
export async function straight(ground: Ground, { callbacks, announcements }: Facts) {
  const stage = makeStage({ ground, script: openScript(), readsList: true });
  completeAll(stage);
  for (const job of announcements) await announce(stage, job);
  for (const request of callbacks) {
    await stage.callBack(request);
    await workOff(stage);
  }
  await toTheEnd(stage, STAGE_CAST.names);
  return tablesOf(stage, STAGE_CAST);
}

function completeAll(stage: Stage): void {
  stage.script.refuses = false;
  for (const jobId of stage.script.jobs.keys()) complete(stage, jobId);
}

/** Each body once. One that the ledger knows nothing of comes last, as what must have come about. */
async function inOrderOfLedger({ ground }: Stage, sent: readonly CallbackRequest[]): Promise<CallbackRequest[]> {
  const placed = sent.map(async (request) => {
    const job = await ground.plain.jobs.read(request.name);
    const taken = [...(job?.pastCallbacks ?? []), ...(job?.callback == null ? [] : [job.callback.sha256])];
    const place = taken.indexOf(digestOf(request.body).sha256);
    return { request, place: place === -1 ? taken.length : place };
  });
  const ordered = (await Promise.all(placed)).toSorted((a, b) => a.place - b.place).map(({ request }) => request);
  return ordered.filter(({ body }, at) => ordered.findIndex((other) => other.body.equals(body)) === at);
}
