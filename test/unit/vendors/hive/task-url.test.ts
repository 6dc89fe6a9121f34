import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeHive } from '../../../../lib/vendors/hive/hive.ts';
import { makeTaskUrl, problemOfTaskUrl } from '../../../../lib/vendors/hive/task-url.ts';

const FRAMES = { offset: 400, limit: 200 };

test.each([
  ['https://api.thehive.ai/api/v2/task/{task_id}', false, 'https://api.thehive.ai/api/v2/task/a-1'],
  ['http://127.0.0.1:8080/task?task_id={task_id}', false, 'http://127.0.0.1:8080/task?task_id=a-1'],
  ['https://h.test?t={task_id}&again={task_id}', false, 'https://h.test?t=a-1&again=a-1'],
  [
    'https://h.test/{task_id}?frame_offset={frame_offset}&frame_limit={frame_limit}',
    true,
    'https://h.test/a-1?frame_offset=400&frame_limit=200',
  ],
])('%s', (template, isPaged, url) => {
  expect(problemOfTaskUrl(template)).toBeUndefined();
  const taskUrl = makeTaskUrl(template);
  expect(taskUrl.isPaged).toBe(isPaged);
  expect(taskUrl.of('a-1', FRAMES)).toBe(url);
});

test('an id is encoded, and no placeholder itself', () => {
  const taskUrl = makeTaskUrl('https://h.test/{task_id}?o={frame_offset}&l={frame_limit}');
  expect(taskUrl.of('../a?b#{frame_offset}', FRAMES)).toBe(
    'https://h.test/..%2Fa%3Fb%23%7Bframe_offset%7D?o=400&l=200',
  );
  expect(taskUrl.of('$&$1', FRAMES)).toBe('https://h.test/%24%26%241?o=400&l=200');
});

describe('a template', () => {
  test.each([
    ['without the task', 'https://h.test/secret', 'must contain {task_id}'],
    ['with an offset and no limit', 'https://h.test/{task_id}?secret={frame_offset}', 'both'],
    ['with a limit and no offset', 'https://h.test/{task_id}?secret={frame_limit}', 'both'],
    ['with another placeholder', 'https://h.test/{task_id}/{secret}', 'no placeholders but'],
    ['with a bracket left open', 'https://h.test/{task_id}/{secret', 'no placeholders but'],
    ['of no URL', 'secret/{task_id}', 'http(s) URL'],
    ['of another protocol', 'ftp://secret.test/{task_id}', 'http(s) URL'],
    ['with a password', 'https://me:secret@h.test/{task_id}', 'no password'],
    ['with the id in a fragment', 'https://h.test/secret#{task_id}', 'no fragment'],
    ['with the id as the host', 'https://{task_id}/secret', 'after the host'],
    ['with the id in the host', 'https://{task_id}.secret.test/x', 'after the host'],
    ['with the id as the port', 'https://secret.test:{task_id}/x', 'after the host'],
    ['with the id as a protocol', '{task_id}://secret.test', 'http(s) URL'],
    ['that is empty', '', 'must contain {task_id}'],
  ])('%s is refused, and not repeated', (_, template, problem) => {
    expect(problemOfTaskUrl(template)).toContain(problem);
    expect(problemOfTaskUrl(template)).not.toContain('secret');
    expect(() => makeTaskUrl(template)).toThrow(problem);
    expect(() => makeHive({ policy: DEFAULT_POLICY, taskUrl: template })).toThrow(problem);
  });
});

test('without one Hive is not asked; with one, only for what was not called back', () => {
  const off = makeHive({ policy: DEFAULT_POLICY, apiKeys: ['key-1'] });
  expect(off).not.toHaveProperty('fetchResult');
  expect(off).not.toHaveProperty('listJobs');
  const on = makeHive({ policy: DEFAULT_POLICY, taskUrl: 'https://h.test/{task_id}' });
  expect(on).toMatchObject({ callbackIsResult: true, fetchResult: expect.any(Function) });
});
