import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccessRefused, Permanent, Retryable } from '../../../../lib/platform/errors.ts';
import {
  type HumeJob,
  idOf,
  makeHumeJobList,
  NOON_MS,
  numbersFrom,
  pagesFrom,
} from '../../../support/hume-job-list.ts';

/** Jobs numbered from 0, one each millisecond from noon on unless a test says otherwise. */
const jobsOf = (count: number, at = (n: number) => NOON_MS + n): HumeJob[] =>
  Array.from({ length: count }, (_, id) => ({ id, at: at(id) }));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('the jobs created from a moment on, the oldest first, with what is known of each', async () => {
  const { fetch, queries } = makeHumeJobList([
    { id: 1, at: NOON_MS - 1, status: 'COMPLETED' },
    { id: 2, at: NOON_MS, status: 'COMPLETED' },
    { id: 3, at: NOON_MS + 5, status: 'FAILED' },
    { id: 4, at: NOON_MS + 6, status: 'IN_PROGRESS' },
    { id: 5, at: NOON_MS + 7, status: 'QUEUED' },
  ]);
  expect((await pagesFrom(fetch)).flat()).toEqual([
    { jobId: idOf(2), createdAt: new Date(NOON_MS), isFinished: true },
    { jobId: idOf(3), createdAt: new Date(NOON_MS + 5), isFinished: true },
    { jobId: idOf(4), createdAt: new Date(NOON_MS + 6), isFinished: false },
    { jobId: idOf(5), createdAt: new Date(NOON_MS + 7), isFinished: false },
  ]);
  expect(queries[0]).toEqual({
    limit: '50',
    when: 'created_after',
    timestamp_ms: String(NOON_MS - 1),
    sort_by: 'created',
    direction: 'asc',
  });
});

test('none: one request, and no page', async () => {
  const { fetch, queries } = makeHumeJobList(jobsOf(3, () => NOON_MS - 1));
  expect(await pagesFrom(fetch)).toEqual([]);
  expect(queries).toHaveLength(1);
});

describe.each([
  ['after', false],
  ['from', true],
])('where the list begins %s the time asked for', (_, isInclusive) => {
  test.each([1, 49, 50, 51, 99, 100, 500])('%i jobs are each listed once', async (count) => {
    const { fetch } = makeHumeJobList(jobsOf(count), { isInclusive });
    expect(await numbersFrom(fetch)).toEqual(upTo(count));
  });

  test('a page may end among jobs of one millisecond', async () => {
    const { fetch } = makeHumeJobList(
      jobsOf(170, (n) => NOON_MS + Math.floor(n / 30)),
      { isInclusive },
    );
    expect(await numbersFrom(fetch)).toEqual(upTo(170));
  });

  test.each([50, 51, 120, 3000])(
    '%i jobs of one millisecond are more than a page, and hide none after them',
    async (same) => {
      const jobs = jobsOf(same + 3, (n) => NOON_MS + Math.max(0, n - same + 1));
      const { fetch, queries } = makeHumeJobList(jobs, { isInclusive });
      expect(await numbersFrom(fetch)).toEqual(upTo(same + 3));
      expect(queries.at(-1)?.limit).toBe('50');
    },
  );

  test('more of one millisecond than can be asked for are not passed over in silence', async () => {
    const { fetch, queries } = makeHumeJobList(
      jobsOf(4000, () => NOON_MS),
      { isInclusive },
    );
    await expect(pagesFrom(fetch)).rejects.toThrow(Retryable);
    expect(Math.max(...queries.map(({ limit }) => Number(limit)))).toBe(3200);
  });

  test('any jobs at any times, from any moment, in pages of any size', async () => {
    const job = fc.record({ gapMs: fc.constantFrom(0, 0, 0, 1, 2, 1000), isFinished: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 300 }), fc.nat(40), async (gaps, sinceMs) => {
        let at = NOON_MS;
        const jobs = gaps.map(({ gapMs, isFinished }, id): HumeJob => {
          at += gapMs;
          return { id, at, status: isFinished ? 'COMPLETED' : 'QUEUED' };
        });
        const since = NOON_MS + sinceMs;
        const { fetch } = makeHumeJobList(jobs, { isInclusive });
        const expected = jobs.filter((each) => (each.at ?? 0) >= since).map(({ id }) => id);
        expect(await numbersFrom(fetch, { since })).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

test('a list that gives fewer than were asked for is read to its end', async () => {
  const { fetch } = makeHumeJobList(jobsOf(70), { atMost: 20 });
  expect(await numbersFrom(fetch)).toEqual(upTo(70));
});

describe('a list that does not heed what it is asked', () => {
  test.each([60, 10])('the time, with %i jobs from before it: is no list to adopt from', async (before) => {
    const jobs = jobsOf(before + 5, (n) => NOON_MS + (n - before) * 60_000);
    const { fetch, queries } = makeHumeJobList(jobs, { ignoresTime: true });
    await expect(pagesFrom(fetch)).rejects.toThrow(Retryable);
    await expect(pagesFrom(fetch)).rejects.toThrow('from the time asked for on');
    expect(queries).toHaveLength(2);
  });

  test('the time, and always begins with the same page: does not go on for ever', async () => {
    const { fetch, queries } = makeHumeJobList(jobsOf(5000), { ignoresTime: true });
    await expect(pagesFrom(fetch)).rejects.toThrow(Retryable);
    expect(queries.length).toBeLessThan(50);
  });

  test('the time, but has one page only: that is all of it', async () => {
    const { fetch } = makeHumeJobList(jobsOf(30), { ignoresTime: true });
    expect(await numbersFrom(fetch)).toEqual(upTo(30));
  });

  test('but for whole seconds: what is from before is left out', async () => {
    const jobs = jobsOf(100, (n) => NOON_MS - 900 + n * 10);
    const { fetch } = makeHumeJobList(jobs, { inWholeSeconds: true });
    expect(await numbersFrom(fetch)).toEqual(upTo(100).slice(90));
  });

  test.each([{}, { atMost: 20 }])('the order, %j: is no list to adopt from', async (more) => {
    const { fetch, queries } = makeHumeJobList(jobsOf(120), { isNewestFirst: true, ...more });
    await expect(pagesFrom(fetch)).rejects.toThrow(Retryable);
    await expect(pagesFrom(fetch)).rejects.toThrow('the oldest first');
    expect(queries).toHaveLength(2);
  });
});

describe('entries that cannot be read', () => {
  const listing = (...entries: unknown[]) => {
    const answers = [entries];
    return async () => Response.json(answers.shift() ?? []);
  };
  const job = (n: number, state: unknown) => ({ job_id: idOf(n), state });

  test('hide no others', async () => {
    const fetch = listing(
      null,
      7,
      'job',
      [],
      {},
      { job_id: 5, state: { status: 'COMPLETED', created_timestamp_ms: NOON_MS } },
      { job_id: '../x', state: { status: 'COMPLETED', created_timestamp_ms: NOON_MS } },
      { job_id: 'job-1', state: { status: 'COMPLETED', created_timestamp_ms: NOON_MS } },
      job(1, { status: 'COMPLETED', created_timestamp_ms: NOON_MS + 1 }),
    );
    expect(await numbersFrom(fetch)).toEqual([1]);
  });

  test('a job without a time of its own was created after the one before it', async () => {
    const fetch = listing(
      job(1, null),
      job(2, { status: 'COMPLETED', created_timestamp_ms: NOON_MS + 5 }),
      job(3, { status: 'FAILED' }),
      job(4, { status: 7, created_timestamp_ms: 'today' }),
      job(5, { status: 'COMPLETED', created_timestamp_ms: 1e300 }),
      job(6, { status: 'COMPLETED', created_timestamp_ms: NOON_MS + 6 }),
    );
    expect(
      (await pagesFrom(fetch))
        .flat()
        .map(({ jobId, createdAt, isFinished }) => [jobId, +createdAt - NOON_MS, isFinished]),
    ).toEqual([
      [idOf(1), 0, false],
      [idOf(2), 5, true],
      [idOf(3), 5, true],
      [idOf(4), 5, false],
      [idOf(5), 5, true],
      [idOf(6), 6, true],
    ]);
  });

  test('a full page without any time cannot be gone on from', async () => {
    const { fetch } = makeHumeJobList(Array.from({ length: 4000 }, (_, id) => ({ id })));
    await expect(pagesFrom(fetch)).rejects.toThrow(Retryable);
  });

  test('a page without any time that is not full is all of it', async () => {
    const { fetch } = makeHumeJobList(Array.from({ length: 7 }, (_, id) => ({ id })));
    expect(await numbersFrom(fetch)).toEqual(upTo(7));
  });
});

test('a job whose request fills megabytes is listed as any other, and not kept in memory', async () => {
  const text = Array(100).fill('x'.repeat(100_000));
  const entry = (n: number) => ({
    job_id: idOf(n),
    request: { text },
    state: { status: 'COMPLETED', created_timestamp_ms: NOON_MS + n },
  });
  const answers = [[entry(0), entry(1), entry(2)]];
  expect(await numbersFrom(async () => Response.json(answers.shift() ?? []))).toEqual([0, 1, 2]);
});

test.each([
  ['no JSON', '<html>'],
  ['cut short', '[{"job_id": "'],
  ['empty', ''],
  ['null', 'null'],
  ['an object', '{"jobs": []}'],
  ['a text', '"jobs"'],
  ['nested without end', `[${'['.repeat(1000)}${']'.repeat(1000)}]`],
])('a list that is %s is no empty list', async (_, body) => {
  await expect(pagesFrom(async () => new Response(body))).rejects.toThrow(Retryable);
});

test.each([
  [401, AccessRefused],
  [403, AccessRefused],
  [404, Permanent],
  [410, Permanent],
  [400, Permanent],
  [429, Retryable],
  [500, Retryable],
])('%i', async (status, kind) => {
  await expect(pagesFrom(async () => new Response('', { status }))).rejects.toThrow(kind);
});

test('what was listed before a failure was listed', async () => {
  const { fetch, queries } = makeHumeJobList(jobsOf(120));
  const listed: number[] = [];
  const { makeHume } = await import('../../../../lib/vendors/hume/hume.ts');
  const hume = makeHume({
    baseUrl: 'https://api.hume.test',
    apiKey: 'key-1',
    fetch: async (input) => (queries.length < 2 ? fetch(String(input)) : new Response('', { status: 503 })),
  });
  const listing = async () => {
    for await (const page of hume.listJobs?.(new Date(NOON_MS), new AbortController().signal) ?? [])
      listed.push(page.length);
  };
  await expect(listing()).rejects.toThrow(Retryable);
  expect(listed).toEqual([50, 49]);
});

test('without a key nothing is asked', async () => {
  const { fetch, queries } = makeHumeJobList([]);
  await expect(pagesFrom(fetch, { apiKey: undefined })).rejects.toThrow(AccessRefused);
  expect(queries).toEqual([]);
});

test('ends when the time to work is over', async () => {
  const aborted: typeof fetch = async (_, init) => {
    init?.signal?.throwIfAborted();
    return Response.json([]);
  };
  await expect(pagesFrom(aborted, { signal: AbortSignal.abort() })).rejects.toThrow(Retryable);
});
