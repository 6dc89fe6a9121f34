/** What scenarios are made of: two jobs, what their vendors say, and how people and vendors insist. */
import type { JobName } from '../../../lib/summaries/job-name.ts';
import type { FakeResult } from '../fake-vendor.ts';
import { EARLY } from '../job-records.ts';
import { CALLED_BACK, FETCHED, type Script, type ScriptedJob } from './script.ts';
import type { CallbackRequest, Stage } from './stage.ts';

export const MINUTE_MS = 60_000;
export const JOB: JobName = { vendor: FETCHED, jobId: 'job-0' };
export const TASK: JobName = { vendor: CALLED_BACK, jobId: 'task-0' };
export const REFS = ['a', 'b', 'c', 'announced', 'granted'];
/** Files in which something of both kinds is found. */
export const RESULT: FakeResult = {
  files: [
    { ref: 'a', Joy: 0.9, hate: 1 },
    { ref: 'b', hate: 2 },
  ],
};
export const CHANGED: FakeResult = { files: [{ ref: 'c', Joy: 0.2 }, { ref: 'b' }] };
export const BELL = { bell: 1 };

export const oneJob = (says: ScriptedJob['says'] = 'completed', isListed = false): Script => ({
  jobs: new Map([['job-0', { says, result: RESULT, isListed, createdAt: new Date(EARLY) }]]),
  refuses: false,
});

/** As a vendor does that got no answer, or no good one: it sends again, a minute later. */
export async function deliver(stage: Stage, request: CallbackRequest): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    if (await stage.callBack(request)) return;
    stage.clock.advance(MINUTE_MS);
  }
  throw new Error('the vendor was refused for good');
}

/** As a user does whose request broke off: asks again. */
export async function insist(ask: () => Promise<unknown>): Promise<void> {
  if ((await ask()) === 'died') await ask();
}

export const announcement = (stage: Stage, ref?: string) => ({
  ref,
  expectBy: new Date(stage.clock.now().getTime() + 10 * MINUTE_MS),
});
