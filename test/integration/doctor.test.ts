/** `npm run verdex -- doctor`, as a user's shell runs it, on the packaged service. */

import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import { operatorVariables } from '../../local/operator-variables.ts';
import { type Running, startCommand } from '../support/command.ts';
import { startHeldProxy } from '../support/held-proxy.ts';
import { fixtureBytes } from '../support/result-bytes.ts';
import { postCallback, startTestVerdex, waitForJob } from '../support/verdex.ts';

const JOB = '5ce602f0-5b07-11ed-80f8-138a369a2201';

let verdex: LocalVerdex;
beforeAll(async () => {
  verdex = await startTestVerdex();
  await postCallback(verdex.callbackUrl('hive'), await fixtureBytes('hive/speech_severe_synthetic.json'));
}, 60_000);
afterAll(() => verdex.stop());

const dynamodb = () => verdex.stack.clients.dynamodb;
const names = () => verdex.stack.physicalNames;

function start(args: string[], environment: NodeJS.ProcessEnv = {}): Running {
  const variables = { ...operatorVariables(verdex.stack), ...environment };
  return startCommand('cli/verdex.ts', ['doctor', ...args], variables);
}
const doctor = (...parameters: Parameters<typeof start>) => start(...parameters).finished;

async function setInRecord(field: string, value: unknown): Promise<void> {
  await dynamodb().send(
    new UpdateCommand({
      TableName: names().JobsTable,
      Key: { job: `hive#${JOB}` },
      UpdateExpression: 'SET #field = :value',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

/** As it stands in the table. */
async function recordOf(): Promise<Record<string, unknown>> {
  const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: names().JobsTable }));
  return Items.find(({ job }) => job === `hive#${JOB}`) ?? {};
}

async function searchRows() {
  const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: names().FilesTable }));
  return Items.filter(({ item }) => String(item).startsWith('severity#'));
}

describe('npm run verdex -- doctor', () => {
  it('finds nothing wrong with a deployment in order', async () => {
    await waitForJob(verdex, 'hive', JOB, 'indexed');
    const { code, stdout, stderr } = await doctor([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Looked at 1 job, \d+ rows, 0\.0 MB\.\nNumbers were taken as they stand; .*\nNothing is wrong\.\n$/,
    );
  });

  it('tells of rows that are missing, and has them made again', async () => {
    const before = await searchRows();
    const [{ fileKey, item } = {}] = before;
    await dynamodb().send(new DeleteCommand({ TableName: names().FilesTable, Key: { fileKey, item } }));
    const found = await doctor(['--quick']);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(
      `rows missing       hive/${JOB}: file ${fileKey}: 1 of its ${before.length} search rows`,
    );
    expect(found.stdout).toContain('1: an indexed job lacks rows');

    const repaired = await doctor(['--repair']);
    expect(repaired.code).toBe(0);
    expect(repaired.stdout).toMatch(/: mended\n/);
    expect(repaired.stdout).toContain('1 mended.\nNothing is wrong any more.\n');
    expect(await searchRows()).toEqual(before);
  }, 60_000);

  it('is interrupted in the midst of a repair: it says what was done, and the deployment goes on with the job', async () => {
    const before = await searchRows();
    const [{ fileKey, item } = {}] = before;
    await dynamodb().send(new DeleteCommand({ TableName: names().FilesTable, Key: { fileKey, item } }));
    // Of what is empty the last byte is not looked at: the first that is asked of S3 is for the repair.
    const { callback, indexed } = await recordOf();
    await setInRecord('callback', { ...Object(callback), bytes: 0 });
    await setInRecord('indexed', { ...Object(indexed), raw: { ...Object(Object(indexed).raw), bytes: 0 } });
    const s3 = await startHeldProxy(verdex.stack.endpoints.s3);
    const running = start(['--quick', '--repair'], { AWS_ENDPOINT_URL_S3: s3.url });
    await s3.firstRequest;
    expect(await recordOf()).toMatchObject({ status: 'running' });
    running.child.kill('SIGINT');
    s3.release();
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(130);
    // A signal takes its time; whenever it comes, nobody has to wait for the end of a lease.
    expect(stdout).toMatch(/: (mended|not mended \(it is left to the workers of the deployment\))\nLooked at 1 job, /);
    expect(stderr).toMatch(/^verdex: interrupted; [01] mended, and not everything was looked at\n$/);
    const { status, leaseId } = await recordOf();
    expect(['waiting', 'indexed']).toContain(status);
    expect(leaseId).toBeNull();

    await setInRecord('callback', callback);
    await setInRecord('indexed', indexed);
    if (status === 'waiting') await setInRecord('dueAt', new Date().toISOString());
    await verdex.stack.invokeSchedule('sweep-jobs');
    await waitForJob(verdex, 'hive', JOB, 'indexed');
    expect(await searchRows()).toEqual(before);
  }, 60_000);

  it('is interrupted while it looks', async () => {
    const s3 = await startHeldProxy(verdex.stack.endpoints.s3);
    const running = start([], { AWS_ENDPOINT_URL_S3: s3.url });
    await s3.firstRequest;
    running.child.kill('SIGINT');
    s3.release();
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^Looked at 1 job, .*\.\n.*\.\n$/);
    expect(stderr).toMatch(/^verdex: interrupted; 0 mended/);
  }, 60_000);

  it('leaves rows of a newer version alone, and says so', async () => {
    const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: names().FilesTable }));
    const put = async (row: Record<string, unknown>) =>
      dynamodb().send(new PutCommand({ TableName: names().FilesTable, Item: row }));
    for (const row of Items) await put({ ...row, indexVersion: 1000 });
    const { code, stdout } = await doctor(['--repair']);
    for (const row of Items) await put(row);
    expect(code).toBe(0);
    expect(stdout).toContain(`Of a newer version of Verdex, and left alone: 0 jobs, ${Items.length} rows.\n`);
  });

  it('does not say that rows were made again which were not', async () => {
    const [{ fileKey, item } = {}] = await searchRows();
    await dynamodb().send(new DeleteCommand({ TableName: names().FilesTable, Key: { fileKey, item } }));
    const { indexed } = await recordOf();
    await setInRecord('indexed', { ...Object(indexed), raw: { ...Object(Object(indexed).raw), sha256: 'another' } });
    const { code, stdout } = await doctor(['--quick', '--repair']);
    expect(code).toBe(1);
    expect(stdout).toContain('not mended (it is left to the workers of the deployment)\n');
    expect(stdout).not.toContain('Nothing is wrong');
    await setInRecord('indexed', indexed);
    await setInRecord('dueAt', '2026-01-01T00:00:00.000Z');
    await verdex.stack.invokeSchedule('sweep-jobs');
    await waitForJob(verdex, 'hive', JOB, 'indexed');
  }, 60_000);

  it('works numbers out anew where it is asked to, and has wrong ones made again', async () => {
    const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: names().FilesTable }));
    const summary = Items.find(({ item }) => String(item).startsWith('summary#'));
    const wrong = { ...summary, coverage: { ...Object(summary?.coverage), seconds: { expected: 1, indexed: 1 } } };
    await dynamodb().send(new PutCommand({ TableName: names().FilesTable, Item: wrong }));
    expect((await doctor([])).code).toBe(0);
    const found = await doctor(['--numbers']);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(`numbers wrong      hive/${JOB}: 1 rows would change, 0 come, 0 go`);
    const repaired = await doctor(['--numbers', '--repair']);
    expect(repaired.stdout).toMatch(/^numbers wrong .*: mended\n/);
    expect(repaired.code).toBe(0);
  }, 60_000);

  it('makes nothing anew in a ledger that knows no job at all: it is another one', async () => {
    const empty = `empty-${names().JobsTable}`;
    const table = await dynamodb().send(new DescribeTableCommand({ TableName: names().JobsTable }));
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes = [] } = table.Table ?? {};
    await dynamodb().send(
      new CreateTableCommand({
        TableName: empty,
        AttributeDefinitions,
        KeySchema,
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => {
          return { IndexName, KeySchema, Projection };
        }),
      }),
    );
    const ended = await doctor(['--repair'], { JOBS_TABLE: empty });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/is JOBS_TABLE the right one\?\n$/);
    const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: empty }));
    expect(Items).toEqual([]);
  }, 60_000);

  it('tells of a job that nobody would take up again, and makes it due', async () => {
    const UpdateExpression = 'SET #status = :waiting REMOVE dueAt, dueShard';
    await dynamodb().send(
      new UpdateCommand({
        TableName: names().JobsTable,
        Key: { job: `hive#${JOB}` },
        UpdateExpression,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':waiting': 'waiting' },
      }),
    );
    const repaired = await doctor(['--repair']);
    expect(repaired.stdout).toContain(`no due time        hive/${JOB}: it is waiting: mended`);
    expect(repaired.code).toBe(0);
    // The next sweep would find it; this one has not to be waited for.
    await verdex.stack.invokeSchedule('sweep-jobs');
    await waitForJob(verdex, 'hive', JOB, 'indexed');
  }, 60_000);

  it('tells of raw bytes that are gone, which it cannot mend', async () => {
    const { raw } = await waitForJob(verdex, 'hive', JOB, 'indexed');
    await verdex.stack.clients.s3.send(new DeleteObjectCommand({ Bucket: names().RawBucket, Key: raw?.key }));
    const { code, stdout } = await doctor(['--repair']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^raw missing .*not mended \(nothing that is kept says what would be right\)$/m);
  });

  it.each([
    ['no table', [], { FILES_TABLE: 'no-such-table' }, 1, /^verdex: there is no such table here/],
    ['no deployment', [], { JOBS_TABLE: '', RAW_BUCKET: '' }, 1, /^verdex: .*RAW_BUCKET.*JOBS_TABLE/],
    ['an option that it does not know', ['--fix'], {}, 2, /^verdex: Unknown option '--fix'\n\nUsage/],
  ])('says in one line that there is %s', async (_, args, environment, code, problem) => {
    const ended = await doctor(args, environment);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(problem);
  });
});
