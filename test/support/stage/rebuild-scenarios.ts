/** Rows that are made again from what they are of, whatever their vendor would say today. */
import { EARLY } from '../job-records.ts';
import type { Scenario } from './crash-points.ts';
import { toTheEnd, workOff } from './ending.ts';
import { BELL, CHANGED, deliver, insist, JOB, MINUTE_MS, oneJob, REFS, RESULT, TASK } from './scenario-parts.ts';
import { callbackBody } from './script.ts';
import type { Stage } from './stage.ts';

/** As the schedule does it a minute later. */
async function sweepAndWork(stage: Stage): Promise<void> {
  stage.clock.advance(MINUTE_MS);
  await stage.sweep();
  await workOff(stage);
}

export const REBUILD_SCENARIOS: Scenario[] = [
  {
    title: 'a rebuild of what is indexed, whose vendor has nothing any more and refuses us',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await toTheEnd(stage, [JOB]);
      stage.script.jobs.set('job-0', { says: 'gone', result: CHANGED, createdAt: new Date(EARLY) });
      stage.script.refuses = true;
      await insist(() => stage.rebuild(JOB));
    },
  },
  {
    title: 'a rebuild of a job that failed after a good result',
    ends: ['failed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { files: [], failure: 'no' }) });
      await toTheEnd(stage, [TASK]);
      await insist(() => stage.rebuild(TASK));
    },
  },
  {
    title: 'a rebuild of a job that was parked after a good result, twice',
    ends: ['parked'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { ...CHANGED, isBrokenOff: true }) });
      await toTheEnd(stage, [TASK]);
      await insist(() => stage.rebuild(TASK));
      await sweepAndWork(stage);
      await insist(() => stage.rebuild(TASK));
    },
  },
  {
    title: 'a rebuild during which another result is called back',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await toTheEnd(stage, [TASK]);
      await insist(() => stage.rebuild(TASK));
      stage.clock.advance(MINUTE_MS);
      await stage.sweep();
      const [message = ''] = await stage.ground.takeMessages();
      const working = message === '' ? undefined : stage.work({ body: message, received: 1 });
      await deliver(stage, { name: TASK, body: callbackBody(TASK, CHANGED) });
      await working;
    },
  },
  {
    title: 'a rebuild of a failed job, before which it is replayed after all',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await toTheEnd(stage, [JOB]);
      stage.script.jobs.set('job-0', { says: 'failed', result: CHANGED, createdAt: new Date(EARLY) });
      await insist(() => stage.replay(JOB));
      await toTheEnd(stage, [JOB]);
      stage.script.jobs.set('job-0', { says: 'completed', result: CHANGED, createdAt: new Date(EARLY) });
      await insist(() => stage.rebuild(JOB));
      await insist(() => stage.replay(JOB));
    },
  },
];
