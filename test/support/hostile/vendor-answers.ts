/** Lets vendors answer anything at all, to the worker that asks for a result and to the reading of their lists. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { frames, taskPage } from '../hive-fetching.ts';
import { humeJobId, NOW } from './kept-jobs.ts';
import { makeKeptVerdex } from './kept-verdex.ts';
import { fixturesOf, mutated } from './mutations.ts';
import { contextOf, sqsEvent } from './nudges.ts';
import { demandDiscreetLog, demandOnlyChanged } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyText, mostly } from './texts.ts';
import { answerLike, type HostileAnswer, hostileFetch } from './vendor-doubles.ts';

const DAY_MS = 24 * 3600_000;
const HUME_JOB = { vendor: 'hume', jobId: humeJobId(2) };
const HIVE_TASK = { vendor: 'hive', jobId: 'task-5' };
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const unreachable = fc.constant(undefined);

/** Of the job that is asked for, or the fixtures as they are: of another. */
const details = fixturesOf('hume')
  .filter(({ name }) => name.startsWith('job_details'))
  .map(({ name, bytes }) => ({
    name,
    bytes: Buffer.from(String(bytes).replace('"job_id": "job_id"', `"job_id": "${HUME_JOB.jobId}"`)),
  }));
const completed = {
  name: 'completed',
  bytes: json({ job_id: HUME_JOB.jobId, state: { status: 'COMPLETED', num_predictions: 3 } }),
};
const predictions = fixturesOf('hume').filter(({ name }) => /^(predictions|callback)/.test(name));
const humeAnswers = fc.tuple(
  mostly<HostileAnswer | undefined>(
    fc.oneof<fc.Arbitrary<HostileAnswer>[]>(
      fc.constant<HostileAnswer>({
        status: 200,
        retryAfter: undefined,
        body: { original: 'completed', changes: [], bytes: () => completed.bytes },
        pieces: 1,
        breaksOffAt: undefined,
      }),
      answerLike(mutated([completed, ...details])),
    ),
    unreachable,
    9,
  ),
  mostly<HostileAnswer | undefined>(answerLike(mutated(predictions)), unreachable, 9),
);

const pages = [180, 200, 200, 201].map((outputs, n) => ({
  name: `page ${n}`,
  bytes: json(taskPage([frames(n * 200, outputs)], { id: HIVE_TASK.jobId, frames: 700 })),
}));
const tasks = fixturesOf('hive');
const unchanged = ({ name, bytes }: { name: string; bytes: Buffer }) => ({
  original: name,
  changes: [],
  bytes: () => bytes,
});
const hiveAnswers = fc.array(
  mostly<HostileAnswer | undefined>(
    answerLike(fc.oneof(mutated(pages), fc.constantFrom(...pages).map(unchanged), mutated(tasks))),
    unreachable,
    9,
  ),
  { minLength: 1, maxLength: 5 },
);

async function checkJob(
  { vendor, jobId }: { vendor: string; jobId: string },
  answers: readonly (HostileAnswer | undefined)[],
  saw: Saw,
): Promise<void> {
  const verdex = await makeKeptVerdex(hostileFetch(answers));
  const before = await verdex.snapshot();
  const batch = await verdex.processBatch(sqsEvent([JSON.stringify({ vendor, jobId })]), contextOf(300_000));
  // Whatever a vendor says ends in the job's state.
  assert.deepEqual(batch, { batchItemFailures: [] });
  const job = await verdex.readJob({ vendor, jobId });
  saw(job?.status ?? 'none');
  assert.ok(['indexed', 'failed', 'parked', 'waiting'].includes(job?.status ?? ''), `${job?.status}`);
  assert.ok(job?.reason === null || (job?.reason ?? '').length <= 500);
  assert.ok(job?.reason?.isWellFormed() ?? true, 'a reason that cannot be stored as it is');
  // A vendor's wish is a minimum, within reason.
  if (job?.dueAt != null) assert.ok(Date.parse(job.dueAt) <= NOW.getTime() + DAY_MS, `due at ${job.dueAt}`);
  demandDiscreetLog(verdex);
  demandNoBugs(verdex.log.lines);
  const name = `${vendor}#${jobId}`;
  demandOnlyChanged(
    before,
    await verdex.snapshot(),
    (key) =>
      [`jobs/${name}`, `raw/results/${vendor}/${jobId}`, `states/${vendor}`].includes(key) ||
      (job?.status === 'indexed' && key.startsWith(`files/${name}/`)),
  );
}

/** A bug is also retried, and would look like a vendor in trouble. */
function demandNoBugs(lines: readonly { error?: unknown }[]): void {
  for (const { error } of lines) {
    const name = error instanceof Error ? error.name : 'Retryable';
    assert.ok(['Retryable', 'AccessRefused', 'Permanent'].includes(name), `a bug: ${error}`);
  }
}

export const humeResults = makeTarget({
  name: 'process-job, what Hume answers',
  perThousand: 40,
  mustSee: ['indexed', 'failed', 'parked', 'waiting'],
  cases: humeAnswers,
  check: (answers, saw) => checkJob(HUME_JOB, answers, saw),
});

export const hiveResults = makeTarget({
  name: 'process-job, what Hive answers',
  perThousand: 30,
  mustSee: ['indexed', 'parked', 'waiting'],
  cases: hiveAnswers,
  check: (answers, saw) => checkJob(HIVE_TASK, answers, saw),
});

/** Mostly within the same moment; now and then no time at all. */
const createdAtMs = mostly<number>(
  fc.nat({ max: 10 }).map((ms) => Date.parse('2026-03-01T11:30:00Z') + ms),
  fc.constantFrom(1e300, 8.64e15 + 1, -1, 0.5, Number.NaN),
  60,
);
const entry = fc
  .record({
    id: mostly(fc.integer({ min: 1, max: 60 }).map(humeJobId), anyText),
    at: createdAtMs,
    isDone: fc.boolean(),
  })
  .map(({ id, at, isDone }) => ({
    job_id: id,
    state: {
      status: isDone ? 'COMPLETED' : 'IN_PROGRESS',
      created_timestamp_ms: at,
    },
  }));
const listed = fc.record({
  entries: fc.array(entry, { maxLength: 60 }),
  isInOrder: mostly(fc.constant(true), fc.constant(false)),
});
const lists = fc.oneof(
  listed.map(({ entries, isInOrder }) => {
    const list = isInOrder ? entries.toSorted((a, b) => createdAt(a) - createdAt(b)) : entries;
    return unchanged({ name: `${list.length} jobs: ${list.map(createdAt)}`, bytes: json(list) });
  }),
  mutated(fixturesOf('hume').filter(({ name }) => name === 'job_list.json')),
);

function createdAt({ state }: { state: { created_timestamp_ms: number } }): number {
  return state.created_timestamp_ms;
}

async function checkList(answers: readonly (HostileAnswer | undefined)[], saw: Saw): Promise<void> {
  const verdex = await makeKeptVerdex(hostileFetch(answers));
  const before = await verdex.snapshot();
  const batch = await verdex.processBatch(sqsEvent(['{"vendor":"hume"}']), contextOf(300_000));
  assert.deepEqual(batch, { batchItemFailures: [] });
  const [{ event } = { event: 'nothing' }] = verdex.log.lines.slice(-1);
  saw(event);
  demandDiscreetLog(verdex);
  demandNoBugs(verdex.log.lines);
  const after = await verdex.snapshot();
  const state = JSON.parse(after.get('states/hume') ?? '{}');
  // A watermark that is no time, or of the future, would pass over every job to come.
  assert.equal(new Date(state.list.readTo).toISOString(), state.list.readTo);
  demandOnlyChanged(before, after, (key) => {
    const isNew = !before.has(key);
    // Expected, or parked with nothing to show: of neither was anything heard.
    const wasMissed = /"status":"(expected|parked)"/.test(before.get(key) ?? '');
    return key === 'states/hume' || (key.startsWith('jobs/hume#') && (isNew || wasMissed));
  });
}

export const humeLists = makeTarget({
  name: 'process-job, what Hume lists',
  perThousand: 30,
  mustSee: ['vendor_list_read', 'vendor_list_not_read'],
  cases: fc.array(mostly<HostileAnswer | undefined>(answerLike(lists), unreachable, 9), { minLength: 1, maxLength: 3 }),
  check: checkList,
});
