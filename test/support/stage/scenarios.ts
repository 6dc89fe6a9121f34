/** What happens to a job between its submission and its rows: every way that Verdex has for it. */
import type { FakeResult } from '../fake-vendor.ts';
import { EARLY } from '../job-records.ts';
import type { Scenario } from './crash-points.ts';
import { toTheEnd, workOff } from './ending.ts';
import { HAND_ON_SCENARIOS } from './hand-on-scenarios.ts';
import { IMPORT_SCENARIOS } from './import-scenarios.ts';
import { REBUILD_SCENARIOS } from './rebuild-scenarios.ts';
import {
  announcement,
  BELL,
  CHANGED,
  deliver,
  insist,
  JOB,
  MINUTE_MS,
  oneJob,
  REFS,
  RESULT,
  TASK,
} from './scenario-parts.ts';
import { callbackBody, FETCHED, type ScriptedJob } from './script.ts';

export const SCENARIOS: Scenario[] = [
  {
    title: 'a callback that is the result',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
    },
  },
  {
    title: 'a callback, and the vendor is asked',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL), bindFirst: true });
    },
  },
  {
    title: 'a result that replaces another',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await workOff(stage);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, CHANGED) });
    },
  },
  {
    title: 'a callback that comes before the vendor is done',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob('unfinished'),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL), ref: 'granted' });
      await workOff(stage);
      stage.script.jobs.set('job-0', { says: 'completed', result: RESULT, createdAt: new Date(EARLY) });
    },
  },
  {
    title: 'a callback that never came to its end, of an announced job',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob(),
    forgets: 'callback',
    act: async (stage) => {
      await insist(() => stage.announce(JOB, announcement(stage, 'announced')));
      await stage.callBack({ name: JOB, body: callbackBody(JOB, BELL) });
    },
  },
  {
    title: 'an announced job that nothing is heard of',
    ends: ['indexed', 'parked'],
    cast: { names: [JOB, TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await insist(() => stage.announce(JOB, announcement(stage)));
      await insist(() => stage.announce(TASK, announcement(stage)));
    },
  },
  {
    title: 'an announcement after all is done: its file gets the user’s name',
    ends: ['indexed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT), ref: 'granted' });
      await workOff(stage);
      await insist(() => stage.announce(TASK, announcement(stage, 'announced')));
    },
  },
  {
    title: 'jobs that only the vendor’s own list knows',
    ends: ['indexed', 'indexed', 'indexed'],
    cast: { names: [JOB, { vendor: FETCHED, jobId: 'job-1' }, { vendor: FETCHED, jobId: 'job-2' }], refs: REFS },
    readsList: true,
    openScript: () => {
      const listed = (result: FakeResult): ScriptedJob => ({
        ...{ says: 'completed', result, isListed: true, createdAt: new Date(EARLY) },
      });
      return {
        jobs: new Map([
          ['job-0', listed(RESULT)],
          ['job-1', listed(CHANGED)],
          ['job-2', listed({ files: [] })],
        ]),
        refuses: false,
      };
    },
    act: async (stage) => {
      await stage.sweep();
    },
  },
  {
    title: 'a replay',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await toTheEnd(stage, [JOB]);
      stage.script.jobs.set('job-0', { says: 'completed', result: CHANGED, createdAt: new Date(EARLY) });
      await insist(() => stage.replay(JOB));
    },
  },
  {
    title: 'a result that only the callback still has',
    ends: ['indexed'],
    cast: { names: [JOB], refs: REFS },
    openScript: () => oneJob('gone'),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, RESULT) });
    },
  },
  {
    title: 'jobs that the vendor says failed',
    ends: ['failed', 'failed'],
    cast: { names: [JOB, TASK], refs: REFS },
    openScript: () => oneJob('failed'),
    act: async (stage) => {
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { ...RESULT, failure: 'no' }) });
    },
  },
  {
    title: 'a good result, worked on, that a failed one follows',
    ends: ['failed'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await workOff(stage);
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { files: [], failure: 'no' }) });
    },
  },
  {
    title: 'a good result that a broken one follows at once',
    ends: ['parked'],
    cast: { names: [TASK], refs: REFS },
    openScript: () => oneJob(),
    act: async (stage) => {
      await deliver(stage, { name: TASK, body: callbackBody(TASK, RESULT) });
      await deliver(stage, { name: TASK, body: callbackBody(TASK, { ...CHANGED, isBrokenOff: true }) });
    },
  },
  {
    title: 'a vendor that refuses us for a while',
    ends: ['indexed', 'indexed'],
    cast: { names: [JOB, { vendor: FETCHED, jobId: 'job-1' }], refs: REFS },
    openScript: () => ({
      jobs: new Map([
        ['job-0', { says: 'completed', result: RESULT, createdAt: new Date(EARLY) }],
        ['job-1', { says: 'completed', result: CHANGED, createdAt: new Date(EARLY) }],
      ]),
      refuses: true,
    }),
    act: async (stage) => {
      const other = { vendor: FETCHED, jobId: 'job-1' };
      await deliver(stage, { name: JOB, body: callbackBody(JOB, BELL) });
      await deliver(stage, { name: other, body: callbackBody(other, BELL) });
      await workOff(stage);
      for (let minutes = 0; minutes < 7; minutes += 1) {
        stage.clock.advance(MINUTE_MS);
        await stage.sweep();
        await workOff(stage);
      }
      stage.script.refuses = false;
    },
  },
  ...HAND_ON_SCENARIOS,
  ...IMPORT_SCENARIOS,
  ...REBUILD_SCENARIOS,
];
