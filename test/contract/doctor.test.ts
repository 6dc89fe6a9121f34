import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeExamine } from '../../lib/doctor/examine.ts';
import { HIVE, HUME, shown, startDoctorWorld } from '../support/doctor-world.ts';

const world = await startDoctorWorld();
afterAll(() => world.aws.stop());
beforeEach(() => world.reset());
const { aws, operator, findings, mended, jobOf, update, rowsOf, putRow, removeRow, removeRecord } = world;
const { s3, filesTable, rawBucket } = aws;

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
    expect(await mended()).toEqual({ before: ['hive: record misplaced'], problems: [], after: [] });
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
    expect(await mended()).toEqual({ before: ['hive: rows wrong'], problems: [], after: [] });
    expect(await rowsOf(HIVE)).toContainEqual(row);
  });

  test('that their summary knows nothing of are removed with the rebuilding', async () => {
    const [row] = (await rowsOf(HIVE)).filter(({ item }) => item.startsWith('severity'));
    await putRow({ ...row, item: `severity#hive#${HIVE.jobId}#invented`, class: 'invented' });
    expect(await mended()).toEqual({ before: ['hive: rows wrong'], problems: [], after: [] });
  });

  test('of an older version of Verdex are told, and made anew', async () => {
    for (const row of await rowsOf(HIVE)) await putRow({ ...row, indexVersion: 1 });
    expect(await mended()).toEqual({ before: ['hive: rows outdated'], problems: [], after: [] });
  });

  test('of another result than the job’s are made again', async () => {
    const [summary] = await rowsOf(HIVE);
    await putRow({ ...summary, raw: { key: 'k', versionId: null, sha256: 'other', bytes: 1 } });
    expect(await mended()).toEqual({ before: ['hive: rows wrong'], problems: [], after: [] });
  });

  test('that cover less than the job says are told', async () => {
    const { indexed } = await jobOf(HIVE);
    await update(HIVE, { indexed: { ...indexed, coverage: { ...indexed?.coverage, predictions: 1000 } } });
    expect(await mended()).toEqual({ before: ['hive: coverage wrong'], problems: [], after: [] });
  });

  test('of a job that the ledger does not know are made that job’s again, from their raw result', async () => {
    const rows = await rowsOf(HIVE);
    await removeRecord(HIVE);
    expect(await mended()).toEqual({ before: ['hive: stray rows'], problems: [], after: [] });
    expect((await jobOf(HIVE)).status).toBe('indexed');
    expect(await rowsOf(HIVE)).toEqual(rows);
  });

  test('of a file that its job does not have are removed', async () => {
    const [row] = (await rowsOf(HIVE)).filter(({ item }) => item.startsWith('severity'));
    await putRow({ ...row, fileKey: 'AAAAAAAAAAAAAAAAAAAAAA' });
    expect(await mended()).toEqual({ before: ['hive: stray rows'], problems: [], after: [] });
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
