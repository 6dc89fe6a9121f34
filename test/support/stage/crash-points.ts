/** Runs a scenario undisturbed, and with a process that stops, or a call that fails, at one exact point. */
import type { JobStatus } from '../../../lib/jobs/statuses.ts';
import { toTheEnd } from './ending.ts';
import type { Ground } from './ground.ts';
import type { Fate, Point, Reach } from './invocation.ts';
import type { Script } from './script.ts';
import { makeStage, type Stage } from './stage.ts';
import { type Cast, type Tables, tablesOf } from './tables.ts';

export type Scenario = {
  title: string;
  cast: Cast;
  openScript: () => Script;
  readsList?: boolean;
  filesAtOnce?: number;
  act(stage: Stage): Promise<void>;
  /** What becomes of its jobs. */
  ends: JobStatus[];
  /** Where each of its workers is out of time. */
  isOutOfTime?(point: Point): boolean;
  /** What the scenario is content to lose, with its reason, since nobody who could say it again does. */
  forgets?: 'callback';
};

export type OpenGround = () => Promise<Ground>;

export async function undisturbed(scenario: Scenario, openGround: OpenGround) {
  const points: string[] = [];
  const nameOf = makePointNames();
  const stage = await openStage(scenario, openGround, async (point) => {
    points.push(nameOf(point));
    return 'goes on';
  });
  return { tables: await play(stage, scenario), points };
}

/**
 * Throws when the run never comes to the point. Whoever sleeps there wakes when the next worker has taken a job, or when
 * all is over.
 */
export async function disturbedAt(
  scenario: Scenario,
  openGround: OpenGround,
  { point: where, fate }: { point: string; fate: Fate },
): Promise<Tables> {
  const nameOf = makePointNames();
  let disturbed: string | undefined;
  const stage: Stage = await openStage(scenario, openGround, async (point) => {
    if (disturbed === undefined && nameOf(point) === where) {
      disturbed = point.invocation;
      return fate;
    }
    if (disturbed !== undefined && disturbed !== point.invocation && isClaimed(point)) await stage.wake();
    return 'goes on';
  });
  const tables = await play(stage, scenario);
  if (disturbed === undefined) throw new Error(`the run did not come to the point: ${where}`);
  return tables;
}

async function openStage(scenario: Scenario, openGround: OpenGround, reach: Reach): Promise<Stage> {
  const { openScript, readsList, filesAtOnce, isOutOfTime = () => false } = scenario;
  const reachInTime: Reach = async (point) => {
    const fate = await reach(point);
    return fate === 'goes on' && isOutOfTime(point) ? 'is out of time' : fate;
  };
  return makeStage({ ground: await openGround(), script: openScript(), reach: reachInTime, readsList, filesAtOnce });
}

async function play(stage: Stage, { cast, act, forgets }: Scenario): Promise<Tables> {
  await act(stage);
  await toTheEnd(stage, cast.names);
  await stage.wake();
  await toTheEnd(stage, cast.names);
  const tables = await tablesOf(stage, cast);
  if (forgets === undefined) return tables;
  const jobs = tables.jobs.map(
    (job) =>
      job && { ...job, callback: null, workedFrom: job.workedFrom && { ...job.workedFrom, callbackSha256: null } },
  );
  return { ...tables, jobs };
}

function isClaimed({ invocation, moment, call }: Point): boolean {
  return invocation.includes('worker') && moment === 'after' && call === 'jobs.write';
}

/** Calls made at once may come in any order: a point is the so-manieth of its kind in its invocation. */
function makePointNames(): (point: Point) => string {
  const reached = new Map<string, number>();
  return ({ invocation, moment, call }) => {
    const kind = `${invocation}: ${moment} ${call}`;
    const times = (reached.get(kind) ?? 0) + 1;
    reached.set(kind, times);
    return `${kind}, ${times}`;
  };
}
