/** Results that a person saved, and has Verdex take: before, between and after all that vendors say. */
import type { JobName } from '../../../lib/summaries/job-name.ts';
import { resultBytes } from '../fake-vendor.ts';
import type { Scenario } from './crash-points.ts';
import { toTheEnd, workOff } from './ending.ts';
import { BELL, CHANGED, deliver, insist, JOB, oneJob, REFS, RESULT, TASK } from './scenario-parts.ts';
import { callbackBody } from './script.ts';
import type { Stage } from './stage.ts';

/** As a command does that somebody waits for: whatever befell it, it is over before anything else happens. */
async function importFirst(stage: Stage, name: JobName, body = SAVED): Promise<void> {
  await insist(() => stage.importResult(name, body));
  await stage.wake();
}

const SAVED = resultBytes({ files: [{ ref: 'c', Joy: 0.6, hate: 2 }, { ref: 'a' }] });

export const IMPORT_SCENARIOS: Scenario[] = [
  {
    title: 'an import of a job that nobody heard of, twice',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob('gone'),
    act: async (stage) => {
      await insist(() => stage.importResult(JOB, SAVED));
      await insist(() => stage.importResult(JOB, SAVED));
    },
  },
  {
    title: 'an import that a callback follows',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await importFirst(stage, TASK);
      await stage.sweep();
      await workOff(stage);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, CHANGED) });
    },
  },
  {
    title: 'an import that a bell follows, whose vendor has nothing',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob('gone'),
    act: async (stage) => {
      await importFirst(stage, JOB);
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
    },
  },
  {
    title: 'an import that a failure follows',
    ends: ['failed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await importFirst(stage, TASK);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { files: [], failure: 'no' }) });
    },
  },
  {
    title: 'an import of what is then called back',
    ends: ['indexed', 'indexed'],
    cast: { names: [TASK, JOB], refs: REFS },
    openScript: () => oneJob('gone'),
    act: async (stage) => {
      for (const name of [TASK, JOB]) {
        const body = callbackBody(name, RESULT);
        await importFirst(stage, name, body);
        await stage.sweep();
        await workOff(stage);
        await deliver(stage, { name, body });
      }
    },
  },
  {
    title: 'an import while the callback is worked on',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      const [message = ''] = await stage.ground.takeMessages();
      const working = stage.work({ body: message, received: 1 });
      await insist(() => stage.importResult(TASK, SAVED));
      await working;
    },
  },
  {
    title: 'an import of another result, and then in its place',
    ends: ['indexed', 'indexed'],
    cast: { names: [TASK, JOB], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await toTheEnd(stage, [TASK, JOB]);
      await insist(() => stage.importResult(TASK, SAVED, false));
      await insist(() => stage.importResult(JOB, SAVED));
    },
  },
  {
    title: 'an import of what its vendor has no more',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob('gone'),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await toTheEnd(stage, [JOB]);
      await insist(() => stage.importResult(JOB, SAVED, false));
    },
  },
];
