/** What `verdex doctor --repair` must leave alone, on a deployment at work. */
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { makeRepair } from '../../lib/doctor/repair.ts';
import { isSummary, type StoredRow } from '../../lib/index/stored-rows.ts';
import { INDEX_VERSION } from '../../lib/summaries/index-version.ts';
import { HIVE, HUME, shown, startDoctorWorld } from '../support/doctor-world.ts';
import { fixtureBytes } from '../support/result-bytes.ts';

const NEWER = INDEX_VERSION + 1;
/** Wherever a scan begins, it comes upon some of them before it comes upon a given file. */
const OTHER_FILES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((letter) => letter.repeat(22));

const world = await startDoctorWorld();
afterAll(() => world.aws.stop());
beforeEach(() => world.reset());
const { operator, findings, mended, mendWith, jobOf, update, rowsOf, putRow, removeRow, removeRecord } = world;
const { s3, rawBucket } = world.aws;

async function searchRowOf(name: typeof HIVE): Promise<StoredRow> {
  const row = (await rowsOf(name)).find(({ item }) => !item.startsWith('summary#'));
  if (row === undefined) throw new Error('no search row');
  return row;
}

describe('rows that were found to be stray', () => {
  test('survive when their job was indexed since they were seen, to the same rows', async () => {
    const rows = await rowsOf(HUME);
    await world.disown(HUME);
    const found = await findings();
    expect(shown(found)).toEqual(['hume: stray rows']);
    await world.importResult(HUME);
    const mend = mendWith();
    for (const finding of found) expect(await mend(finding)).toBe('the job changed meanwhile');
    expect((await rowsOf(HUME)).map(({ item }) => item)).toEqual(rows.map(({ item }) => item));
    expect(await findings()).toEqual([]);
  });

  test('survive when their job is indexed in the midst of an examination', async () => {
    const row = await searchRowOf(HUME);
    for (const fileKey of OTHER_FILES) await putRow({ ...row, fileKey });
    await world.disown(HUME);
    const mend = mendWith();
    let told = 0;
    for await (const finding of world.examine().all()) {
      if (told === 0) await world.importResult(HUME);
      told += 1;
      await mend(finding);
    }
    expect(told).toBeGreaterThan(OTHER_FILES.length - 1);
    expect(shown(await findings()).filter((kind) => kind !== 'hume: stray rows')).toEqual([]);
    expect((await mended()).after).toEqual([]);
    expect(await rowsOf(HUME)).toContainEqual(row);
  });

  test('are made again when their job was indexed at the very moment of their removal', async () => {
    const rows = await rowsOf(HUME);
    await world.disown(HUME);
    let isIndexed = false;
    const remove = async (row: StoredRow) => {
      if (!isIndexed) await world.importResult(HUME);
      isIndexed = true;
      await operator.rows.remove(row);
    };
    await mended({ rows: { ofFile: operator.rows.ofFile, remove } });
    expect((await rowsOf(HUME)).map(({ item }) => item)).toEqual(rows.map(({ item }) => item));
    expect(await findings()).toEqual([]);
  });

  test('are not removed where the job may have lost the summary of that very file', async () => {
    const rows = await rowsOf(HIVE);
    const [summary] = rows;
    if (summary === undefined) throw new Error('no summary');
    await update(HIVE, { indexed: { ...(await jobOf(HIVE)).indexed, fileKeys: [] } });
    await removeRow(summary);
    const found = (await findings()).filter(({ kind }) => kind === 'stray rows');
    expect(found.map(({ repair }) => repair?.by)).toEqual(['rebuilding the rows']);
    expect(await mended()).toMatchObject({ problems: [], after: [] });
    expect(await rowsOf(HIVE)).toEqual(rows);
  });

  test('keep their summary to the last: a removal that was cut short is found again', async () => {
    const [{ fileKey } = { fileKey: '' }] = await rowsOf(HUME);
    await world.disown(HUME);
    let removals = 0;
    const remove = async (row: StoredRow) => {
      removals += 1;
      if (removals === 2) throw new Error('killed');
      await operator.rows.remove(row);
    };
    await expect(mended({ rows: { ofFile: operator.rows.ofFile, remove } })).rejects.toThrow('killed');
    expect((await rowsOf(HUME)).filter(isSummary)).toHaveLength(1);
    expect((await mended()).after).toEqual([]);
    expect(await operator.rows.ofFile(HUME, fileKey)).toEqual([]);
  });

  test('are all there is of an indexed job that does not say from what', async () => {
    const rows = await rowsOf(HIVE);
    await update(HIVE, { indexed: undefined });
    expect(await mended()).toMatchObject({ before: ['hive: rows missing'], after: ['hive: rows missing'] });
    expect(await rowsOf(HIVE)).toEqual(rows);
  });
});

describe('a job that the ledger lost', () => {
  test.each(['backup.zip!/a.jpg', '!/', 'clip'])('keeps its file, whose ref is %s', async (ref) => {
    await world.importResult(HIVE, ref);
    const rows = await rowsOf(HIVE);
    expect(rows[0]).toMatchObject({ identity: `ref:${ref}` });
    await removeRecord(HIVE);
    expect(await mended()).toMatchObject({ problems: [], after: [] });
    expect(await jobOf(HIVE)).toMatchObject({ ref, indexed: { at: rows[0]?.at } });
    expect(await rowsOf(HIVE)).toEqual(rows);
  });

  test('is told of once, and made again, whichever of its rows come first', async () => {
    const row = await searchRowOf(HIVE);
    const rows = await rowsOf(HIVE);
    for (const fileKey of OTHER_FILES) await putRow({ ...row, fileKey });
    await removeRecord(HIVE);
    const found = await findings();
    expect(found.map(({ repair }) => repair?.by)).toEqual(['indexing the raw result']);
    // Once there is a job, there are rows that it does not have.
    const { problems, after } = await mended();
    expect({ problems, after }).toEqual({ problems: [], after: [] });
    expect(await rowsOf(HIVE)).toEqual(rows);
  });

  test('is told of once where no row says what it was from', async () => {
    const [summary, row] = await rowsOf(HIVE);
    if (summary === undefined) throw new Error('no summary');
    for (const fileKey of OTHER_FILES) await putRow({ ...row, fileKey });
    await removeRow(summary);
    await removeRecord(HIVE);
    expect((await findings()).map(({ kind, repair }) => [kind, repair])).toEqual([['stray rows', undefined]]);
  });

  test('keeps its rows where its raw bytes are gone too: they are all there is of it', async () => {
    const rows = await rowsOf(HIVE);
    const { indexed } = await jobOf(HIVE);
    await s3.send(new DeleteObjectCommand({ Bucket: rawBucket, Key: indexed?.raw.key }));
    await removeRecord(HIVE);
    expect(await mended()).toMatchObject({ before: ['hive: stray rows'], after: ['hive: stray rows'] });
    expect(await rowsOf(HIVE)).toEqual(rows);
  });
});

describe('a newer version of Verdex', () => {
  test('wrote rows that are neither wrong nor to be made again: they are counted', async () => {
    const rows = (await rowsOf(HIVE)).map((row) => ({ ...row, indexVersion: NEWER, rank: 'as nobody knows' }));
    for (const row of rows) await putRow(row);
    await update(HIVE, { indexed: { ...(await jobOf(HIVE)).indexed, indexVersion: NEWER } });
    const seen = { newerJobs: 0, newerRows: 0 };
    const examine = world.examine({ onProgress: (now) => Object.assign(seen, now) });
    expect(await Array.fromAsync(examine.all())).toEqual([]);
    expect(seen).toMatchObject({ newerJobs: 1, newerRows: rows.length });
  });

  test('may have written some rows of a job only: all of them are left to it', async () => {
    const row = await searchRowOf(HIVE);
    await putRow({ ...row, indexVersion: NEWER });
    const [summary] = await rowsOf(HIVE);
    await putRow({ ...summary, coverage: 'of another shape' });
    expect(await findings()).toEqual([]);
  });

  test.each(['disowned', 'lost'])('wrote rows of a job that is %s: they stay', async (fate) => {
    const rows = (await rowsOf(HIVE)).map((row) => ({ ...row, indexVersion: NEWER }));
    for (const row of rows) await putRow(row);
    await (fate === 'lost' ? removeRecord(HIVE) : world.disown(HIVE));
    expect(await mended()).toMatchObject({ before: [], after: [] });
    expect(await rowsOf(HIVE)).toEqual(rows);
  });
});

describe('a repair that did not come to its end', () => {
  test('is not taken for one that did', async () => {
    const changed = `${await fixtureBytes('hive/speech_severe_synthetic.json')} `;
    const { indexed } = await jobOf(HIVE);
    await update(HIVE, { indexed: { ...indexed, raw: { ...indexed?.raw, versionId: null } }, imported: undefined });
    await s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: indexed?.raw.key, Body: changed }));
    await removeRow(await searchRowOf(HIVE));
    const { problems } = await mended();
    expect(problems).toContain('it is left to the workers of the deployment');
  });

  test('leaves no lease when it is interrupted: the deployment goes on with the job', async () => {
    const row = await searchRowOf(HIVE);
    await removeRow(row);
    const processJob = (job: typeof HIVE) => operator.processJob(job, AbortSignal.abort());
    expect(await mended({ processJob })).toMatchObject({ problems: ['it is left to the workers of the deployment'] });
    expect(await jobOf(HIVE)).toMatchObject({ status: 'waiting', leaseId: null });
    await update(HIVE, { dueAt: '2026-01-01T00:00:00.000Z' });
    await operator.processJob(HIVE, new AbortController().signal);
    expect(await rowsOf(HIVE)).toContainEqual(row);
  });

  test('is told with the reason that its worker had', async () => {
    const { indexed } = await jobOf(HIVE);
    await removeRow(await searchRowOf(HIVE));
    await s3.send(new DeleteObjectCommand({ Bucket: rawBucket, Key: indexed?.raw.key }));
    const repair = makeRepair({
      ...operator,
      processJob: (job) => operator.processJob(job, new AbortController().signal),
    });
    expect(await repair({ by: 'rebuilding the rows', job: HIVE })).toMatch(/could not be made again/);
  });
});
