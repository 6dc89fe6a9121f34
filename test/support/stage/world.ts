/** The world of a schedule: what happens begins one after the other, goes on at once, and each step is the scheduler's. */
import type { Scheduler } from 'fast-check';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import type { Ground } from './ground.ts';
import type { Fate, Invocation, Point } from './invocation.ts';
import {
  castJob,
  type Fault,
  type Happening,
  importedBody,
  openScript,
  requestOfBody,
  type Schedule,
} from './schedules.ts';
import { type CallbackRequest, type Message, makeStage, type Stage, WORKER_LIVES_MS } from './stage.ts';

const MINUTE_MS = 60_000;
const WORKERS = 2;
/** One fewer than the ledger gives a job up after. */
const MOST_DEATHS = 4;
/** For so many steps of the others: long enough for one of them to take the job. */
const HELD_UP = 60;

/** A result that a person saved, and has Verdex take for the job's. */
export type Import = { name: JobName; body: Buffer };

export function makeWorld(
  ground: Ground,
  scheduler: Scheduler,
  { happenings, gaps, workersFaults, comesAgain }: Schedule,
) {
  const sent: CallbackRequest[] = [];
  const unanswered: CallbackRequest[] = [];
  const imports: Import[] = [];
  /** Whose answer nobody got. */
  const unfinished: Import[] = [];
  const announcements: number[] = [];
  const messages: Message[] = [];
  const underway = new Set<Promise<unknown>>();
  /** What is still to befall each invocation, and how many points ahead. */
  const plans = new Map<string, Fault>();
  /** When each worker began. */
  const workers = new Map<string, number>();
  /** Workers that live on past their time. */
  const late = new Set<string>();
  const faults = [...workersFaults];
  const returns = [...comesAgain];
  let working = 0;
  let died = 0;
  let isOver = false;

  const stage = makeStage({ ground, script: openScript(), reach, readsList: true, filesAtOnce: 1 });

  async function reach({ invocation, moment, call }: Point): Promise<Fate> {
    // The plan of an invocation is made right after it began.
    await undefined;
    if (isOver) return 'goes on';
    if (moment === 'after' && isSending(call)) start(takeMessages());
    const plan = plans.get(invocation);
    if (plan !== undefined) plans.set(invocation, { ...plan, at: plan.at - 1 });
    if (plan?.at === 0 && (plan.fate !== 'dies' || mayDie(invocation))) return plan.fate;
    const label = `${invocation}: ${moment} ${call}`;
    if (late.delete(invocation)) {
      for (let held = 0; held < HELD_UP; held += 1) await scheduler.schedule(Promise.resolve(), `late, ${label}`);
    }
    await scheduler.schedule(Promise.resolve(), label);
    return 'goes on';
  }

  function mayDie(invocation: string): boolean {
    if (!workers.has(invocation)) return true;
    if (died === MOST_DEATHS) return false;
    died += 1;
    return true;
  }

  function start(what: Promise<unknown>): void {
    underway.add(what);
    what.finally(() => underway.delete(what)).catch(() => {});
  }

  function begin<Answer>(fault: Fault | null, run: () => Promise<Answer>, isWorker = false): Promise<Answer> {
    const begun = run();
    const invocation = [...stage.living()].at(-1);
    if (invocation === undefined) return begun;
    if (fault !== null) plans.set(invocation.name, fault);
    if (isWorker) workers.set(invocation.name, stage.clock.now().getTime());
    return begun;
  }

  async function takeMessages(): Promise<void> {
    messages.push(...(await ground.takeMessages()).map((body) => ({ body, received: 1 })));
    if (working < WORKERS && messages.length > 0) start(work());
  }

  async function work(): Promise<void> {
    working += 1;
    for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
      const { body, received } = message;
      const outcome = await begin(faults.shift() ?? null, () => stage.work({ body, received }), true);
      const isDone = outcome !== 'died' && outcome.ended;
      if (!isDone && returns.shift() === true) messages.push({ body, received: received + 1 });
      await takeMessages();
    }
    working -= 1;
  }

  /** Lambda ends a worker whose time is up. One that has written all its rows may yet settle, and must not. */
  function wait(minutes: number): void {
    const endAt = stage.clock.now().getTime() + minutes * MINUTE_MS - WORKER_LIVES_MS;
    const ending = [...stage.living()].filter(({ name }) => (workers.get(name) ?? Number.POSITIVE_INFINITY) <= endAt);
    if (died + ending.length > MOST_DEATHS) return;
    died += ending.length;
    stage.clock.advance(minutes * MINUTE_MS);
    for (const invocation of ending) {
      if (hasOnlyToSettle(invocation)) late.add(invocation.name);
      else invocation.die();
    }
  }

  async function happen(what: Happening): Promise<void> {
    switch (what.does) {
      case 'callback': {
        const request = requestOfBody(castJob(what.job), what.body);
        sent.push(request);
        if (!(await begin(what.fault, () => stage.callBack(request)))) unanswered.push(request);
        return;
      }
      case 'announcement':
        announcements.push(what.job);
        await begin(what.fault, () => announce(stage, what.job));
        return;
      case 'import': {
        const cast = castJob(what.job);
        const saved = { name: cast.name, body: importedBody(cast, what.body) };
        imports.push(saved);
        if ((await begin(what.fault, () => stage.importResult(saved.name, saved.body))) === 'died') {
          unfinished.push(saved);
        }
        return;
      }
      case 'rebuild':
        await begin(what.fault, () => stage.rebuild(castJob(what.job).name));
        return;
      case 'replay':
        await begin(what.fault, () => stage.replay(castJob(what.job).name));
        return;
      case 'nudge':
        messages.push({ body: JSON.stringify(castJob(what.job).name), received: 1 });
        return takeMessages();
      case 'completion':
        return complete(stage, castJob(what.job).name.jobId);
      case 'refusal':
        stage.script.refuses = !what.isOver;
        return;
      case 'sweep':
        await begin(what.fault, () => stage.sweep());
        return takeMessages();
      case 'wait':
        wait(what.minutes);
        await stage.sweep();
        return takeMessages();
      case 'rest':
    }
  }

  async function rest(): Promise<void> {
    while (underway.size > 0) await Promise.all(underway);
  }

  return {
    stage,
    sent,
    unanswered,
    imports,
    unfinished,
    announcements,
    /** Starts one after the other while those before go on, and comes to rest with all of them. */
    happenAll: async () => {
      for (const [at, happening] of happenings.entries()) {
        if (happening.does === 'rest') await rest();
        for (let gap = gaps[at] ?? 0; gap > 0 && underway.size > 0; gap -= 1) {
          await scheduler.schedule(Promise.resolve(), 'nothing');
        }
        await scheduler.schedule(Promise.resolve(), JSON.stringify(happening));
        start(happen(happening));
      }
      await rest();
    },
    /** From now on nobody dies, and nobody is held up. */
    end: () => {
      isOver = true;
    },
  };
}

/** It wrote all rows of what it has at last: what it had before that may have been superseded. */
function hasOnlyToSettle({ calls }: Invocation): boolean {
  return calls.lastIndexOf('index.finish') > calls.lastIndexOf('jobs.write');
}

export function announce(stage: Stage, job: number) {
  const { name, announcedRef } = castJob(job);
  const expectBy = new Date(stage.clock.now().getTime() + 10 * MINUTE_MS);
  return stage.announce(name, { ref: announcedRef, expectBy });
}

export function complete({ script }: Stage, jobId: string): void {
  const job = script.jobs.get(jobId);
  if (job !== undefined) script.jobs.set(jobId, { ...job, says: 'completed' });
}

function isSending(call: string): boolean {
  return call === 'queue.send' || call === 'SendMessageBatch';
}
