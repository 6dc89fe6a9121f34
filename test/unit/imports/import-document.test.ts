/** What an import says of a document whose job others changed meanwhile, and of bytes that were lost. */
import { describe, expect, test } from 'vitest';
import { Retryable } from '../../../lib/platform/errors.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import type { RawRef } from '../../../lib/summaries/raw-ref.ts';
import { makeFolder } from '../../support/import-folder.ts';
import { callbackOf, failureOf, humeJobIdOf, taskOf } from '../../support/import-saved-results.ts';
import { makeImportWorld } from '../../support/import-world.ts';

const A = humeJobIdOf(1);
const JOB = { vendor: 'hume', jobId: A };
const TASK = { vendor: 'hive', jobId: 'task-1' };
const NOTHING = { new: 0, replaced: 0, known: 0, failed: 0, left: 0, refused: 0 };
const OVERTAKEN =
  'another result of its job came meanwhile and goes before it; with --replace this one takes its place';
type World = ReturnType<typeof makeImportWorld>;

/** Between its being recorded and its being worked on, something else happens. */
function overtakenBy(happen: (world: World) => Promise<unknown>): World {
  const world = makeImportWorld({
    processJob: async (name, signal) => {
      await happen(world);
      await world.process(name, signal);
    },
  });
  return world;
}

async function callBack({ rawStore, ledger }: World, text: string): Promise<void> {
  const body = Buffer.from(text);
  const raw = await rawStore.put(`callbacks/hive/task-1/${digestOf(body).sha256}`, body);
  await ledger.recordCallback(TASK, { ...raw, ref: undefined });
}

async function importAlso({ rawStore, ledger }: World, text: string): Promise<void> {
  const body = Buffer.from(text);
  const raw = await rawStore.put(`imports/hume/${A}/${digestOf(body).sha256}`, body);
  await ledger.recordImport(JOB, { ...raw, ref: undefined, replace: false });
}

describe('a document that something else came after, before it was worked on,', () => {
  test('a callback: is not told to be indexed', async () => {
    const world = overtakenBy((meanwhile) => callBack(meanwhile, `${taskOf('task-1')} `));
    const folder = await makeFolder({ 'a.json': taskOf('task-1') });
    const { outcomes, refused } = await world.importPath('.', folder, { vendor: 'hive' });
    expect(outcomes).toEqual({ ...NOTHING, refused: 1 });
    expect(refused).toMatchObject([{ text: OVERTAKEN }]);
    expect(await world.jobOf('task-1', 'hive')).toMatchObject({ status: 'indexed', imported: null });
  });

  test('the same bytes as a callback: is indexed', async () => {
    const world = overtakenBy((meanwhile) => callBack(meanwhile, taskOf('task-1')));
    const folder = await makeFolder({ 'a.json': taskOf('task-1') });
    expect((await world.importPath('.', folder, { vendor: 'hive' })).outcomes).toEqual({ ...NOTHING, new: 1 });
  });

  test('another import of its job: is not told to be indexed, and one that it came after is', async () => {
    const world = overtakenBy((meanwhile) => importAlso(meanwhile, callbackOf(A, 'other.zip')));
    const mine = callbackOf(A, 'mine.zip');
    const { outcomes, refused } = await world.importPath('.', await makeFolder({ 'a.json': mine }));
    expect(outcomes).toEqual({ ...NOTHING, refused: 1 });
    expect(refused).toMatchObject([{ text: OVERTAKEN }]);
    const other = await makeFolder({ 'a.json': callbackOf(A, 'other.zip') });
    expect((await world.importPath('.', other)).outcomes).toEqual({ ...NOTHING, known: 1 });
  });

  test('the failure of its job: is not told to have failed', async () => {
    const world = overtakenBy((meanwhile) => importAlso(meanwhile, failureOf(A)));
    const { outcomes, refused } = await world.importPath(
      '.',
      await makeFolder({ 'a.json': callbackOf(A, 'mine.zip') }),
    );
    expect(outcomes).toEqual({ ...NOTHING, refused: 1 });
    expect(refused).toMatchObject([{ text: OVERTAKEN }]);
    expect(await world.jobOf(A)).toMatchObject({ status: 'failed' });
  });
});

describe('bytes that were lost', () => {
  /** The job names an object that is not there. */
  async function withoutObject(world: World, name: typeof JOB): Promise<RawRef> {
    const { indexed, revision, ...job } = (await world.store.read(name)) ?? {};
    if (indexed === null || indexed === undefined || revision === undefined) throw new Error('not indexed');
    const raw = { ...indexed.raw, key: 'gone' };
    const lost = { ...indexed, raw };
    await world.store.write({ ...job, revision, imported: null, raw, indexed: lost } as never, revision);
    return raw;
  }

  test('are told of, and brought back by --replace: the rows lead to them again, and are as old as they were', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip') });
    await world.importPath('.', folder);
    const { at } = (await world.jobOf(A))?.indexed ?? {};
    const { sha256 } = await withoutObject(world, JOB);
    for (const isDryRun of [true, false]) {
      const { outcomes, refused } = await world.importPath('.', folder, { isDryRun });
      expect(outcomes).toEqual({ ...NOTHING, refused: 1 });
      expect(refused).toMatchObject([{ text: expect.stringContaining('--replace brings it back') }]);
    }
    expect(world.kept).toHaveLength(1);

    const dry = await world.importPath('.', folder, { replace: true, isDryRun: true });
    expect(dry.outcomes).toEqual({ ...NOTHING, new: 1 });
    expect((await world.importPath('.', folder, { replace: true })).outcomes).toEqual({ ...NOTHING, new: 1 });
    const key = `imports/hume/${A}/${sha256}`;
    expect(world.kept).toEqual([key, key]);
    expect(await world.jobOf(A)).toMatchObject({ status: 'indexed', raw: { key }, indexed: { at, raw: { key } } });
    const [file] = (await world.index.filesOf(JOB, { limit: 10 })).items;
    expect(await world.index.summaryOf(file?.fileKey ?? '', JOB)).toMatchObject({ at, raw: { key } });
    expect((await world.importPath('.', folder, { replace: true })).outcomes).toEqual({ ...NOTHING, known: 1 });
  });

  test('of a job that is parked for it are kept anew when they are imported again', async () => {
    const world = makeImportWorld();
    const text = callbackOf(A, 'a.zip');
    const raw = { key: 'gone', versionId: null, ...digestOf(Buffer.from(text)) };
    await world.ledger.recordImport(JOB, { ...raw, ref: undefined, replace: false });
    await world.process(JOB, new AbortController().signal);
    expect(await world.jobOf(A)).toMatchObject({ status: 'parked' });
    const { outcomes } = await world.importPath('.', await makeFolder({ 'a.json': text }));
    expect(outcomes).toEqual({ ...NOTHING, new: 1 });
    expect(await world.jobOf(A)).toMatchObject({ status: 'indexed', imported: { key: world.kept[0] } });
  });

  test('of a job that another worker has are recorded where they are now', async () => {
    const text = callbackOf(A, 'a.zip');
    const world = makeImportWorld({ processJob: async () => {} });
    const raw = { key: 'gone', versionId: null, ...digestOf(Buffer.from(text)) };
    await world.ledger.recordImport(JOB, { ...raw, ref: undefined, replace: false });
    expect((await world.importPath('.', await makeFolder({ 'a.json': text }))).outcomes).toEqual({
      ...NOTHING,
      left: 1,
    });
    expect(await world.jobOf(A)).toMatchObject({ status: 'received', imported: { key: world.kept[0] } });
  });

  test('are not told of by a store that cannot be reached for a moment', async () => {
    let failures = 2;
    const world = makeImportWorld({
      rawRanges: {
        readRange: async () => {
          failures -= 1;
          if (failures >= 0) throw new Retryable('AWS failed: SlowDown');
          return new Uint8Array(1);
        },
      },
    });
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip') });
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, new: 1 });
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, known: 1 });
    expect(failures).toBe(-1);
  });
});
