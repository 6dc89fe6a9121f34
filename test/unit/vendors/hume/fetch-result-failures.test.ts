import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AccessRefused, Permanent, Retryable } from '../../../../lib/platform/errors.ts';
import {
  asking,
  bodyOf,
  failureOf,
  fetchingWith,
  JOB,
  JOB_ID,
  PREDICTIONS,
  state,
} from '../../../support/hume-fetching.ts';
import { type Answer, makeVendorHttp } from '../../../support/vendor-http.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ['the job', (answer: Answer) => ({ [JOB]: answer })],
  ['its predictions', (answer: Answer) => ({ [JOB]: state({ status: 'COMPLETED' }), [PREDICTIONS]: answer })],
])('when Hume refuses to tell of %s', (_, routesWith) => {
  const failing = (answer: Answer) => failureOf(asking(routesWith(answer)).fetchResult());

  test.each([402, 405, 406, 422, 451])('%i will not change by waiting', async (status) => {
    const failure = await failing({ status, body: 'some secret of theirs' });
    expect(failure).toBeInstanceOf(Permanent);
    expect(failure).toMatchObject({ message: expect.stringContaining(String(status)) });
    expect(failure).toMatchObject({ message: expect.not.stringContaining('secret') });
  });

  test.each([401, 403])('%i would meet every other job as well, and says which setting to look at', async (status) => {
    const failure = await failing({ status, body: 'some secret of theirs' });
    expect(failure).toBeInstanceOf(AccessRefused);
    expect(failure).toMatchObject({ message: `Hume answered ${status}: check the API key (HUME_API_KEY)` });
  });

  test.each([202, 204, 408, 425, 429, 500, 502, 503, 504, 599])('%i may pass', async (status) => {
    expect(await failing({ status })).toBeInstanceOf(Retryable);
    expect(await failing({ status })).toMatchObject({ retryAfterMs: undefined });
  });

  test.each([201, 203, 206])('%i is no answer either', async (status) => {
    expect(await failing({ status, body: '[]' })).toBeInstanceOf(Permanent);
  });

  test.each([
    ['seconds', '120', 120_000],
    ['a date', 'Sun, 01 Mar 2026 12:05:00 GMT', 300_000],
    ['a date that is over', 'Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['no time', '0', undefined],
    ['less than no time', '-5', undefined],
    ['a word', 'soon', undefined],
    ['nothing', '', undefined],
    ['more seconds than there are', '1e999', undefined],
  ])('429 with Retry-After of %s', async (__, value, retryAfterMs) => {
    const failure = await failing({ status: 429, headers: { 'retry-after': value } });
    expect(failure).toBeInstanceOf(Retryable);
    expect(failure).toMatchObject({ retryAfterMs });
  });

  test.each([301, 302, 307, 308])('a redirect (%i) is not followed: the key stays here', async (status) => {
    const elsewhere = 'https://elsewhere.test/job';
    const { asked, fetchResult } = asking({
      ...routesWith({ status, headers: { location: elsewhere } }),
      [elsewhere]: state({ status: 'FAILED' }),
    });
    expect(await failureOf(fetchResult())).toBeInstanceOf(Permanent);
    expect(asked.map(({ url }) => new URL(url).host)).not.toContain('elsewhere.test');
  });

  test('a broken connection may pass', async () => {
    const cause = new TypeError('fetch failed', { cause: new Error('read ECONNRESET') });
    const failure = await failing(cause);
    expect(failure).toBeInstanceOf(Retryable);
    expect(failure).toMatchObject({ cause });
  });

  test('no failure quotes the key', async () => {
    for (const answer of [{ status: 401 }, { status: 503 }, new TypeError('fetch failed')]) {
      expect(String(await failing(answer))).not.toContain('key-1');
    }
  });
});

describe.each([400, 409])('%i', (status) => {
  test('is a refusal when the job is asked about', async () => {
    expect(await failureOf(asking({ [JOB]: { status } }).fetchResult())).toBeInstanceOf(Permanent);
  });

  test('says "not yet" when its predictions are', async () => {
    const answer = { status, headers: { 'retry-after': '7' } };
    const { fetchResult } = asking({ [JOB]: state({ status: 'COMPLETED' }), [PREDICTIONS]: answer });
    const failure = await failureOf(fetchResult());
    expect(failure).toBeInstanceOf(Retryable);
    expect(failure).toMatchObject({ message: `Hume answered ${status}`, retryAfterMs: 7000 });
  });
});

test.each([
  ['no JSON', '<html>'],
  ['cut short', '{"state": {"status": "COMP'],
  ['empty', ''],
  ['another shape', '{"status": "COMPLETED"}'],
  ['null', 'null'],
  ['nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
])('job details that are %s may be better next time', async (_, body) => {
  const { asked, fetchResult } = asking({ [JOB]: { body } });
  await expect(fetchResult()).rejects.toThrow(Retryable);
  expect(asked).toHaveLength(1);
});

test('predictions without a body may be better next time', async () => {
  const { fetchResult } = asking({ [JOB]: state({ status: 'COMPLETED' }), [PREDICTIONS]: { status: 204 } });
  await expect(fetchResult()).rejects.toThrow(Retryable);
});

test('predictions that break off in the middle may come whole the next time', async () => {
  const { fetch } = makeVendorHttp({ [JOB]: state({ status: 'COMPLETED' }) });
  const breaking: typeof globalThis.fetch = async (input, init) => {
    if (String(input) === JOB) return fetch(String(input), init);
    const pieces = [Buffer.from('[{"sour')];
    return new Response(
      new ReadableStream({
        pull: (controller) => {
          const piece = pieces.shift();
          if (piece === undefined) controller.error(new TypeError('terminated'));
          else controller.enqueue(piece);
        },
      }),
    );
  };
  const result = await fetchingWith(breaking)();
  await expect(bodyOf(result)).rejects.toThrow(Retryable);
});

/** As a real `fetch` does, ends the request and the body with the signal, and neither before. */
function hanging(where: 'request' | 'body') {
  const signals: AbortSignal[] = [];
  const fetch = (input: string | URL | Request, init: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const { signal } = init;
      if (signal) signals.push(signal);
      const isJob = String(input) === JOB;
      if (isJob && where === 'body') return resolve(Response.json({ state: { status: 'COMPLETED' } }));
      const aborted = () => new DOMException('aborted', 'AbortError');
      if (isJob || signal?.aborted) {
        if (signal?.aborted) return reject(aborted());
        signal?.addEventListener('abort', () => reject(aborted()));
        return;
      }
      const start = (controller: ReadableStreamDefaultController) => {
        controller.enqueue(Buffer.from('[{"sour'));
        signal?.addEventListener('abort', () => controller.error(aborted()));
      };
      resolve(new Response(new ReadableStream({ start })));
    });
  return { fetch, signals };
}

describe('a vendor that hangs', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  test('before it answers is not waited for for ever', async () => {
    const failure = failureOf(fetchingWith(hanging('request').fetch)());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failure).toBeInstanceOf(Retryable);
    expect(await failure).toMatchObject({ message: 'Hume did not answer in time' });
  });

  test('before it answers is left when the time to work is over', async () => {
    const work = new AbortController();
    const failure = failureOf(fetchingWith(hanging('request').fetch)(JOB_ID, work.signal));
    work.abort();
    expect(await failure).toBeInstanceOf(Retryable);
    expect(await failure).toMatchObject({ message: 'Hume did not answer in time' });
  });

  test('is not even asked when the time is over already', async () => {
    const failure = await failureOf(fetchingWith(hanging('request').fetch)(JOB_ID, AbortSignal.abort()));
    expect(failure).toMatchObject({ name: 'Retryable', message: 'Hume did not answer in time' });
  });

  test('in the middle of its predictions is left when the time to work is over', async () => {
    const work = new AbortController();
    const result = await fetchingWith(hanging('body').fetch)(JOB_ID, work.signal);
    const failure = failureOf(bodyOf(result));
    work.abort();
    expect(await failure).toBeInstanceOf(Retryable);
    expect(await failure).toMatchObject({ message: 'Hume had no time left in the middle of the predictions' });
  });

  test('in the middle of its predictions has all the time there is to work', async () => {
    const { fetch, signals } = hanging('body');
    await fetchingWith(fetch)();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});
