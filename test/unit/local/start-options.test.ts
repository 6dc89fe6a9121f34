import { expect, test } from 'vitest';
import { readStartOptions, START_USAGE } from '../../../local/start-options.ts';

const HIVE = { HIVE_BASE_URL: 'https://api.hive.test', HIVE_API_KEY: 'key-1' };
const TASK_URL = 'https://api.hive.test/task?id={task_id}';

test('without arguments and variables everything is simulated, in memory; an empty variable is none', () => {
  const given = { publicUrl: undefined, dataDir: undefined, moderationPolicies: undefined };
  const simulated = { port: 8787, ...given, hume: undefined, hive: undefined };
  expect(readStartOptions([], {})).toEqual(simulated);
  expect(readStartOptions([], { HIVE_BASE_URL: '', HIVE_TASK_URL: '', HUME_API_KEY: '' })).toEqual(simulated);
});

test('policies of one’s own go to the functions as they are', () => {
  const policy = { name: 'strict', version: 1, severityClasses: ['hate'], probabilityLevels: [0.3, 0.6, 0.9] };
  const text = JSON.stringify([policy]);
  expect(readStartOptions([], { MODERATION_POLICIES: text })).toMatchObject({ moderationPolicies: text });
  expect(START_USAGE).toContain('MODERATION_POLICIES');
});

test('a Hive of one’s own is asked for tasks by their ids where it is said how', () => {
  const { HIVE_BASE_URL: baseUrl, HIVE_API_KEY: apiKey } = HIVE;
  expect(readStartOptions([], { ...HIVE, HIVE_TASK_URL: TASK_URL })).toMatchObject({
    hive: { baseUrl, apiKey, taskUrl: TASK_URL },
  });
  expect(readStartOptions([], HIVE)).toMatchObject({ hive: { baseUrl, apiKey, taskUrl: undefined } });
  expect(START_USAGE).toContain('HIVE_TASK_URL');
});

test.each([
  ['HIVE_TASK_URL: must contain {task_id}', { ...HIVE, HIVE_TASK_URL: 'https://quoted.test/task' }],
  ['HIVE_TASK_URL: must be an http(s) URL', { ...HIVE, HIVE_TASK_URL: 'quoted.test/{task_id}' }],
  ['HIVE_BASE_URL: is missing, and HIVE_TASK_URL is given', { HIVE_TASK_URL: TASK_URL }],
  ['HIVE_API_KEY: is missing, and HIVE_BASE_URL is given', { HIVE_BASE_URL: HIVE.HIVE_BASE_URL }],
  ['MODERATION_POLICIES: the moderation policies are not usable: they are no JSON', { MODERATION_POLICIES: 'quoted' }],
  ['PORT: must be a whole number from 0 to 65535', { PORT: '65536' }],
])('%s', (message, environment) => {
  expect(() => readStartOptions([], environment)).toThrow(message);
  expect(() => readStartOptions([], environment)).not.toThrow('quoted');
});
