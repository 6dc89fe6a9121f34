import { describe, expect, test } from 'vitest';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { makeLedger } from '../../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import { makeProcessJob } from '../../../lib/jobs/process-job.ts';
import { Malformed, Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { makeMemoryRawStore } from '../../../lib/raw/memory-raw-store.ts';
import { fileKeyOf } from '../../../lib/summaries/identity.ts';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import { makeVendorRegistry } from '../../../lib/vendors/registry.ts';
import type { ExpectedCoverage, FetchedResult } from '../../../lib/vendors/vendor.ts';
import { type FakeResult, makeFakeVendor, resultBytes, streamOf } from '../../support/fake-vendor.ts';
import { makeClock, makeRecordingCount, makeRecordingLog } from '../../support/fakes.ts';
import { EARLY } from '../../support/job-records.ts';
import { readPages } from '../../support/read-pages.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NEVER = new AbortController().signal;
const FETCHED = { vendor: 'fetched', jobId: 'job-1' };
const CALLED_BACK = { vendor: 'calledback', jobId: 'task-1' };

/** What the vendor's own API says when it is asked next. */
type Answer = (signal: AbortSignal) => Promise<FetchedResult>;

/** Everything of Verdex behind the front door, in memory, with two vendors: one is asked for results, one sends them. */
function makeVerdex({ maxResultBytes = 1_000_000 } = {}) {
  const clock = makeClock(EARLY);
  const log = makeRecordingLog();
  const count = makeRecordingCount();
  const store = makeMemoryJobStore();
  const rawStore = makeMemoryRawStore();
  const index = makeMemoryIndex();
  const asked: string[] = [];
  const vendor: { answer: Answer } = { answer: async () => ({ state: 'unfinished' }) };
  let leases = 0;
  const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => `lease-${++leases}` });
  const processJob = makeProcessJob({
    vendors: makeVendorRegistry(
      makeFakeVendor('fetched', (jobId, signal) => {
        asked.push(jobId);
        return vendor.answer(signal);
      }),
      makeFakeVendor('calledback'),
    ),
    ledger,
    rawStore,
    index,
    maxResultBytes,
    now: clock.now,
    random: () => 0.5,
    log,
    count,
  });
  return {
    clock,
    log,
    count,
    rawStore,
    index,
    ledger,
    vendor,
    asked,
    callBack: async (name: JobName, body: Buffer, ref?: string) => {
      const raw = await rawStore.put(`callbacks/${name.vendor}/${name.jobId}/${digestOf(body).sha256}`, body);
      await ledger.recordCallback(name, { ...raw, ref });
    },
    process: (name: JobName, signal = NEVER) =>
      processJob(name, { leaseEnd: new Date(clock.now().getTime() + 15 * MINUTE_MS), signal }),
    summariesOf: async (ref: string) => (await index.summariesOf(fileKeyOf(ref), { limit: 100 })).items,
    jobOf: async (name: JobName) => {
      const job = await store.read(name);
      if (job === undefined) throw new Error('no such job');
      return job;
    },
    filesOf: async (name: JobName) =>
      (await readPages((page) => index.filesOf(name, page), 100))
        .flat()
        .map(({ identity }) => identity)
        .toSorted(),
  };
}

function completed(result: FakeResult, expected: ExpectedCoverage = {}): () => Promise<FetchedResult> {
  return async () => ({ state: 'completed', body: streamOf(resultBytes(result)), expected });
}

const BELL = Buffer.from('{"bell":1}');
const TWO_FILES = {
  files: [
    { ref: 'a', Joy: 0.9 },
    { ref: 'b', hate: 2 },
  ],
};

describe('a completed result', () => {
  test('is kept byte for byte, indexed, and the job is done', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES, { predictions: 20, errors: 0 });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);

    const job = await verdex.jobOf(FETCHED);
    expect(job).toMatchObject({
      status: 'indexed',
      dueAt: null,
      leaseId: null,
      reason: null,
      attempt: 1,
      raw: { key: 'results/fetched/job-1', ...digestOf(resultBytes(TWO_FILES)) },
      coverage: { files: 2, predictions: 20, errors: 0, expectedPredictions: 20, complete: true },
    });
    expect(job.history.map(({ status }) => status)).toEqual(['received', 'running', 'indexed']);
    if (job.raw === null) throw new Error('no raw');
    const raw = Buffer.concat(await Array.fromAsync(await verdex.rawStore.read(job.raw)));
    expect(raw.equals(resultBytes(TWO_FILES))).toBe(true);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
    expect(verdex.asked).toEqual(['job-1']);
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
    expect(verdex.log.events('error')).toEqual([]);
  });

  test('every summary leads to the raw bytes it came from, and to the time of its callback', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    for (const ref of ['ref:a', 'ref:b']) {
      expect(await verdex.summariesOf(ref)).toMatchObject([
        { at: EARLY, raw: { key: 'results/fetched/job-1', ...digestOf(resultBytes(TWO_FILES)) } },
      ]);
    }
  });

  test('of a vendor without a call is the kept callback', async () => {
    const verdex = makeVerdex();
    const body = resultBytes({ files: [{ ref: 'a', hate: 3 }] });
    await verdex.callBack(CALLED_BACK, body);
    await verdex.process(CALLED_BACK);
    const { status, raw, callback } = await verdex.jobOf(CALLED_BACK);
    expect({ status, raw }).toEqual({
      status: 'indexed',
      raw: { key: callback?.key, versionId: null, ...digestOf(body) },
    });
    expect(await verdex.summariesOf('ref:a')).toMatchObject([{ raw: { key: callback?.key } }]);
    expect(verdex.asked).toEqual([]);
  });

  test('of a vendor without a call is the very version of the callback that was kept', async () => {
    const verdex = makeVerdex();
    const raw = await verdex.rawStore.put('callbacks/calledback/task-1/aa', resultBytes(TWO_FILES));
    await verdex.ledger.recordCallback(CALLED_BACK, { ...raw, versionId: 'version-7', ref: undefined });
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'indexed',
      raw: { ...raw, versionId: 'version-7' },
    });
    expect(await verdex.summariesOf('ref:a')).toMatchObject([{ raw: { key: raw.key, versionId: 'version-7' } }]);
  });

  test('is about the file that the callback URL named', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'vendor-name', hate: 3 }] }), 'order 7');
    await verdex.process(CALLED_BACK);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:order 7']);
  });

  test('with classes nobody knows is indexed, and they are reported', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed({ ...TWO_FILES, unknownClasses: ['new_class', 'newer_class'] });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
    expect(verdex.log.lines).toContainEqual({
      level: 'warn',
      event: 'unknown_classes',
      fields: { job: 'fetched#job-1', classes: 'new_class,newer_class' },
    });
  });

  test('another one later replaces it: what the new one does not have is gone', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    verdex.vendor.answer = completed({ files: [{ ref: 'b', hate: 1 }] });
    await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
    await verdex.process(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:b']);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 1, coverage: { files: 1 } });
  });
});

describe('how much was seen', () => {
  test.each([
    ['all that the vendor announced', TWO_FILES, { predictions: 20, errors: 0 }, { complete: true, errors: 0 }],
    ['fewer than announced', TWO_FILES, { predictions: 21 }, { complete: false, expectedPredictions: 21 }],
    ['more than announced', TWO_FILES, { predictions: 19 }, { complete: false, expectedPredictions: 19 }],
    ['nothing was announced', TWO_FILES, {}, { complete: null, expectedPredictions: null }],
    ['errors in the result', { ...TWO_FILES, errors: ['b.mp4: unreadable'] }, {}, { complete: false, errors: 1 }],
    ['errors that only the job tells of', TWO_FILES, { predictions: 20, errors: 3 }, { complete: false, errors: 3 }],
    ['nothing, as announced', { files: [] }, { predictions: 0 }, { complete: true, files: 0, predictions: 0 }],
  ])('%s', async (_, result, expected, coverage) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(result, expected);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', coverage });
  });
});

describe('a job that failed at the vendor', () => {
  test('as its API says, is failed in its words, and nothing is fetched or indexed', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({ state: 'failed', message: 'No files could be read' });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'failed',
      dueAt: null,
      leaseId: null,
      reason: 'No files could be read',
      raw: null,
    });
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
    expect(verdex.count.counts).toEqual(new Map([['JobFailed', 1]]));
  });

  test('as its result says, is failed in its words', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [], failure: 'status[0]: could not be processed' }));
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'failed',
      reason: 'status[0]: could not be processed',
    });
  });

  test.each([
    ['its API says', FETCHED],
    ['its result says', CALLED_BACK],
  ])('as %s, after it once had a result, leaves what was indexed as it was', async (_, name) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(name, resultBytes(TWO_FILES));
    await verdex.process(name);
    verdex.vendor.answer = async () => ({ state: 'failed', message: 'no' });
    await verdex.callBack(name, resultBytes({ files: [], failure: 'no' }));
    await verdex.process(name);
    expect(await verdex.jobOf(name)).toMatchObject({ status: 'failed', reason: 'no', coverage: null });
    expect(await verdex.filesOf(name)).toEqual(['ref:a', 'ref:b']);
  });

  test('is done: another nudge asks nobody', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({ state: 'failed', message: 'no' });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    await verdex.process(FETCHED);
    expect(verdex.asked).toHaveLength(1);
  });
});

describe('what may pass', () => {
  test('a job the vendor has not finished waits for its next turn', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      // Half of the first 15 s, by the fixed random number.
      dueAt: '2026-01-01T00:00:07.500Z',
      leaseId: null,
      reason: 'the vendor has not finished the job',
    });
    expect(verdex.count.counts).toEqual(new Map([['JobWaiting', 1]]));
  });

  test('an outage is waited out, at least as long as the vendor asks', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      throw new Retryable('Vendor answered 429', { retryAfterMs: 90_000 });
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      dueAt: '2026-01-01T00:01:30.000Z',
      reason: 'Vendor answered 429',
    });
    expect(verdex.log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'attempt_failed', fields: { job: 'fetched#job-1' } },
    ]);
  });

  test('each time it waits longer, and in the end it is done as if nothing had been', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      throw new Retryable('Vendor answered 503');
    };
    await verdex.callBack(FETCHED, BELL);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await verdex.process(FETCHED);
      const { dueAt } = await verdex.jobOf(FETCHED);
      const waitMs = Date.parse(dueAt ?? '') - verdex.clock.now().getTime();
      waits.push(waitMs);
      verdex.clock.advance(waitMs);
    }
    expect(waits).toEqual([7_500, 15_000, 30_000, 60_000, 120_000]);
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', dueAt: null, reason: null, attempt: 6 });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test.each([
    ['before the first byte', []],
    ['in the middle', [resultBytes(TWO_FILES).subarray(0, 20)]],
  ])('a body that breaks off %s is fetched again, and nothing is kept of it', async (_, chunks) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => ({
      state: 'completed',
      body: (async function* () {
        yield* chunks;
        throw new Retryable('the vendor hung up');
      })(),
      expected: {},
    });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason: 'the vendor hung up', raw: null });
    const lost = { key: 'results/fetched/job-1', versionId: null, sha256: '', bytes: 0 };
    await expect(verdex.rawStore.read(lost)).rejects.toThrow(Permanent);
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
  });

  test('kept bytes that are no longer those that came are not what the job is done with', async () => {
    const verdex = makeVerdex();
    const body = resultBytes(TWO_FILES);
    await verdex.callBack(CALLED_BACK, body);
    await verdex.process(CALLED_BACK);
    const next = resultBytes({ files: [{ ref: 'b', hate: 1 }] });
    await verdex.callBack(CALLED_BACK, next);
    const { callback } = await verdex.jobOf(CALLED_BACK);
    const key = callback?.key ?? '';
    await verdex.rawStore.put(key, resultBytes({ files: [] }));
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'waiting',
      reason: 'the raw result is no longer what was kept',
    });
    // Nothing is taken away on the word of other bytes.
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);

    await verdex.rawStore.put(key, next);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'indexed', raw: { key, ...digestOf(next) } });
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:b']);
  });

  test('an error nobody expected is tried again, and logged with the job it is about', async () => {
    const verdex = makeVerdex();
    const bug = new TypeError('undefined is not a function');
    verdex.vendor.answer = () => Promise.reject(bug);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason: 'undefined is not a function' });
    expect(verdex.log.lines.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', event: 'attempt_failed', error: bug, fields: { job: 'fetched#job-1' } },
    ]);
  });

  test.each([
    ['an outage', () => new Retryable('Vendor answered 503')],
    ['a bug', () => new TypeError('undefined is not a function')],
  ])('%s of more than three days is for a person to look at', async (_, makeError) => {
    const verdex = makeVerdex();
    const error = makeError();
    verdex.vendor.answer = () => Promise.reject(error);
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(3 * DAY_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting' });
    verdex.clock.advance(7 * 60 * MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      dueAt: null,
      reason: `given up after 3 days: ${error.message}`,
    });
    expect(verdex.count.counts.get('JobParked')).toBe(1);
  });

  test('a job that the vendor never finishes is given up after three days', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(3 * DAY_MS + 1);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      reason: 'given up after 3 days: the vendor has not finished the job',
    });
  });

  test('a new callback starts the three days anew', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(4 * DAY_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked' });
    await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', attempt: 1 });
  });
});

describe('what no later attempt will change is parked at once, with the reason', () => {
  test.each([
    ['a refusal', new Permanent('Vendor answered 401: check the API key')],
    ['an answer that is none', new Malformed('not a result of this vendor')],
  ])('%s', async (_, error) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = () => Promise.reject(error);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      dueAt: null,
      leaseId: null,
      reason: error.message,
    });
    expect(verdex.count.counts).toEqual(new Map([['JobParked', 1]]));
    expect(verdex.log.events('error')).toEqual([]);
  });

  test('bytes that cannot be read, and they are kept to be looked at', async () => {
    const verdex = makeVerdex();
    const garbage = Buffer.from('<html>Bad gateway</html>');
    verdex.vendor.answer = async () => ({ state: 'completed', body: streamOf(garbage), expected: {} });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', reason: 'not a result' });
    const kept = { key: 'results/fetched/job-1', versionId: null, sha256: '', bytes: 0 };
    expect(Buffer.concat(await Array.fromAsync(await verdex.rawStore.read(kept))).equals(garbage)).toBe(true);
  });

  test('a result larger than the limit', async () => {
    const verdex = makeVerdex({ maxResultBytes: 10 });
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'parked',
      reason: expect.stringContaining('10 bytes'),
    });
  });

  test('a vendor that nobody knows', async () => {
    const verdex = makeVerdex();
    const name = { vendor: 'nobody', jobId: 'job-1' };
    await verdex.callBack(name, BELL);
    await verdex.process(name);
    expect(await verdex.jobOf(name)).toMatchObject({ status: 'parked', reason: 'no vendor is called nobody' });
  });

  test('a kept callback that is gone', async () => {
    const verdex = makeVerdex();
    const gone = { key: 'callbacks/gone', versionId: null, sha256: 'aa', bytes: 1, ref: undefined };
    await verdex.ledger.recordCallback(CALLED_BACK, gone);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'parked',
      reason: expect.stringContaining('gone'),
    });
  });
});

describe('a nudge about a job that is not to be worked on does nothing', () => {
  test('unknown', async () => {
    const verdex = makeVerdex();
    await verdex.process(FETCHED);
    expect(verdex.asked).toEqual([]);
    expect(verdex.count.counts.size).toBe(0);
  });

  test('waiting for its time', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const before = await verdex.jobOf(FETCHED);
    await verdex.process(FETCHED);
    expect(verdex.asked).toHaveLength(1);
    expect(await verdex.jobOf(FETCHED)).toEqual(before);
  });

  test('taken by another worker', async () => {
    const verdex = makeVerdex();
    let second: Promise<void> | undefined;
    verdex.vendor.answer = async () => {
      second = verdex.process(FETCHED);
      await second;
      return { state: 'failed', message: 'no' };
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    await expect(second).resolves.toBeUndefined();
    expect(verdex.asked).toHaveLength(1);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'failed', attempt: 1 });
  });

  test('done', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const before = await verdex.jobOf(FETCHED);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toEqual(before);
    expect(verdex.asked).toHaveLength(1);
  });
});

describe('a worker whose time is up', () => {
  test('stops fetching: the job waits, and nothing is kept of it', async () => {
    const verdex = makeVerdex();
    const end = new AbortController();
    verdex.vendor.answer = async (signal) => ({
      state: 'completed',
      body: (async function* () {
        yield resultBytes(TWO_FILES).subarray(0, 20);
        end.abort();
        if (signal.aborted) throw new Retryable('the vendor did not answer in time');
        yield resultBytes(TWO_FILES).subarray(20);
      })(),
      expected: {},
    });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED, end.signal);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      leaseId: null,
      raw: null,
      reason: 'the vendor did not answer in time',
    });
    expect(await verdex.filesOf(FETCHED)).toEqual([]);
  });

  test('stops indexing: the job waits, and what was indexed before is still there', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);

    const end = new AbortController();
    const bytes = resultBytes({ files: [{ ref: 'b', hate: 1 }] });
    verdex.vendor.answer = async () => ({
      state: 'completed',
      body: (async function* () {
        yield bytes;
        end.abort();
      })(),
      expected: {},
    });
    await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
    await verdex.process(FETCHED, end.signal);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({
      status: 'waiting',
      leaseId: null,
      reason: 'the worker ran out of time while indexing',
    });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);

    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 2 });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:b']);
  });
});

test('a job that five workers did not come back from is parked, counted, and nobody is asked', async () => {
  const verdex = makeVerdex();
  await verdex.callBack(FETCHED, BELL);
  for (let worker = 0; worker < 5; worker += 1) {
    await verdex.ledger.claim(FETCHED, new Date(verdex.clock.now().getTime() + 15 * MINUTE_MS));
    verdex.clock.advance(15 * MINUTE_MS);
  }
  await verdex.process(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked' });
  expect(verdex.asked).toEqual([]);
  expect(verdex.count.counts).toEqual(new Map([['JobParked', 1]]));
  expect(verdex.log.lines).toContainEqual({
    level: 'info',
    event: 'job_not_claimed',
    fields: { job: 'fetched#job-1', outcome: 'abandoned' },
  });
});

describe('while a worker is at it', () => {
  test('another callback with other bytes comes: the job is worked on again, from those', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
      return completed({ files: [{ ref: 'old', Joy: 0.1 }] })();
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', dueAt: EARLY, leaseId: null });
    // What came of the old ones is nobody's outcome.
    expect(verdex.count.counts.size).toBe(0);
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', coverage: { files: 2 } });
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test('its lease ends and another takes over: the first one’s outcome changes nothing', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = async () => {
      verdex.clock.advance(16 * MINUTE_MS);
      verdex.vendor.answer = completed(TWO_FILES);
      await verdex.process(FETCHED);
      throw new Permanent('too late to say so');
    };
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 2, reason: null });
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });

  test('the ledger cannot be reached: the nudge fails, and the job is still due when the lease ends', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(FETCHED, BELL);
    const outage = new Retryable('AWS failed');
    const processJob = makeProcessJob({
      vendors: makeVendorRegistry(makeFakeVendor('fetched', completed(TWO_FILES))),
      ledger: { claim: verdex.ledger.claim, settle: () => Promise.reject(outage) },
      rawStore: verdex.rawStore,
      index: verdex.index,
      maxResultBytes: 1000,
      now: verdex.clock.now,
      random: () => 0.5,
      log: verdex.log,
      count: verdex.count,
    });
    await expect(processJob(FETCHED, { leaseEnd: new Date('2026-01-01T00:15:00.000Z'), signal: NEVER })).rejects.toBe(
      outage,
    );
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'running', dueAt: '2026-01-01T00:15:00.000Z' });
    verdex.clock.advance(15 * MINUTE_MS);
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 2 });
  });
});
