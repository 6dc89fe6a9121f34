/** A task fetched in pages of 200 frames. */
import { describe, expect, test } from 'vitest';
import { Permanent, Retryable } from '../../../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeHive } from '../../../../lib/vendors/hive/hive.ts';
import {
  askingHive,
  frames,
  type HiveAnswer,
  PAGED_URL,
  pagesOf,
  TASK_ID,
  taskPage,
} from '../../../support/hive-fetching.ts';
import { bodyOf, failureOf } from '../../../support/hume-fetching.ts';
import { onlyFile, summarised } from '../../../support/result-bytes.ts';

const paged = (answer: (key: string, url: URL) => HiveAnswer) => askingHive(answer, { taskUrl: PAGED_URL });
const offsetsOf = (asked: readonly { url: string }[]) =>
  asked.map(({ url }) => Number(new URL(url).searchParams.get('frame_offset')));

describe.each([
  ['fewer than a page', 0],
  ['fewer than a page', 1],
  ['fewer than a page', 199],
])('%s: %i frames', (_, count) => {
  test('are one request, and its very bytes', async () => {
    const { answer, sent } = pagesOf([frames(0, count)]);
    const { asked, fetchResult } = paged(answer);
    expect(await bodyOf(await fetchResult())).toBe(sent[0]);
    expect(offsetsOf(asked)).toEqual([0]);
    expect(asked[0]?.url).toContain('frame_limit=200');
  });
});

test('just a page, of which nothing says that it is all, is its very bytes still', async () => {
  const { answer, sent } = pagesOf([frames(0, 200)]);
  const { asked, fetchResult } = paged(answer);
  expect(await bodyOf(await fetchResult())).toBe(sent[0]);
  expect(offsetsOf(asked)).toEqual([0, 200]);
});

test.each([
  [201, [0, 200]],
  [400, [0, 200, 400]],
  [950, [0, 200, 400, 600, 800]],
])('%i frames are a list of the pages, byte for byte', async (count, offsets) => {
  const { answer, sent } = pagesOf([frames(0, count)]);
  const { asked, fetchResult } = paged(answer);
  const body = await bodyOf(await fetchResult());
  const pages = sent.slice(0, Math.ceil(count / 200));
  expect(body).toBe(`[${pages.join(',')}]`);
  expect(offsetsOf(asked)).toEqual(offsets);
});

test.each([200, 400])('the number of frames says when all of %i have come', async (count) => {
  const { answer } = pagesOf([frames(0, count)], { frames: count });
  const { asked, fetchResult } = paged(answer);
  await bodyOf(await fetchResult());
  expect(asked).toHaveLength(count / 200);
});

test('the longest entry says how many pages there are', async () => {
  const { answer, sent } = pagesOf([frames(0, 3), frames(0, 450), []]);
  const { asked, fetchResult } = paged(answer);
  expect(await bodyOf(await fetchResult())).toBe(`[${sent.join(',')}]`);
  expect(offsetsOf(asked)).toEqual([0, 200, 400]);
});

test.each([
  [{ frames: 1000 }, [0, 250, 500, 750]],
  [{}, [0, 250, 500, 750, 1000]],
])('pages larger than they were asked to be: the next goes on where the last ended (%j)', async (about, offsets) => {
  const scored = frames(0, 1000).map((frame) => ({ ...frame, classes: [{ class: 'yes_nazi', score: 0.1 }] }));
  const { answer } = pagesOf([scored], about);
  const { asked, fetchResult } = paged((key, url) =>
    answer(key, new URL(String(url).replace('frame_limit=200', 'frame_limit=250'))),
  );
  const body = Buffer.from(await bodyOf(await fetchResult()));
  expect(offsetsOf(asked)).toEqual(offsets);
  expect(JSON.parse(String(body))).toHaveLength(4);
});

test('of entries with pages of several sizes the smallest says where to go on: nothing is passed over', async () => {
  const outputs = [frames(0, 700), frames(0, 500), frames(0, 3)];
  const sizes = [250, 200, 200];
  const { asked, fetchResult } = paged((_, url) => {
    const offset = Number(url.searchParams.get('frame_offset'));
    const page = outputs.map((each, index) => each.slice(offset, offset + (sizes[index] ?? 0)));
    return { body: JSON.stringify(taskPage(page)) };
  });
  const pages = JSON.parse(await bodyOf(await fetchResult()));
  expect(offsetsOf(asked)).toEqual([0, 200, 400, 650]);
  for (const [index, each] of outputs.entries()) {
    const times = pages.flatMap(({ status }: ReturnType<typeof taskPage>) => status[index]?.response.output ?? []);
    expect(new Set(times.map(({ time }: { time: number }) => time)).size).toBe(each.length);
  }
});

test('an offset that is not heeded gives the first page again: it counts once', async () => {
  const sent: string[] = [];
  const { asked, fetchResult } = paged(() => {
    sent.push(JSON.stringify(taskPage([frames(0, 300)])));
    return { body: sent.at(-1) ?? '' };
  });
  expect(await bodyOf(await fetchResult())).toBe(sent[0]);
  expect(sent[1]).not.toBe(sent[0]);
  expect(asked).toHaveLength(2);
});

test('an offset past the end that gives the last page again: it counts once', async () => {
  const { answer } = pagesOf([frames(0, 400)]);
  const { fetchResult } = paged((key, url) => {
    const offset = Number(url.searchParams.get('frame_offset'));
    return answer(key, new URL(String(url).replace(`frame_offset=${offset}`, `frame_offset=${Math.min(offset, 200)}`)));
  });
  expect(JSON.parse(await bodyOf(await fetchResult()))).toHaveLength(2);
});

test('without placeholders for frames there is one page', async () => {
  const body = JSON.stringify(taskPage([frames(0, 500)]));
  const { asked, fetchResult } = askingHive(() => ({ body }));
  expect(await bodyOf(await fetchResult())).toBe(body);
  expect(asked).toHaveLength(1);
});

test('pages without end are not read for ever', async () => {
  const { asked, fetchResult } = paged((_, url) => ({
    body: JSON.stringify(taskPage([frames(Number(url.searchParams.get('frame_offset')), 200)])),
  }));
  const failure = await failureOf(fetchResult().then(bodyOf));
  expect(failure).toBeInstanceOf(Permanent);
  expect(failure).toMatchObject({ message: 'the Hive task has more than 1000 pages' });
  expect(asked).toHaveLength(1000);
});

describe.each([200, 400])('a failure from frame %i on', (at) => {
  test.each<[string, HiveAnswer]>([
    ['the task is not there any more', { status: 404 }],
    ['Hive is down', { status: 503 }],
    ['the connection breaks', new TypeError('fetch failed')],
    ['another task', { body: JSON.stringify(taskPage([frames(0, 200)], { id: 'other' })) }],
    ['no task', { body: '<html>' }],
  ])('%s: half a result is none', async (_, failing) => {
    const { answer } = pagesOf([frames(0, 700)]);
    const { fetchResult } = paged((key, url) =>
      Number(url.searchParams.get('frame_offset')) >= at ? failing : answer(key, url),
    );
    expect(await failureOf(fetchResult().then(bodyOf))).toBeInstanceOf(Retryable);
  });
});

test('further pages are asked for while the result is read, not all before', async () => {
  const { answer } = pagesOf([frames(0, 950)]);
  const { asked, fetchResult } = paged(answer);
  const result = await fetchResult();
  expect(asked).toHaveLength(2);
  if (result.state !== 'completed') throw new Error(result.state);
  for await (const _ of result.body) break;
  expect(asked).toHaveLength(2);
});

test.each([150, 450])('%i frames are summarised as one task', async (count) => {
  const scored = frames(0, count).map((frame, n) => ({
    ...frame,
    start_char_index: n * 10,
    end_char_index: n * 10 + 10,
    classes: [{ class: 'hate', score: n === count - 1 ? 3 : 1 }],
  }));
  const { answer } = pagesOf([scored, scored.slice(0, 250)]);
  const { fetchResult } = paged(answer);
  const body = Buffer.from(await bodyOf(await fetchResult()));
  const { summarise } = makeHive({ policy: DEFAULT_POLICY });
  const file = onlyFile(await summarised(summarise, body, { jobId: TASK_ID }));
  const end = count * 10;
  expect(file.moderation).toMatchObject({ severity: 3, severityAt: { position: { begin: end - 10, end } } });
  expect(file.coverage).toMatchObject({ unit: 'texts', indexed: count + Math.min(count, 250), complete: null });
});
