/** `npm run verdex -- reindex`, as a user's shell runs it, on the packaged service. */
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorVariables } from '../../local/operator-variables.ts';
import { type Running, startCommand } from '../support/command.ts';
import { startHeldProxy } from '../support/held-proxy.ts';
import { humeJobId } from '../support/hume-callback.ts';
import { COMPLETED, type HumeScene, startHumeScene } from '../support/hume-scene.ts';
import { taskOf } from '../support/import-saved-results.ts';
import { postCallback, waitForJob } from '../support/verdex.ts';

type Row = { fileKey: string; item: string; jobId: string } & Record<string, unknown>;

const FETCHED = humeJobId('fetched');
const TASKS = ['reindex-1', 'reindex-2'];

let scene: HumeScene;
beforeAll(async () => {
  scene = await startHumeScene();
  const { hume, verdex, predictions } = scene;
  hume.answerJob(COMPLETED);
  hume.answerPredictions({ body: predictions });
  await postCallback(verdex.callbackUrl('hume'), `{"job_id":"${FETCHED}","status":"COMPLETED","predictions":[]}`);
  for (const task of TASKS) await postCallback(verdex.callbackUrl('hive'), taskOf(task));
}, 90_000);
afterAll(() => scene.stop());

const clients = () => scene.verdex.stack.clients;
const names = () => scene.verdex.stack.physicalNames;

/** Answers how often Hume was asked for it. */
async function allIndexed(): Promise<number> {
  await waitForJob(scene.verdex, 'hume', FETCHED, 'indexed');
  for (const task of TASKS) await waitForJob(scene.verdex, 'hive', task, 'indexed');
  return scene.hume.requests.length;
}

async function states(): Promise<string[]> {
  const { Items = [] } = await clients().dynamodb.send(new ScanCommand({ TableName: names().JobsTable }));
  return Items.map(({ status }) => String(status));
}

async function rowsOf(jobId: string): Promise<Row[]> {
  const { Items = [] } = await clients().dynamodb.send(new ScanCommand({ TableName: names().FilesTable }));
  const rows = Items.map((item) => ({ ...item, fileKey: String(item.fileKey), item: String(item.item) }));
  return rows
    .map((row) => ({ ...row, jobId: String(Reflect.get(row, 'jobId')) }))
    .filter((row) => row.jobId === jobId)
    .toSorted((a, b) => (a.item < b.item ? -1 : 1));
}

async function lose({ fileKey, item }: Row): Promise<void> {
  await clients().dynamodb.send(new DeleteCommand({ TableName: names().FilesTable, Key: { fileKey, item } }));
}

function start(args: string[], environment: NodeJS.ProcessEnv = {}): Running {
  const variables = { ...operatorVariables(scene.verdex.stack), ...environment };
  return startCommand('cli/verdex.ts', ['reindex', ...args], variables);
}
const run = (...parameters: Parameters<typeof start>) => start(...parameters).finished;

describe('npm run verdex -- reindex', () => {
  it('makes lost rows again from what is kept, byte for byte the same, and asks no vendor', async () => {
    const asked = await allIndexed();
    const before = await rowsOf(FETCHED);
    expect(before.length).toBeGreaterThan(1);
    for (const row of before) await lose(row);
    const ended = await run(['--job', `hume/${FETCHED}`]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^Started \d{4}-.*Z\nJobs looked at: 1\n +1 {2}rebuilt\n$/);
    expect(await rowsOf(FETCHED)).toEqual(before);
    expect(await waitForJob(scene.verdex, 'hume', FETCHED, 'indexed')).toMatchObject({ reason: null });
    expect(scene.hume.requests).toHaveLength(asked);
  }, 60_000);

  it('tells what would change, and writes nothing', async () => {
    await allIndexed();
    const same = await run(['--all', '--compare']);
    expect(same).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Nothing would change.') });
    const before = await rowsOf(FETCHED);
    const [lost, changed] = ['emotion#', 'summary#'].map((kind) => before.find(({ item }) => item.startsWith(kind)));
    if (lost === undefined || changed === undefined) throw new Error('no rows');
    await lose(lost);
    const coverage = { ...Object(changed.coverage), indexed: 7 };
    await clients().dynamodb.send(new PutCommand({ TableName: names().FilesTable, Item: { ...changed, coverage } }));
    const spoilt = await rowsOf(FETCHED);

    const ended = await run(['--compare', '--all', '--vendor', 'hume']);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toContain(`hume/${FETCHED}: rows: 1 added, 0 removed, 1 changed\n    coverage.indexed 6\n`);
    expect(ended.stdout).toContain('Nothing was written. Jobs that would change: 1; ');
    expect(await rowsOf(FETCHED)).toEqual(spoilt);

    expect(await run(['--from', '2000-01-01', '--vendor', 'hume'])).toMatchObject({ code: 0 });
    expect(await rowsOf(FETCHED)).toEqual(before);
  }, 90_000);

  it('is interrupted, says how to go on, and goes on', async () => {
    const asked = await allIndexed();
    const { stack } = scene.verdex;
    const s3 = await startHeldProxy(stack.endpoints.s3);
    const running = start(['--all'], { AWS_ENDPOINT_URL_S3: s3.url });
    await s3.firstRequest;
    running.child.kill('SIGINT');
    s3.release();
    const { code, stderr } = await running.finished;
    expect(code).toBe(130);
    const [, since = ''] = /interrupted; the same command with (--resume \S+) goes on/.exec(stderr) ?? [];
    const args = ['--all', ...since.split(' ')];
    const first = await run(args);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const again = await run(args);
    expect(again.stdout).toContain('3  written since then, and left as they are');
    expect((await states()).filter((status) => status === 'indexed')).toHaveLength(3);
    expect(scene.hume.requests).toHaveLength(asked);
  }, 120_000);

  it.each([
    ['no table', { FILES_TABLE: 'no-such-table' }, /^verdex: there is no such table here/],
    ['no bucket', { RAW_BUCKET: 'no-such-bucket' }, /^verdex: there is no such bucket here/],
    ['no deployment', { JOBS_TABLE: '' }, /^verdex: .*JOBS_TABLE/],
  ])('ends in one line where there is %s', async (_, environment, problem) => {
    const ended = await run(['--all'], environment);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(problem);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });
});
