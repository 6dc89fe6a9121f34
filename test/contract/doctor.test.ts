import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeExamine } from '../../lib/doctor/examine.ts';
import type { Finding } from '../../lib/doctor/finding.ts';
import { makeRepair } from '../../lib/doctor/repair.ts';
import type { StoredRow } from '../../lib/index/stored-rows.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { importKey } from '../../lib/raw/keys.ts';
import { makeS3RawBytes } from '../../lib/raw/s3-raw-bytes.ts';
import type { JobName } from '../../lib/summaries/job-name.ts';
import { wireOperator } from '../../lib/wire/operator.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { makeRecordingCount, makeRecordingLog } from '../support/fakes.ts';
import { fixtureBytes } from '../support/result-bytes.ts';

const NEVER = new AbortController().signal;
const HUME = { vendor: 'hume', jobId: '908c9fae-1290-4776-9e37-b1a8d1a03fea' };
const HIVE = { vendor: 'hive', jobId: '5ce602f0-5b07-11ed-80f8-138a369a2201' };

const aws = await startAwsResources();
afterAll(() => aws.stop());
const { dynamodb, s3, jobsTable, filesTable, rawBucket } = aws;
for (const [name, value] of Object.entries({
  JOBS_TABLE: jobsTable,
  FILES_TABLE: filesTable,
  RAW_BUCKET: rawBucket,
})) {
  vi.stubEnv(name, value);
}
const operator = wireOperator({ log: makeRecordingLog(), count: makeRecordingCount() });

beforeEach(async () => {
  await aws.empty(jobsTable, ['job']);
  await aws.empty(filesTable, ['fileKey', 'item']);
  await importResult(HUME, await fixtureBytes('hume/predictions_face_seed.json'));
  await importResult(HIVE, await fixtureBytes('hive/speech_severe_synthetic.json'));
});

async function importResult(name: JobName, bytes: Buffer) {
  const put = makeS3RawBytes(s3, rawBucket).put;
  const { sha256 } = await put('scratch', bytes);
  const raw = await put(importKey(name.vendor, name.jobId, { sha256 }), bytes);
  await operator.ledger.recordImport(name, { ...raw, ref: undefined, replace: false });
  await operator.processJob(name, NEVER);
}

function examine({ isQuick = false } = {}) {
  const rawStore = { ...operator.rawStore, ...operator.rawRanges };
  return makeExamine({ ...operator, rawStore, isQuick, onProgress: () => {} });
}

async function findings(options = {}): Promise<Finding[]> {
  return Array.fromAsync(examine(options).all());
}

/** What is found, and what is found after what can be mended was. */
async function mended() {
  const repair = makeRepair({ ...operator, processJob: (job) => operator.processJob(job, NEVER) });
  const before = await findings();
  for (const { repair: wanted } of before) if (wanted !== undefined) await repair(wanted);
  return { before: shown(before), after: shown(await findings()) };
}

function shown(found: readonly Finding[]) {
  return found.map(({ kind, job: { vendor } }) => `${vendor}: ${kind}`);
}

async function jobOf(name: JobName): Promise<Job> {
  const job = await operator.jobs.read(name);
  if (job === undefined) throw new Error('no such job');
  return job;
}

async function update(name: JobName, change: Record<string, unknown>) {
  for (const [field, value] of Object.entries(change)) {
    await dynamodb.send(
      new UpdateCommand({
        TableName: jobsTable,
        Key: { job: `${name.vendor}#${name.jobId}` },
        UpdateExpression: value === undefined ? 'REMOVE #field' : 'SET #field = :value',
        ExpressionAttributeNames: { '#field': field },
        ...(value !== undefined && { ExpressionAttributeValues: { ':value': value } }),
      }),
    );
  }
}

async function rowsOf(name: JobName): Promise<StoredRow[]> {
  const [fileKey = ''] = await Array.fromAsync(operator.rows.filesOf(name));
  return operator.rows.ofFile(name, fileKey);
}

async function removeRow({ fileKey, item }: StoredRow) {
  await dynamodb.send(new DeleteCommand({ TableName: filesTable, Key: { fileKey, item } }));
}

async function putRow(row: Record<string, unknown>) {
  await dynamodb.send(new PutCommand({ TableName: filesTable, Item: row }));
}

test('a deployment in order: every job and row is looked at, all raw bytes are read, nothing is found', async () => {
  const seen = { jobs: 0, rows: 0, rawBytes: 0 };
  const rawStore = { ...operator.rawStore, ...operator.rawRanges };
  const onProgress = (now: typeof seen) => Object.assign(seen, now);
  const found = await Array.fromAsync(makeExamine({ ...operator, rawStore, isQuick: false, onProgress }).all());
  expect(found).toEqual([]);
  const jobs = [await jobOf(HUME), await jobOf(HIVE)];
  expect(seen.jobs).toBe(2);
  expect(seen.rawBytes).toBe(jobs.reduce((sum, { indexed }) => sum + (indexed?.raw.bytes ?? 0), 0));
  expect(seen.rows).toBeGreaterThan((await aws.scan(filesTable)).length);
});

describe('a job’s record', () => {
  test('that stands in the wrong place of an index is put where it belongs', async () => {
    await update(HIVE, { statusShard: 'parked#0' });
    expect(await mended()).toEqual({ before: ['hive: record misplaced'], after: [] });
    expect((await operator.jobs.list('indexed', { limit: 10 })).items).toHaveLength(2);
  });

  test('that is not finished and never due is made due', async () => {
    const { indexed: _, ...job } = await jobOf(HIVE);
    await update(HIVE, { status: 'waiting', statusShard: undefined, dueAt: undefined, dueShard: undefined });
    const { before, after } = await mended();
    expect(before).toEqual(expect.arrayContaining(['hive: no due time']));
    expect(after).toEqual([]);
    expect(await operator.jobs.due(new Date(Date.now() + 1000), 10)).toEqual([
      { vendor: job.vendor, jobId: job.jobId },
    ]);
  });

  test('that is finished and due is made due no more', async () => {
    await update(HIVE, { dueAt: '2026-01-01T00:00:00.000Z' });
    const { before, after } = await mended();
    expect(before).toContain('hive: due though settled');
    expect(after).toEqual([]);
  });

  test('that should have gone on long ago is told: the sweep does not run', async () => {
    await update(HIVE, { status: 'waiting', dueAt: '2026-01-01T00:00:00.000Z' });
    expect(shown(await findings())).toContain('hive: overdue');
  });

  test('that cannot be read is told, by the fields that are wrong and without what they hold', async () => {
    await update(HIVE, { attempt: 'a secret' });
    const [finding] = await findings();
    expect(finding).toMatchObject({ kind: 'record unreadable', job: HIVE, repair: undefined });
    expect(finding?.detail).toContain('attempt');
    expect(JSON.stringify(finding)).not.toContain('secret');
  });
});

describe('raw bytes', () => {
  test('that are gone are told, quickly too', async () => {
    const { indexed } = await jobOf(HUME);
    await s3.send(new DeleteObjectCommand({ Bucket: rawBucket, Key: indexed?.raw.key ?? '' }));
    expect(new Set(shown(await findings()))).toEqual(new Set(['hume: raw missing']));
    expect(new Set(shown(await findings({ isQuick: true })))).toEqual(new Set(['hume: raw missing']));
  });

  test('that were changed are told', async () => {
    const { indexed } = await jobOf(HUME);
    await update(HUME, {
      indexed: { ...indexed, raw: { ...indexed?.raw, versionId: null } },
      imported: undefined,
    });
    await s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: indexed?.raw.key ?? '', Body: 'other bytes' }));
    expect(shown(await findings())).toContain('hume: raw changed');
  });
});

describe('rows', () => {
  test.each(['summary', 'emotion'])('of kind %s that are missing are made again', async (kind) => {
    const [row] = (await rowsOf(HUME)).filter(({ item }) => item.startsWith(kind));
    if (row === undefined) throw new Error('no such row');
    await removeRow(row);
    const { before, after } = await mended();
    expect(before).toContain('hume: rows missing');
    expect(after).toEqual([]);
    expect(await rowsOf(HUME)).toContainEqual(row);
  });

  test('that say something else than their summary are made again', async () => {
    const [row] = (await rowsOf(HIVE)).filter(({ item }) => item.startsWith('severity'));
    await putRow({ ...row, severity: 1 });
    expect(await mended()).toEqual({ before: ['hive: rows wrong'], after: [] });
    expect(await rowsOf(HIVE)).toContainEqual(row);
  });

  test('that their summary knows nothing of are removed with the rebuilding', async () => {
    const [row] = (await rowsOf(HIVE)).filter(({ item }) => item.startsWith('severity'));
    await putRow({ ...row, item: `severity#hive#${HIVE.jobId}#invented`, class: 'invented' });
    expect(await mended()).toEqual({ before: ['hive: rows wrong'], after: [] });
  });

  test('of an older version of Verdex are told, and made anew', async () => {
    for (const row of await rowsOf(HIVE)) await putRow({ ...row, indexVersion: 1 });
    expect(await mended()).toEqual({ before: ['hive: rows outdated'], after: [] });
  });

  test('of another result than the job’s are made again', async () => {
    const [summary] = await rowsOf(HIVE);
    await putRow({ ...summary, raw: { key: 'k', versionId: null, sha256: 'other', bytes: 1 } });
    expect(await mended()).toEqual({ before: ['hive: rows wrong'], after: [] });
  });

  test('that cover less than the job says are told', async () => {
    const { indexed } = await jobOf(HIVE);
    await update(HIVE, { indexed: { ...indexed, coverage: { ...indexed?.coverage, predictions: 1000 } } });
    expect(await mended()).toEqual({ before: ['hive: coverage wrong'], after: [] });
  });

  test('of a job that the ledger does not know are made that job’s again, from their raw result', async () => {
    const rows = await rowsOf(HIVE);
    await dynamodb.send(new DeleteCommand({ TableName: jobsTable, Key: { job: `hive#${HIVE.jobId}` } }));
    expect(await mended()).toEqual({ before: ['hive: stray rows'], after: [] });
    expect((await jobOf(HIVE)).status).toBe('indexed');
    expect((await rowsOf(HIVE)).map(({ item }) => item)).toEqual(rows.map(({ item }) => item));
  });

  test('of a file that its job does not have are removed', async () => {
    const [row] = (await rowsOf(HIVE)).filter(({ item }) => item.startsWith('severity'));
    await putRow({ ...row, fileKey: 'AAAAAAAAAAAAAAAAAAAAAA' });
    expect(await mended()).toEqual({ before: ['hive: stray rows'], after: [] });
  });
});

test('a job that a worker has in hand is left to it', async () => {
  const [row] = (await rowsOf(HIVE)).filter(({ item }) => item.startsWith('severity'));
  if (row === undefined) throw new Error('no such row');
  await operator.ledger.replay(HIVE);
  await operator.ledger.claim(HIVE, new Date(Date.now() + 60_000));
  await removeRow(row);
  expect(await findings()).toEqual([]);
});
