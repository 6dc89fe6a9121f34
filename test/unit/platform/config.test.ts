import { describe, expect, test } from 'vitest';
import { functionEnvironments, readConfig, usesOwnS3Endpoint } from '../../../lib/platform/config.ts';

const PROCESS_JOB = {
  RAW_BUCKET: 'raw',
  JOBS_TABLE: 'jobs',
  FILES_TABLE: 'files',
  HUME_BASE_URL: 'https://api.hume.test',
  MAX_RESULT_BYTES: '5000000',
  HIVE_TASK_URL: '',
  MODERATION_POLICIES: '',
};

const processJob = functionEnvironments['process-job'];

function refusalOf(environment: NodeJS.ProcessEnv): string {
  try {
    return `read ${JSON.stringify(readConfig(processJob, environment))}`;
  } catch (error) {
    return String(error);
  }
}

test('numbers are numbers, what is empty is off, and what is not asked for is not there', () => {
  expect(readConfig(processJob, { ...PROCESS_JOB, PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'secret' })).toEqual({
    ...PROCESS_JOB,
    MAX_RESULT_BYTES: 5_000_000,
    HIVE_TASK_URL: undefined,
    MODERATION_POLICIES: undefined,
  });
});

test.each(Object.entries(functionEnvironments))('%s: every variable that is missing is named at once', (_, schema) => {
  const required = Object.entries(schema.shape)
    .filter(([, variable]) => !variable.safeParse(undefined).success)
    .map(([name]) => name);
  expect(required).toContain('JOBS_TABLE');
  let message = '';
  try {
    readConfig(schema, {});
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('cannot start');
  for (const name of required) expect(message).toMatch(new RegExp(`\\b${name}\\b`));
});

test('variables that are there are not complained of', () => {
  const { JOBS_TABLE: _, ...rest } = PROCESS_JOB;
  const message = refusalOf(rest);
  expect(message).toContain('JOBS_TABLE is missing');
  for (const name of Object.keys(rest)) expect(message).not.toContain(name);
});

describe('a wrong value is named by its variable, never quoted', () => {
  test.each([
    ['MAX_RESULT_BYTES', 'quoted'],
    ['MAX_RESULT_BYTES', '-123456'],
    ['MAX_RESULT_BYTES', '0'],
    ['MAX_RESULT_BYTES', '1234.5678'],
    ['MAX_RESULT_BYTES', ''],
    ['HUME_BASE_URL', 'quoted'],
    ['HUME_BASE_URL', 'ftp://quoted.test'],
    ['HUME_BASE_URL', 'api.quoted.test'],
    ['RAW_BUCKET', ''],
    ['HUME_API_KEY', ''],
  ])('%s=%s', (name, value) => {
    const message = refusalOf({ ...PROCESS_JOB, [name]: value });
    expect(message).toContain(`cannot start: ${name} `);
    expect(message).not.toMatch(/quoted|123456|1234/);
  });

  test('several at once', () => {
    const message = refusalOf({ ...PROCESS_JOB, HUME_BASE_URL: 'quoted', MAX_RESULT_BYTES: 'quoted', JOBS_TABLE: '' });
    for (const name of ['HUME_BASE_URL', 'MAX_RESULT_BYTES', 'JOBS_TABLE']) expect(message).toContain(name);
    expect(message).not.toContain('quoted');
  });
});

test('an S3 of one’s own is known by the standard variables', () => {
  expect(usesOwnS3Endpoint({})).toBe(false);
  expect(usesOwnS3Endpoint({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' })).toBe(true);
  expect(usesOwnS3Endpoint({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).toBe(true);
  expect(usesOwnS3Endpoint({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' })).toBe(false);
});
