import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import { startAnsweringServer } from '../../../bench/coldstart/answering-server.ts';
import { firstRequests } from '../../../bench/coldstart/first-requests.ts';
import { readColdstartOptions } from '../../../bench/coldstart/options.ts';
import { medianOf } from '../../../bench/median.ts';
import { functionEnvironments } from '../../../lib/platform/config.ts';

test('15 rounds of every bundle, against nothing else, unless told otherwise', () => {
  expect(readColdstartOptions([])).toEqual({ rounds: 15, against: undefined, only: undefined });
  const argv = ['--rounds', '3', '--against', 'old', '--only', 'sweep-jobs'];
  expect(readColdstartOptions(argv)).toEqual({ rounds: 3, against: 'old', only: 'sweep-jobs' });
});

test.each([
  ['--rounds', '0'],
  ['--rounds', 'many'],
  ['--against', ''],
  ['--only', 'no-function'],
  ['--round', '1'],
])('%s %s is refused', (...argv) => {
  expect(() => readColdstartOptions(argv)).toThrow(/^.+$/m);
});

test('there is a first request for each function, in an environment that is whole', () => {
  const requests = firstRequests('http://127.0.0.1:1');
  expect(Object.keys(requests).toSorted()).toEqual(Object.keys(functionEnvironments).toSorted());
  for (const [name, schema] of Object.entries(functionEnvironments)) {
    expect(schema.safeParse(requests[name]?.environment).error).toBeUndefined();
  }
});

test('the server that answers gives a secret to whoever asks for a parameter', async () => {
  const server = await startAnsweringServer('the secret');
  onTestFinished(() => server.stop());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const ssm = new SSMClient({ region: 'us-east-1', endpoint: server.url, credentials });
  onTestFinished(() => ssm.destroy());
  const { Parameters } = await ssm.send(new GetParametersCommand({ Names: ['a', 'b'] }));
  expect(Parameters).toMatchObject([
    { Name: 'a', Value: 'the secret' },
    { Name: 'b', Value: 'the secret' },
  ]);
});

test('one start tells its times and its answer, after what the function logs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'verdex-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bundle = join(folder, 'index.mjs');
  await writeFile(
    bundle,
    "export const handler = async ({ who }) => { console.log('a line'); return 'hello ' + who; };\n",
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    'bench/coldstart/one-start.mjs',
    bundle,
    '{"who":"me"}',
  ]);
  const [logged, measured = ''] = stdout.trim().split('\n');
  expect(logged).toBe('a line');
  expect(JSON.parse(measured)).toEqual({
    importMs: expect.any(Number),
    requestMs: expect.any(Number),
    answer: 'hello me',
  });
});

test('the median is the middle, of an even number the mean of the two there', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([9, 1, 5, 6])).toBe(5.5);
  expect(medianOf([])).toBeNaN();
});
