/** Results of more files than a worker has time for: each writes one, and hands on. */
import type { FakeResult } from '../fake-vendor.ts';
import { EARLY } from '../job-records.ts';
import type { Scenario } from './crash-points.ts';
import { toTheEnd, workOff } from './ending.ts';
import type { Point } from './invocation.ts';
import { BELL, CHANGED, deliver, insist, JOB, MINUTE_MS, oneJob, REFS, RESULT, TASK } from './scenario-parts.ts';
import { callbackBody, type Script } from './script.ts';

const THREE_FILES: FakeResult = {
  files: [
    { ref: 'c', hate: 3 },
    { ref: 'a', Joy: 0.4 },
    { ref: 'b', hate: 1 },
  ],
};

/** In memory a file is put at once; on AWS its rows go in a batch. */
function isFileWritten({ moment, call }: Point): boolean {
  return moment === 'after' && (call === 'index.put' || call === 'BatchWrite');
}

const ONE_FILE_A_WORKER = { filesAtOnce: 1, isOutOfTime: isFileWritten };

const fetchedOnce = (): Script => {
  const script = oneJob();
  script.jobs.set('job-0', { says: 'completed', result: THREE_FILES, createdAt: new Date(EARLY) });
  return script;
};

export const HAND_ON_SCENARIOS: Scenario[] = [
  {
    title: 'a result that three workers write one after the other, over that of another',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    ...ONE_FILE_A_WORKER,
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await toTheEnd(stage, [TASK]);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, THREE_FILES) });
    },
  },
  {
    title: 'a result that was fetched, and is handed on',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: fetchedOnce,
    ...ONE_FILE_A_WORKER,
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
    },
  },
  {
    title: 'a result that is handed on, and another callback before the next worker',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    ...ONE_FILE_A_WORKER,
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, THREE_FILES) });
      await workOff(stage);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, CHANGED) });
    },
  },
  {
    title: 'a result that is handed on, and a name for its file before the next worker',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    ...ONE_FILE_A_WORKER,
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await workOff(stage);
      const expectBy = new Date(stage.clock.now().getTime() + 10 * MINUTE_MS);
      await insist(() => stage.announce(TASK, { ref: 'announced', expectBy }));
    },
  },
  {
    title: 'a rebuild that is handed on',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    ...ONE_FILE_A_WORKER,
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await toTheEnd(stage, [TASK]);
      await insist(() => stage.rebuild(TASK));
    },
  },
  {
    title: 'rows that are restored by one worker after the other, of a job that then fails',
    ends: ['failed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    ...ONE_FILE_A_WORKER,
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await toTheEnd(stage, [TASK]);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { files: [], failure: 'no' }) });
    },
  },
];
