import { describe, expect, test } from 'vitest';
import { AccessRefused, Permanent, Retryable } from '../../../../lib/platform/errors.ts';
import {
  askingHive,
  frames,
  type HiveAnswer,
  PAGED_URL,
  TASK_ID,
  TASK_URL,
  taskPage,
} from '../../../support/hive-fetching.ts';
import { bodyOf, failureOf } from '../../../support/hume-fetching.ts';

const TASK = ` ${JSON.stringify(taskPage([frames(0, 1)]), null, 2)}\n`;

test('a task by its id, byte for byte, with the key as Hive wants it', async () => {
  const { asked, fetchResult } = askingHive(() => ({ body: TASK }));
  const result = await fetchResult();
  expect(result).toMatchObject({ state: 'completed', expected: {} });
  expect(await bodyOf(result)).toBe(TASK);
  expect(asked).toEqual([{ key: 'token key-1', url: TASK_URL.replace('{task_id}', TASK_ID) }]);
});

test.each([
  ['no status', { id: TASK_ID }],
  ['a status of null', { id: TASK_ID, status: null }],
  ['an empty status', { id: TASK_ID, status: [] }],
])('a task with %s is not finished', async (_, task) => {
  const { fetchResult } = askingHive(() => ({ body: JSON.stringify(task) }));
  expect(await fetchResult()).toEqual({ state: 'unfinished' });
});

test.each([undefined, null])('a task whose id is %s came from its own URL', async (id) => {
  const { fetchResult } = askingHive(() => ({ body: JSON.stringify({ ...taskPage([frames(0, 1)]), id }) }));
  expect(await fetchResult()).toMatchObject({ state: 'completed' });
});

test('another task is not taken for this one', async () => {
  const { fetchResult } = askingHive(() => ({ body: JSON.stringify(taskPage([frames(0, 1)], { id: 'other' })) }));
  await expect(fetchResult()).rejects.toThrow(Retryable);
  await expect(fetchResult()).rejects.toThrow('another task');
});

test.each([
  ['no JSON', '<html>'],
  ['a list', '[]'],
  ['a text', '"task"'],
  ['a task whose status is none', `{"id": "${TASK_ID}", "status": "done"}`],
  ['a task whose id is a number', '{"id": 7, "status": []}'],
])('%s may be a task later', async (_, body) => {
  await expect(askingHive(() => ({ body })).fetchResult()).rejects.toThrow(Retryable);
});

test('a task larger than is read into memory is refused', async () => {
  const { fetchResult } = askingHive(() => ({ body: TASK }), { limits: { documentBytes: 100 } });
  await expect(fetchResult()).rejects.toThrow(Permanent);
  await expect(fetchResult()).rejects.toThrow('100 bytes');
});

test.each(['..', 'a/b', '', 'a b', '-a', 'a'.repeat(129)])('%j is no task id, and not asked for', async (id) => {
  const { asked, fetchResult } = askingHive(() => ({ body: TASK }));
  await expect(fetchResult(id)).rejects.toThrow(Permanent);
  expect(asked).toEqual([]);
});

test('without a key nothing is asked', async () => {
  const { asked, fetchResult } = askingHive(() => ({ body: TASK }), { apiKeys: [] });
  await expect(fetchResult()).rejects.toThrow(AccessRefused);
  await expect(fetchResult()).rejects.toThrow('HIVE_API_KEYS');
  expect(asked).toEqual([]);
});

test('a redirect is not followed: the key stays here', async () => {
  const elsewhere = { location: 'https://elsewhere.test/' };
  const { asked, fetchResult } = askingHive(() => ({ status: 302, headers: elsewhere }));
  await expect(fetchResult()).rejects.toThrow(Permanent);
  expect(asked).toHaveLength(1);
});

describe('one key', () => {
  test.each([401, 403, 405])('%i: Hive would refuse every task', async (status) => {
    const failure = await failureOf(askingHive(() => ({ status })).fetchResult());
    expect(failure).toBeInstanceOf(AccessRefused);
    expect(failure).toMatchObject({ message: expect.stringContaining(`Hive answered ${status}`) });
    expect(failure).toMatchObject({ message: expect.not.stringContaining('key-1') });
  });

  test.each([404, 410])('%i: the task is gone', async (status) => {
    const message = `Hive answered ${status}: it does not have the task`;
    expect(await askingHive(() => ({ status })).fetchResult()).toEqual({ state: 'gone', message });
  });

  test('429 and its Retry-After', async () => {
    const throttled = { status: 429, headers: { 'retry-after': '7' } };
    const failure = await failureOf(askingHive(() => throttled).fetchResult());
    expect(failure).toMatchObject({ name: 'Retryable', retryAfterMs: 7000 });
  });
});

describe('several keys, each of another project', () => {
  const answers: Record<string, HiveAnswer> = {
    task: { body: TASK },
    unfinished: { body: '{}' },
    404: { status: 404 },
    403: { status: 403 },
    405: { status: 405 },
    400: { status: 400 },
    503: { status: 503 },
    broken: new TypeError('fetch failed'),
    other: { body: JSON.stringify(taskPage([frames(0, 1)], { id: 'other' })) },
  };
  const asking = (...apiKeys: string[]) => askingHive((key) => answers[key] ?? {}, { apiKeys });

  test('are tried in turn until one sees the task', async () => {
    const { asked, fetchResult } = asking('403', '404', '503', 'task', 'broken');
    expect(await bodyOf(await fetchResult())).toBe(TASK);
    expect(asked.map(({ key }) => key)).toEqual(['token 403', 'token 404', 'token 503', 'token task']);
  });

  test.each([[['404', '404']], [['404', '404', '404']]])('%j: the task is gone', async (keys) => {
    const { asked, fetchResult } = asking(...keys);
    expect(await fetchResult()).toEqual({ state: 'gone', message: expect.any(String) });
    expect(asked).toHaveLength(keys.length);
  });

  test.each([[['404', '403']], [['405', '404']]])('%j: gone, but the refused key might see it', async (keys) => {
    expect(await asking(...keys).fetchResult()).toMatchObject({ state: 'gone', mayStillCome: true });
  });

  test.each([[['403', '405']], [['405', '403', '403']]])('%j: Hive would refuse every task', async (keys) => {
    await expect(asking(...keys).fetchResult()).rejects.toThrow(AccessRefused);
  });

  test.each([
    [['404', '503']],
    [['503', '404', '403']],
    [['broken', '400']],
    [['400', 'broken', '404']],
    [['other', '404']],
  ])('%j: the one that failed may see it another time', async (keys) => {
    await expect(asking(...keys).fetchResult()).rejects.toThrow(Retryable);
  });

  test.each([[['400', '404']], [['403', '400']]])('%j: a person has to look', async (keys) => {
    await expect(asking(...keys).fetchResult()).rejects.toThrow(Permanent);
  });

  test('one that sees the task unfinished is believed', async () => {
    expect(await asking('404', 'unfinished', '503').fetchResult()).toEqual({ state: 'unfinished' });
  });

  test('of a paged task are told by its first page', async () => {
    const { asked, fetchResult } = askingHive((key) => answers[key] ?? {}, {
      taskUrl: PAGED_URL,
      apiKeys: ['404', 'task'],
    });
    expect(await bodyOf(await fetchResult())).toBe(TASK);
    expect(asked.map(({ key }) => key)).toEqual(['token 404', 'token task']);
  });
});

test('ends when the time to work is over', async () => {
  const { asked, fetchResult } = askingHive(() => ({ body: TASK }), { apiKeys: ['a', 'b'] });
  await expect(fetchResult(TASK_ID, AbortSignal.abort())).rejects.toThrow(Retryable);
  expect(asked).toEqual([]);
});
