import { describe, expect, test } from 'vitest';
import { mintCapability } from '../../../lib/callbacks/capability.ts';
import type { CapabilityBindings } from '../../../lib/callbacks/capability-bindings.ts';
import { makeMemoryCapabilityBindings } from '../../../lib/callbacks/memory-capability-bindings.ts';
import type { ReceiveCallbackDeps } from '../../../lib/callbacks/receive-callback.ts';
import { makeLedger } from '../../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { makeMemoryRawStore } from '../../../lib/raw/memory-raw-store.ts';
import { makeFrontDoor, NOON, SECRET } from '../../support/front-door.ts';
import { BODY, bodyOfJob, humeJobId, JOB, KEY, send, sha256 } from '../../support/hume-callback.ts';

const capability = mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7', bindFirst: true });
const OTHER = { vendor: 'hume', jobId: humeJobId(2) };
const OTHER_BODY = bodyOfJob(OTHER.jobId);
const ASIDE = `aside/hume/2026-03-01/${sha256(OTHER_BODY)}`;
const statusOf = ({ body = '' }: Awaited<ReturnType<typeof send>>) => JSON.parse(body).status;

describe('through a URL bound to its first job', () => {
  test('the first job is received as ever, as often as it comes', async () => {
    const door = makeFrontDoor();
    for (const outcome of [send(door, { capability }), send(door, { capability, body: `${BODY} ` })]) {
      expect(statusOf(await outcome)).toBe('received');
    }
    expect(await door.jobs.read(JOB)).toMatchObject({ ref: 'clip-7', status: 'received' });
    expect(door.kept.size).toBe(2);
    expect(door.counts).toEqual(['CallbackReceived', 'CallbackReceived']);
  });

  test('another job’s callback is kept aside and reported, and the ledger knows nothing of it', async () => {
    const door = makeFrontDoor();
    await send(door, { capability });
    const answer = await send(door, { capability, body: OTHER_BODY });
    expect(answer).toMatchObject({ statusCode: 202 });
    expect(JSON.parse(answer.body ?? '')).toEqual({ job: null, status: 'aside' });
    expect([...door.kept].map(([key, bytes]) => [key, bytes.toString()])).toEqual([
      [KEY, BODY],
      [ASIDE, OTHER_BODY],
    ]);
    expect(await door.jobs.read(OTHER)).toBeUndefined();
    expect(await door.jobs.due(NOON, 10)).toEqual([JOB]);
    expect(door.nudged).toEqual([JOB]);
    expect(door.counts).toEqual(['CallbackReceived', 'CallbackAside']);
    const line = door.logged.find((logged) => logged.includes('callback_aside'));
    for (const said of [ASIDE, `hume#${JOB.jobId}`, `hume#${OTHER.jobId}`]) expect(line).toContain(said);
    expect(door.logged.join()).not.toContain('clip-7');
  });

  test('what cannot be read binds nothing: the first job is the first that can be named', async () => {
    const door = makeFrontDoor();
    for (const body of ['ping', '', '{"job_id": "../x"}']) await send(door, { capability, body });
    expect(statusOf(await send(door, { capability }))).toBe('received');
    expect(statusOf(await send(door, { capability, body: 'ping' }))).toBe('unreadable');
  });

  test('neither does what is refused', async () => {
    const door = makeFrontDoor();
    const refused = [
      { capability: `${capability}x`, body: OTHER_BODY },
      { capability, body: OTHER_BODY, method: 'GET' },
      { capability, body: OTHER_BODY, vendor: 'hive' },
      { capability, body: `${OTHER_BODY}${' '.repeat(20_000)}` },
    ];
    for (const request of refused) expect((await send(door, request)).statusCode).toBeGreaterThanOrEqual(400);
    expect(statusOf(await send(door, { capability }))).toBe('received');
  });

  test('of many jobs at once one is received, the others are aside', async () => {
    const door = makeFrontDoor();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => send(door, { capability, body: bodyOfJob(humeJobId(index)) })),
    );
    expect(answers.map(statusOf).toSorted()).toEqual([...Array(11).fill('aside'), 'received']);
    expect(await door.jobs.due(NOON, 20)).toHaveLength(1);
    expect(door.kept.size).toBe(12);
  });

  test('another URL is another matter, and one that is not bound takes every job', async () => {
    const door = makeFrontDoor();
    await send(door, { capability });
    const other = mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7', bindFirst: true });
    expect(statusOf(await send(door, { capability: other, body: OTHER_BODY }))).toBe('received');
    for (const n of [3, 4]) {
      expect(statusOf(await send(door, { body: bodyOfJob(humeJobId(n)) }))).toBe('received');
    }
  });

  test('a capability that binds nothing asks nothing of the bindings', async () => {
    const bind = () => Promise.reject(new Retryable('down'));
    expect(statusOf(await send(makeFrontDoor({ bindings: { bind } })))).toBe('received');
  });
});

/** Every call to a store, each failing before it did its work and after; then the vendor sends again. */
const calls = ['bind', 'put', 'recordCallback', 'nudge'] as const;
type Call = (typeof calls)[number];

function makeStores() {
  const objects = new Map<string, string>();
  const raw = makeMemoryRawStore();
  const jobs = makeMemoryJobStore();
  const ledger = makeLedger({ store: jobs, now: () => NOON, newLeaseId: () => 'lease' });
  const bindings: CapabilityBindings = makeMemoryCapabilityBindings();
  /** The same stores, one call of which fails. */
  const failingAt = (call?: Call, when?: 'before' | 'after'): Partial<ReceiveCallbackDeps> => {
    const guarded =
      <A extends unknown[], R>(name: Call, work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (name === call && when === 'before') throw new Retryable('down');
        const result = await work(...args);
        if (name === call && when === 'after') throw new Retryable('cut off');
        return result;
      };
    return {
      bindings: { bind: guarded('bind', bindings.bind) },
      rawStore: {
        put: guarded('put', async (key: string, bytes: Uint8Array) => {
          objects.set(key, Buffer.from(bytes).toString());
          return raw.put(key, bytes);
        }),
      },
      ledger: { recordCallback: guarded('recordCallback', ledger.recordCallback) },
      nudge: guarded('nudge', async () => {}),
    };
  };
  return { objects, jobs, failingAt };
}

describe.each(
  calls.flatMap((call) => [
    { call, when: 'before' as const },
    { call, when: 'after' as const },
  ]),
)('a failure $when $call', ({ call, when }) => {
  test.each([
    ['the owner', JOB.jobId],
    ['another job', OTHER.jobId],
  ])('loses nothing of %s', async (_, failing) => {
    const { objects, jobs, failingAt } = makeStores();
    for (const jobId of [JOB.jobId, OTHER.jobId]) {
      const request = { capability, body: bodyOfJob(jobId) };
      if (jobId === failing) {
        const { statusCode } = await send(makeFrontDoor(failingAt(call, when)), request);
        // What is answered 2xx is on disk.
        if (statusCode === 202) expect([...objects.values()]).toContain(request.body);
        else expect(statusCode).toBe(503);
      }
      expect(await send(makeFrontDoor(failingAt()), request)).toMatchObject({ statusCode: 202 });
    }
    expect(Object.fromEntries(objects)).toEqual({ [KEY]: BODY, [ASIDE]: OTHER_BODY });
    expect(await jobs.due(NOON, 10)).toEqual([JOB]);
    expect(await jobs.read(OTHER)).toBeUndefined();
  });
});

test('a failure of the bindings is a 503, and nothing is kept', async () => {
  const door = makeFrontDoor({ bindings: { bind: () => Promise.reject(new Retryable('down')) } });
  expect(await send(door, { capability })).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
  expect([...door.kept.keys()]).toEqual([]);
  expect(door.nudged).toEqual([]);
});
