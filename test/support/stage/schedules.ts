/** What may happen to a few jobs, in whatever order: what fast-check draws, and how it is told when a schedule fails. */
import fc from 'fast-check';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import type { FakeResult } from '../fake-vendor.ts';
import { EARLY } from '../job-records.ts';
import { CALLED_BACK, callbackBody, FETCHED, type Script } from './script.ts';
import type { CallbackRequest } from './stage.ts';
import type { Cast } from './tables.ts';

export type CastJob = {
  name: JobName;
  /** Bodies that its vendor may call back with, each any number of times. */
  bodies: readonly Buffer[];
  /** Results that may be imported, each any number of times, always in the place of others. */
  imports: readonly Buffer[];
  /** What its callback URL calls the file. */
  ref?: string;
  /** What its announcement calls the file, if it is announced. */
  announcedRef?: string;
};

/** At which of an invocation's points, counted from 0, something befalls it. */
export type Fault = { at: number; fate: 'dies' | 'fails' | 'is out of time' };

export type Happening =
  | { does: 'callback'; job: number; body: number; fault: Fault | null }
  | { does: 'announcement'; job: number; fault: Fault | null }
  | { does: 'import'; job: number; body: number; fault: Fault | null }
  | { does: 'rebuild'; job: number; fault: Fault | null }
  | { does: 'replay'; job: number; fault: Fault | null }
  | { does: 'nudge'; job: number }
  | { does: 'completion'; job: number }
  | { does: 'refusal'; isOver: boolean }
  | { does: 'sweep'; fault: Fault | null }
  | { does: 'wait'; minutes: number }
  /** What has begun comes to its end before the next thing happens. */
  | { does: 'rest' };

export type Schedule = {
  happenings: Happening[];
  /** How many steps each waits for those before it to get ahead. */
  gaps: number[];
  /** Of the workers, in the order in which they begin. */
  workersFaults: (Fault | null)[];
  /** Whether the message of each worker that died comes again. */
  comesAgain: boolean[];
};

const TASK_0 = { vendor: CALLED_BACK, jobId: 'task-0' };
const TASK_1 = { vendor: CALLED_BACK, jobId: 'task-1' };
const JOB_0 = { vendor: FETCHED, jobId: 'job-0' };
const JOB_1 = { vendor: FETCHED, jobId: 'job-1' };

const bodiesOf = (name: JobName, ...results: FakeResult[]) => results.map((result) => callbackBody(name, result));
const bellsOf = (name: JobName) => [0, 1, 2].map((bell) => callbackBody(name, { bell }));

const SAVED = [
  {
    files: [
      { ref: 'shared', Joy: 0.1 },
      { ref: 'own', Joy: 0.2 },
    ],
  },
  { files: [{ ref: 'other', hate: 3 }] },
].map((result) => Buffer.from(JSON.stringify({ ...result, saved: 'earlier' })));

/** Between them: results that are called back, fetched, failed, and broken off; refs from an announcement, a URL, both and none. */
export const CAST: readonly CastJob[] = [
  {
    name: TASK_0,
    bodies: bodiesOf(
      TASK_0,
      { files: [{ ref: 'shared', hate: 3 }] },
      {
        files: [
          { ref: 'shared', hate: 1 },
          { ref: 'other', Joy: 0.5 },
        ],
      },
      { files: [{ ref: 'other', Joy: 0.7, hate: 2 }] },
    ),
    imports: SAVED,
  },
  { name: JOB_0, bodies: bellsOf(JOB_0), imports: SAVED, announcedRef: 'announced' },
  { name: JOB_1, bodies: bellsOf(JOB_1), imports: SAVED, ref: 'granted', announcedRef: 'announced too' },
  {
    name: TASK_1,
    bodies: bodiesOf(
      TASK_1,
      { files: [], failure: 'no' },
      { files: [{ ref: 'shared', hate: 2, Joy: 0.3 }] },
      { files: [{ ref: 'shared', hate: 1 }], isBrokenOff: true },
    ),
    imports: SAVED,
    ref: 'granted',
  },
];
export const STAGE_CAST: Cast = {
  names: CAST.map(({ name }) => name),
  refs: ['shared', 'own', 'other', 'granted', 'announced', 'announced too'],
};

export function openScript(): Script {
  const createdAt = new Date(EARLY);
  const files = [
    { ref: 'shared', Joy: 0.9 },
    { ref: 'own', hate: 2 },
  ];
  return {
    jobs: new Map([
      ['job-0', { says: 'unfinished', result: { files }, isListed: true, createdAt }],
      ['job-1', { says: 'unfinished', result: { files: files.slice(1), errors: ['unreadable'] }, createdAt }],
    ]),
    refuses: false,
  };
}

export function castJob(job: number): CastJob {
  const found = CAST[job];
  if (found === undefined) throw new Error(`no job ${job} in the cast`);
  return found;
}

export function requestOfBody({ name, bodies, ref }: CastJob, body: number): CallbackRequest {
  return { name, ref, body: bodies[body % bodies.length] ?? Buffer.alloc(0) };
}

export function importedBody({ imports }: CastJob, body: number): Buffer {
  return imports[body % imports.length] ?? Buffer.alloc(0);
}

/** `jobs`: how many of the cast take part; `fewest` and `most`: of what may happen to them. */
export function schedules({
  jobs,
  fewest,
  most,
}: {
  jobs: number;
  fewest: number;
  most: number;
}): fc.Arbitrary<Schedule> {
  const job = fc.nat({ max: jobs - 1 });
  const fate = fc.constantFrom<Fault['fate'][]>('dies', 'fails');
  const workersFate = fc.constantFrom<Fault['fate'][]>('dies', 'fails', 'is out of time');
  const fault = fc.option(fc.record({ at: fc.nat({ max: 20 }), fate }), { freq: 3 });
  const is = <Does extends string>(does: Does) => fc.constant(does);
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ does: is('callback'), job, body: fc.nat({ max: 2 }), fault }) },
    { weight: 2, arbitrary: fc.record({ does: is('announcement'), job, fault }) },
    { weight: 2, arbitrary: fc.record({ does: is('import'), job, body: fc.nat({ max: 1 }), fault }) },
    { weight: 2, arbitrary: fc.record({ does: is('rebuild'), job, fault }) },
    { weight: 1, arbitrary: fc.record({ does: is('replay'), job, fault }) },
    { weight: 2, arbitrary: fc.record({ does: is('nudge'), job }) },
    { weight: 2, arbitrary: fc.record({ does: is('completion'), job }) },
    { weight: 1, arbitrary: fc.record({ does: is('refusal'), isOver: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ does: is('sweep'), fault }) },
    { weight: 3, arbitrary: fc.record({ does: is('wait'), minutes: fc.integer({ min: 1, max: 15 }) }) },
    { weight: 3, arbitrary: fc.record({ does: is('rest') }) },
  );
  return fc.record({
    happenings: fc.array(happening, { minLength: fewest, maxLength: most, size: 'max' }),
    gaps: fc.array(fc.nat({ max: 40 }), { maxLength: most, size: 'max' }),
    workersFaults: fc.array(fc.option(fc.record({ at: fc.nat({ max: 50 }), fate: workersFate }), { freq: 2 }), {
      maxLength: 10,
    }),
    comesAgain: fc.array(fc.boolean(), { maxLength: 4 }),
  });
}
