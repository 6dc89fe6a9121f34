/** A worker whose time is up hands on; the next goes on from there, not from the start. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Progress } from '../../../lib/jobs/progress.ts';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import { resultBytes } from '../../support/fake-vendor.ts';
import { BELL, CALLED_BACK, completed, FETCHED, MINUTE_MS, makeVerdex } from '../../support/verdex-in-memory.ts';

const REFS = ['a', 'b', 'c', 'd'];
const FOUR_FILES = { files: REFS.map((ref) => ({ ref, Joy: 0.5 })) };

let verdex = makeVerdex({ filesAtOnce: 1 });
/** Keys of files, as often as they were put. */
let puts: string[] = [];
let filesInTime = Number.POSITIVE_INFINITY;
let worker = new AbortController();
let failure: Error | undefined;
beforeEach(() => {
  verdex = makeVerdex({ filesAtOnce: 1 });
  puts = [];
  failure = undefined;
  const { replaceJob } = verdex.index;
  verdex.index.replaceJob = (...given) => {
    const writing = replaceJob(...given);
    let written = 0;
    return {
      ...writing,
      put: async (summary) => {
        if (failure !== undefined && written === filesInTime) throw failure;
        puts.push(summary.identity);
        written += 1;
        if (failure === undefined && written === filesInTime) worker.abort();
        return writing.put(summary);
      },
    };
  };
});

/** A worker that has time for so many files. */
async function work(name: typeof FETCHED, files: number): Promise<void> {
  filesInTime = files;
  worker = new AbortController();
  await verdex.process(name, worker.signal);
}

async function begin(files = 2): Promise<void> {
  verdex.vendor.answer = completed(FOUR_FILES, { predictions: 40, errors: 1 });
  await verdex.callBack(FETCHED, BELL);
  await work(FETCHED, files);
}

describe('a result of more files than a worker has time for', () => {
  test('is handed on, due at once, and says how far it is', async () => {
    await begin();
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      reason: 'goes on after 2 of 4 files',
      dueAt: verdex.clock.now().toISOString(),
      attempt: 0,
      progress: { files: 2, indexVersion: INDEX_VERSION, ends: null },
    });
  });

  test('is written by one worker after the other, each file once, and the vendor is asked once', async () => {
    await begin(1);
    const { raw } = (await verdex.jobOf(FETCHED)).progress ?? {};
    for (let workers = 1; workers < REFS.length; workers += 1) await work(FETCHED, 1);
    await work(FETCHED, 1);
    expect(puts).toEqual(REFS.map((ref) => `ref:${ref}`));
    expect(verdex.asked).toHaveLength(1);
    const straight = makeVerdex();
    straight.vendor.answer = verdex.vendor.answer;
    await straight.callBack(FETCHED, BELL);
    await straight.process(FETCHED);
    const job = await verdex.jobOf(FETCHED);
    const { coverage, indexed } = await straight.jobOf(FETCHED);
    expect(job).toMatchObject({ status: 'indexed', attempt: 1, progress: null, raw, coverage, indexed });
    for (const ref of REFS) {
      expect(await verdex.summariesOf(`ref:${ref}`)).toEqual(await straight.summariesOf(`ref:${ref}`));
    }
  });

  test('leaves no file of the result before, and all that others wrote of this one', async () => {
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'old' }, { ref: 'c' }] }));
    await work(CALLED_BACK, 10);
    await verdex.callBack(CALLED_BACK, resultBytes(FOUR_FILES));
    await work(CALLED_BACK, 3);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b', 'ref:c', 'ref:old']);
    await work(CALLED_BACK, 10);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b', 'ref:c', 'ref:d']);
  });

  test('neither tries nor time count, as long as each worker gets further', async () => {
    await begin(1);
    for (const files of [2, 3]) {
      verdex.clock.advance(4 * 24 * 60 * MINUTE_MS);
      await work(FETCHED, 1);
      const owedSince = verdex.clock.now().toISOString();
      expect(await verdex.jobOf(FETCHED)).toMatchObject({ attempt: 0, owedSince, progress: { files } });
    }
  });

  test('that a worker gets no further with is tried later, from the same place', async () => {
    await begin();
    worker = new AbortController();
    worker.abort();
    await verdex.process(FETCHED, worker.signal);
    const job = await verdex.jobOf(FETCHED);
    expect(job).toMatchObject({ status: 'waiting', attempt: 1, progress: { files: 2 } });
    expect(job.reason).toBe('the worker ran out of time while indexing');
    expect(Date.parse(job.dueAt ?? '')).toBeGreaterThan(verdex.clock.now().getTime());
    verdex.clock.advance(MINUTE_MS);
    await work(FETCHED, 10);
    expect(puts).toEqual(REFS.map((ref) => `ref:${ref}`));
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 2 });
  });

  test('of which a worker failed to write a file goes on with that one, later', async () => {
    failure = new Retryable('DynamoDB is throttled');
    await begin();
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      ...{ status: 'waiting', reason: 'DynamoDB is throttled' },
      progress: { files: 2 },
    });
    failure = undefined;
    verdex.clock.advance(MINUTE_MS);
    await work(FETCHED, 10);
    expect(puts).toEqual(REFS.map((ref) => `ref:${ref}`));
    expect(verdex.asked).toHaveLength(1);
  });

  test('that can no longer be read is given up; the next worker parks the job', async () => {
    await begin();
    verdex.rawStore.read = () => Promise.reject(new Permanent('AWS refused: it is not there'));
    await work(FETCHED, 10);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', isGivenUp: true, progress: null });
    await work(FETCHED, 10);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', reason: 'AWS refused: it is not there' });
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
  });
});

describe('what changes in between is worked on from its start:', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['another callback', () => verdex.callBack(FETCHED, Buffer.from('{"bell":2}'))],
    ['a replay', () => verdex.ledger.replay(FETCHED)],
    ['a name for its file', () => verdex.ledger.announce(FETCHED, { ref: 'mine', expectBy: verdex.clock.now() })],
  ])('%s', async (_, change) => {
    await begin();
    await change();
    puts = [];
    await work(FETCHED, 10);
    expect(puts).toHaveLength(4);
    expect(verdex.asked).toHaveLength(2);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', progress: null });
  });

  test('an import', async () => {
    await begin();
    const raw = await verdex.rawStore.put('imports/x', resultBytes({ files: [{ ref: 'imported' }] }));
    await verdex.ledger.recordImport(FETCHED, { ...raw, ref: undefined, replace: true });
    await work(FETCHED, 10);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:imported']);
  });

  test.each<[string, Partial<Progress>]>([
    ['the version of the index', { indexVersion: INDEX_VERSION - 1 }],
    ['which files come first', { fileKeysSha256: 'others' }],
  ])('%s', async (_, changed) => {
    await begin();
    const job = await verdex.jobOf(FETCHED);
    if (job.progress === null) throw new Error('it was not handed on');
    await verdex.store.write({ ...job, progress: { ...job.progress, ...changed } }, job.revision);
    puts = [];
    await work(FETCHED, 10);
    expect(puts).toEqual(REFS.map((ref) => `ref:${ref}`));
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', progress: null });
  });
});

test('a worker that dies leaves the place that the one before it reached', async () => {
  await begin();
  await verdex.ledger.claim(FETCHED, new Date(verdex.clock.now().getTime() + MINUTE_MS));
  verdex.clock.advance(MINUTE_MS);
  await work(FETCHED, 10);
  expect(puts).toEqual(REFS.map((ref) => `ref:${ref}`));
});

test('the same callback once more changes nothing of it', async () => {
  await begin();
  await verdex.callBack(FETCHED, BELL);
  await work(FETCHED, 10);
  expect(puts).toEqual(REFS.map((ref) => `ref:${ref}`));
});

test('rows that are made again are handed on, and the job ends as it was', async () => {
  await begin(10);
  await verdex.ledger.rebuild(FETCHED);
  puts = [];
  await work(FETCHED, 3);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason: 'goes on after 3 of 4 files' });
  await work(FETCHED, 3);
  expect(puts).toHaveLength(4);
  expect(verdex.asked).toHaveLength(1);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', reason: null, rebuilds: null });
});

test('rows that are restored are handed on, and the job ends as it would have', async () => {
  await verdex.callBack(CALLED_BACK, resultBytes(FOUR_FILES));
  await work(CALLED_BACK, 10);
  await verdex.callBack(CALLED_BACK, resultBytes({ files: [], failure: 'no audio' }));
  await work(CALLED_BACK, 3);
  expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'waiting', reason: 'goes on after 3 of 4 files' });
  await work(CALLED_BACK, 3);
  const { indexed, ...job } = await verdex.jobOf(CALLED_BACK);
  expect(job).toMatchObject({ status: 'failed', reason: 'no audio', progress: null });
  expect(indexed).toMatchObject({ coverage: { files: 4 } });
  expect(await verdex.filesOf(CALLED_BACK)).toEqual(REFS.map((ref) => `ref:${ref}`));
});
