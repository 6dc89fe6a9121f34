/** Schedules that once ended wrong. */
import { expect, test } from 'vitest';
import type { JobName } from '../../lib/summaries/job-name.ts';
import type { FakeResult } from '../support/fake-vendor.ts';
import { EARLY } from '../support/job-records.ts';
import { toTheEnd, workOff } from '../support/stage/ending.ts';
import { makeMemoryGround } from '../support/stage/ground.ts';
import type { Reach } from '../support/stage/invocation.ts';
import { CALLED_BACK, callbackBody, FETCHED, type Script } from '../support/stage/script.ts';
import { makeStage, type Stage } from '../support/stage/stage.ts';
import { tablesOf } from '../support/stage/tables.ts';

const JOB: JobName = { vendor: FETCHED, jobId: 'job-0' };
const TASK: JobName = { vendor: CALLED_BACK, jobId: 'task-0' };
const RESULT: FakeResult = {
  files: [
    { ref: 'a', Joy: 0.9 },
    { ref: 'b', hate: 2 },
  ],
};

function openStage(reach: Reach = async () => 'goes on'): Stage {
  const script: Script = {
    jobs: new Map([['job-0', { says: 'completed', result: RESULT, createdAt: new Date(EARLY) }]]),
    refuses: false,
  };
  return makeStage({ ground: makeMemoryGround(), script, reach });
}

async function endOf(stage: Stage, name: JobName) {
  await toTheEnd(stage, [name]);
  const { jobs, rows } = await tablesOf(stage, { names: [name], refs: ['a', 'b'] });
  return { status: jobs[0]?.status, reason: jobs[0]?.reason, rows: rows.length };
}

const setSays = (stage: Stage, says: 'gone') =>
  stage.script.jobs.set('job-0', { says, result: RESULT, createdAt: new Date(EARLY) });

const dyingAfter = (call: string): Reach => {
  let isDead = false;
  return async (point) => {
    if (isDead || point.moment !== 'after' || point.call !== call) return 'goes on';
    isDead = true;
    return 'dies';
  };
};

test('a result that was kept before its worker died is indexed, though the vendor has it no more', async () => {
  const stage = openStage(dyingAfter('raw.putStream'));
  await stage.callBack({ name: JOB, body: callbackBody(JOB, { bell: 1 }) });
  await workOff(stage);
  setSays(stage, 'gone');
  expect(await endOf(stage, JOB)).toEqual({ status: 'indexed', reason: null, rows: 2 });
});

test('a result that was kept before the index failed is indexed, though the vendor has it no more', async () => {
  let hasFailed = false;
  const stage = openStage(async ({ moment, call }) => {
    if (hasFailed || moment !== 'before' || call !== 'index.put') return 'goes on';
    hasFailed = true;
    return 'fails';
  });
  await stage.callBack({ name: JOB, body: callbackBody(JOB, { bell: 1 }) });
  await workOff(stage);
  setSays(stage, 'gone');
  expect(await endOf(stage, JOB)).toEqual({ status: 'indexed', reason: null, rows: 2 });
});

test('the callback that holds the result is indexed, though another came before it was worked on', async () => {
  const stage = openStage();
  setSays(stage, 'gone');
  await stage.callBack({ name: JOB, body: callbackBody(JOB, RESULT) });
  await stage.callBack({ name: JOB, body: callbackBody(JOB, { bell: 1 }) });
  expect(await endOf(stage, JOB)).toEqual({ status: 'indexed', reason: null, rows: 2 });
});

test('a failed job leaves no half of the rows of a result whose worker died', async () => {
  const stage = openStage(dyingAfter('index.put'));
  await stage.callBack({ name: TASK, body: callbackBody(TASK, RESULT) });
  await workOff(stage);
  await stage.callBack({ name: TASK, body: callbackBody(TASK, { files: [], failure: 'no' }) });
  expect([0, 2]).toContain((await endOf(stage, TASK)).rows);
});

test('a good result followed by a failed one ends the same, whether or not it was worked on in between', async () => {
  const ends = [];
  for (const isWorkedOn of [true, false]) {
    const stage = openStage();
    await stage.callBack({ name: TASK, body: callbackBody(TASK, RESULT) });
    if (isWorkedOn) await workOff(stage);
    await stage.callBack({ name: TASK, body: callbackBody(TASK, { files: [], failure: 'no' }) });
    ends.push(await endOf(stage, TASK));
  }
  expect(ends[0]).toEqual(ends[1]);
});
