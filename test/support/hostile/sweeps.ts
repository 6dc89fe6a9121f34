/** Lets the sweep find anything at all among what is due. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import { type NudgeTarget, nudgeSchema } from '../../../lib/jobs/nudge.ts';
import { makeMemoryVendorStateStore } from '../../../lib/jobs/standing/memory-vendor-state-store.ts';
import type { JobStatus } from '../../../lib/jobs/statuses.ts';
import { JOB_STATUSES } from '../../../lib/jobs/statuses.ts';
import { makeSweepJobs } from '../../../lib/jobs/sweep-jobs.ts';
import { makeRecordingCount, makeRecordingLog } from '../fakes.ts';
import { makeJob } from '../job-records.ts';
import { NOW } from './kept-jobs.ts';
import { makeStumbling, mayFail } from './stumbling.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyJsonText, anyText, mostly } from './texts.ts';

const moment = mostly(
  fc.constantFrom('2026-03-01T11:00:00.000Z', '2026-03-01T12:00:00.000Z', '2026-03-01T13:00:00.000Z'),
  anyText,
);
const name = mostly(fc.constantFrom('hume', 'hive'), anyText, 2);
const jobs = fc.array(
  fc.record({
    vendor: name,
    jobId: anyText,
    status: fc.constantFrom<JobStatus>(...JOB_STATUSES),
    dueAt: fc.option(moment),
    awaitsVendor: fc.boolean(),
  }),
  { maxLength: 6 },
);
const states = fc.array(
  fc.record({
    vendor: name,
    revision: fc.constant(0),
    pause: fc.option(fc.record({ since: moment, reason: anyText, probeAt: moment })),
    list: fc.option(
      fc.record({
        dueAt: moment,
        readTo: moment,
        place: fc.option(anyText),
        isBeingRead: fc.boolean(),
        lostReaders: fc.nat(),
      }),
    ),
    updatedAt: moment,
  }),
  { maxLength: 3 },
);
const situation = fc.record({
  jobs,
  states,
  listedVendors: fc.array(name, { maxLength: 3 }),
  event: anyJsonText,
  failsAt: mostly(fc.constant(undefined), fc.nat({ max: 4 }), 3),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

async function check(about: Situation, saw: Saw): Promise<void> {
  const stumbling = makeStumbling();
  const jobStore = makeMemoryJobStore();
  const stateStore = makeMemoryVendorStateStore();
  for (const job of about.jobs) await jobStore.write(makeJob(job), null);
  for (const state of about.states) await stateStore.write(state, null);
  const log = makeRecordingLog();
  const nudged: NudgeTarget[] = [];
  const sweep = makeSweepJobs({
    // All that it is given of the stores: it has nothing to write with.
    store: mayFail(stumbling, 'jobs', jobStore),
    states: mayFail(stumbling, 'states', stateStore),
    listedVendors: about.listedVendors,
    nudge: mayFail(stumbling, 'queue', {
      nudge: async (targets: readonly NudgeTarget[]) => {
        nudged.push(...targets);
      },
    }).nudge,
    now: () => NOW,
    random: () => 0.5,
    log,
    count: makeRecordingCount(),
  });
  stumbling.failsAt = about.failsAt;
  stumbling.failure = new Error('a store failed');
  // As Lambda calls it: with whatever event there is.
  const swept = (sweep as (event: string) => Promise<void>)(about.event);
  await swept.catch((error: unknown) => assert.equal(error, stumbling.failure));
  saw(stumbling.failed === undefined ? 'swept' : 'failed');
  assert.ok(
    stumbling.calls.every((call) => ['jobs.due', 'states.list', 'queue.nudge'].includes(call)),
    'it only reads',
  );
  for (const target of nudged) {
    assert.deepEqual(nudgeSchema.parse(JSON.parse(JSON.stringify(target))), target);
    if ('jobId' in target) {
      const job = await jobStore.read(target);
      assert.ok(job?.dueAt != null && job.dueAt <= NOW.toISOString(), 'a job that is not due was nudged');
    } else assert.ok(about.listedVendors.includes(target.vendor));
  }
  assert.ok(stumbling.failed !== undefined || log.events('info').includes('jobs_swept'));
}

export const sweeps = makeTarget({
  name: 'sweep-jobs',
  perThousand: 30,
  mustSee: ['swept', 'failed'],
  cases: situation,
  check,
});
