/** `npm run verdex -- import`, as a user's shell runs it, into the packaged service. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { localCredentials } from '../../local/clients.ts';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import { region } from '../../local/resolve.ts';
import { type Finished, startCommand } from '../support/command.ts';
import { makeFolder } from '../support/import-folder.ts';
import { callbackOf, failureOf, humeJobIdOf, predictionsOf, taskOf } from '../support/import-saved-results.ts';
import { fetchJob, fetchRaw, startTestVerdex } from '../support/verdex.ts';

let verdex: LocalVerdex;
beforeAll(async () => {
  verdex = await startTestVerdex();
}, 90_000);
afterAll(() => verdex.stop());

function environmentOf({ stack }: LocalVerdex): NodeJS.ProcessEnv {
  const { accessKeyId, secretAccessKey } = localCredentials();
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: stack.endpoints.s3,
    JOBS_TABLE: stack.physicalNames.JobsTable,
    FILES_TABLE: stack.physicalNames.FilesTable,
    RAW_BUCKET: stack.physicalNames.RawBucket,
  };
}

const start = (args: string[], from = '.', environment: NodeJS.ProcessEnv = {}) =>
  startCommand('cli/verdex.ts', ['import', ...args], { ...environmentOf(verdex), INIT_CWD: from, ...environment });
const run = (...parameters: Parameters<typeof start>) => start(...parameters).finished;

/** The numbers of the report, by the words before them. */
function countsOf({ stdout }: Finished): Record<string, string> {
  const rows = stdout.matchAll(/^ {2}(\w[\w ,]*?) {2,}([\d,]+)/gm);
  return Object.fromEntries([...rows].map(([, name = '', number = '']) => [name, number]));
}

describe('npm run verdex -- import', () => {
  it('imports what was saved, once, and the API answers it', async () => {
    const [named, said] = [humeJobIdOf(101), humeJobIdOf(102)];
    const folder = await makeFolder({
      [`saved/${named}.predictions.json`]: predictionsOf('named.zip'),
      'saved/callbacks.jsonl.gz': gzipSync(`${callbackOf(said, 'said.zip')}\n${failureOf(humeJobIdOf(103))}\n`),
      'saved/artifacts.zip': 'PK\x03\x04',
    });
    const first = await run(['hume', 'saved'], folder);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(countsOf(first)).toMatchObject({ 'new, indexed': '2', failed: '1', refused: '0', 'passed over': '1' });
    const job = await fetchJob(verdex, 'hume', named);
    expect(job).toMatchObject({ status: 'indexed', files: [{ identity: expect.stringContaining('/named.zip!/') }] });
    expect((await fetchRaw(verdex, 'hume', named)).toString()).toBe(predictionsOf('named.zip'));
    expect(await fetchJob(verdex, 'hume', humeJobIdOf(103))).toMatchObject({ status: 'failed' });
    const url = 'https://media.example.com/said.zip!/faces/100.jpg';
    const file = await verdex.query(`/files?url=${encodeURIComponent(url)}`);
    expect(await file.json()).toMatchObject({ summaries: [{ jobId: said, emotions: { face: { predictions: 1 } } }] });

    const again = await run(['hume', 'saved'], folder);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(countsOf(again)).toMatchObject({ 'new, indexed': '0', 'already there': '2', refused: '0' });
  }, 60_000);

  it('takes tasks of Hive by a pattern, and says what it refused', async () => {
    const folder = await makeFolder({ 'a.json': taskOf('import-1'), 'b.json': taskOf('import-2'), 'c.json': '{"a":' });
    const ended = await run(['hive', '?.json'], folder);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(countsOf(ended)).toMatchObject({ 'new, indexed': '2', refused: '1' });
    expect(ended.stdout).toMatch(/^Refused .*\n {2}c\.json {2}it breaks off at the end of the file$/m);
    expect(await fetchJob(verdex, 'hive', 'import-2')).toMatchObject({ status: 'indexed' });
  }, 60_000);

  it('takes what lies in S3', async () => {
    const { s3 } = verdex.stack.clients;
    const Bucket = 'saved-results';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const objects = {
      [`results/${humeJobIdOf(201)}.json`]: predictionsOf('s3.zip'),
      [`results/deep/${humeJobIdOf(202)}.json.gz`]: gzipSync(predictionsOf('gzip.zip')),
      'results/.hidden': 'x',
      'results/folder/': '',
      'others/a.json': '{}',
    };
    for (const [Key, Body] of Object.entries(objects))
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }));
    const ended = await run(['hume', `s3://${Bucket}/results/`]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(countsOf(ended)).toMatchObject({ 'looked at': '2', 'new, indexed': '2' });
    for (const number of [201, 202]) {
      expect(await fetchJob(verdex, 'hume', humeJobIdOf(number))).toMatchObject({ status: 'indexed' });
    }
    const none = await run(['hume', `s3://${Bucket}/nothing`, 's3://no-such-bucket/a']);
    expect(none).toMatchObject({ code: 1, stderr: '' });
    expect(none.stdout).toContain(`s3://${Bucket}/nothing  no object has a key that begins so`);
    expect(none.stdout).toContain('s3://no-such-bucket/a  there is no such bucket');
  }, 60_000);

  it('says what would happen, and writes nothing', async () => {
    const jobId = humeJobIdOf(301);
    const folder = await makeFolder({ 'a.json': callbackOf(jobId, 'dry.zip') });
    const ended = await run(['hume', 'a.json', '--dry-run'], folder);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^A dry run: nothing was written/);
    expect(countsOf(ended)).toMatchObject({ new: '1' });
    expect(await fetchJob(verdex, 'hume', jobId)).toBeUndefined();
  }, 60_000);

  it('names one file and its job, where a person says both', async () => {
    const jobId = humeJobIdOf(302);
    const folder = await makeFolder({ 'a.json': predictionsOf('ref.zip'), 'b.json': predictionsOf('b.zip') });
    const ended = await run(['hume', 'a.json', '--job-id', jobId.toUpperCase(), '--ref', 'clip 7'], folder);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect((await fetchJob(verdex, 'hume', jobId))?.files).toMatchObject([{ identity: 'ref:clip 7!/faces/100.jpg' }]);
    const several = await run(['hume', '.', '--ref', 'clip 8'], folder);
    expect(several).toMatchObject({ code: 1, stdout: '' });
    expect(several.stderr).toContain('are for one document: give one file');
  }, 60_000);

  it('ends cleanly when it is interrupted, and goes on where it stopped', async () => {
    const jobIds = Array.from({ length: 150 }, (_, number) => humeJobIdOf(1000 + number));
    const lines = jobIds.map((jobId, number) => callbackOf(jobId, `${number}.zip`));
    const folder = await makeFolder({ 'a.jsonl': lines.join('\n') });
    const { child, finished } = start(['hume', 'a.jsonl'], folder);
    onTestFinished(() => void child.kill('SIGKILL'));
    const isBegun = async () => (await fetchJob(verdex, 'hume', jobIds[3] ?? ''))?.status;
    await expect.poll(isBegun, { timeout: 30_000 }).toBe('indexed');
    child.kill('SIGINT');
    const interrupted = await finished;
    expect(interrupted).toMatchObject({ code: 130 });
    expect(interrupted.stderr).toContain('interrupted; the same command goes on where it stopped');
    const done = Number(countsOf(interrupted)['new, indexed']);
    expect(done).toBeGreaterThan(0);

    const rest = await run(['hume', 'a.jsonl'], folder);
    expect(rest).toMatchObject({ code: 0 });
    expect(Number(countsOf(rest)['already there'])).toBeGreaterThanOrEqual(done);
    for (const jobId of jobIds.slice(-3)) {
      expect(await fetchJob(verdex, 'hume', jobId)).toMatchObject({ status: 'indexed' });
    }
  }, 120_000);

  it.each([
    ['no table', { JOBS_TABLE: 'no-such-table' }, 'there is no such table here'],
    ['no other table', { FILES_TABLE: 'no-such-table' }, 'there is no such table here'],
    ['no bucket', { RAW_BUCKET: 'no-such-bucket' }, 'there is no such bucket here'],
    ['no deployment', { JOBS_TABLE: undefined, RAW_BUCKET: undefined }, /RAW_BUCKET is missing.*JOBS_TABLE is missing/],
    ['no region', { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, AWS_PROFILE: undefined }, 'AWS_REGION'],
  ])(
    'says in one line that there is %s',
    async (_, environment, message) => {
      const folder = await makeFolder({ 'a.json': callbackOf(humeJobIdOf(401), 'a.zip') });
      const home = {
        HOME: folder,
        AWS_CONFIG_FILE: join(folder, 'none'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      };
      const { code, stderr } = await run(['hume', 'a.json'], folder, { ...home, ...environment });
      expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
      expect(stderr).toMatch(message);
    },
    60_000,
  );

  it('says in one line that there are no credentials', async () => {
    const folder = await makeFolder({ 'a.json': callbackOf(humeJobIdOf(402), 'a.zip') });
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_EC2_METADATA_DISABLED: 'true' };
    const files = { AWS_CONFIG_FILE: join(folder, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
    const { code, stderr } = await run(['hume', 'a.json'], folder, { ...none, ...files });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'verdex: stopped: there are no AWS credentials; see AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret\n',
    );
  }, 60_000);
});
