import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { uuidOfDigest } from '../../../lib/imports/job-of-document.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { makeFolder } from '../../support/import-folder.ts';
import { callbackOf, failureOf, humeJobIdOf, predictionsOf, taskOf } from '../../support/import-saved-results.ts';
import { makeImportWorld } from '../../support/import-world.ts';

const [A, B] = [1, 2].map(humeJobIdOf) as [string, string];
const NOTHING = { new: 0, replaced: 0, known: 0, failed: 0, left: 0, refused: 0 };
const archive = (name: string) => `https://media.example.com/${name}!/faces/100.jpg`;
const madeUpOf = (text: string) => uuidOfDigest(digestOf(Buffer.from(text)).sha256);

describe('what is taken', () => {
  test.each([
    ['an array of predictions, named after its job', `${A}.json`, predictionsOf('a.zip')],
    ['a whole callback', 'saved.json', callbackOf(A, 'a.zip')],
    ['gzip', `hume-${A}.json.gz`, gzipSync(predictionsOf('a.zip'))],
    ['one with blanks and a byte order mark around it', `${A}.txt`, `\uFEFF\n ${predictionsOf('a.zip')}\n\n`],
  ])('%s', async (_, name, content) => {
    const world = makeImportWorld();
    const tally = await world.importPath('.', await makeFolder({ [name]: content }));
    expect(tally.outcomes).toEqual({ ...NOTHING, new: 1 });
    expect(tally.counts).toMatchObject({ files: 1, documents: 1, madeUp: 0, underWay: 0 });
    expect(await world.jobOf(A)).toMatchObject({ status: 'indexed', coverage: { files: 1 } });
    expect(await world.filesOf(A)).toEqual([archive('a.zip')]);
  });

  test('tasks of Hive, one on a line', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'tasks.jsonl': ['task-1', 'task-2', 'task-3'].map(taskOf).join('\n') });
    const tally = await world.importPath('tasks.jsonl', folder, { vendor: 'hive' });
    expect(tally.outcomes).toEqual({ ...NOTHING, new: 3 });
    for (const id of ['task-1', 'task-2', 'task-3']) {
      expect(await world.jobOf(id, 'hive')).toMatchObject({ status: 'indexed', imported: { key: expect.any(String) } });
    }
  });

  test('predictions that do not say whose they are: the same bytes are the same job, whatever file they are in', async () => {
    const world = makeImportWorld();
    const [first, second] = [predictionsOf('a.zip'), predictionsOf('b.zip')];
    const folder = await makeFolder({ [`${A}.jsonl`]: `${first}\n${second}\n`, 'again.json': second });
    const tally = await world.importPath('.', folder);
    expect(tally.outcomes).toEqual({ ...NOTHING, new: 2, known: 1 });
    expect(tally.madeUp.map(({ text }) => text).toSorted()).toEqual(
      [madeUpOf(first), madeUpOf(second), madeUpOf(second)].toSorted(),
    );
    expect(await world.filesOf(madeUpOf(second))).toEqual([archive('b.zip')]);
  });

  test('the bytes are kept as they are, and the rows lead to them', async () => {
    const world = makeImportWorld();
    const text = predictionsOf('a.zip').replaceAll(',', ' ,\n');
    await world.importPath('.', await makeFolder({ [`${A}.json`]: `\n${text}\n` }));
    const { raw } = (await world.jobOf(A))?.indexed ?? {};
    if (raw === undefined) throw new Error('not indexed');
    expect(raw).toMatchObject(digestOf(Buffer.from(text)));
    expect(raw.key).toBe(`imports/hume/${A}/${raw.sha256}`);
    expect(Buffer.concat(await Array.fromAsync(await world.rawStore.read(raw))).toString()).toBe(text);
  });

  test('a job that failed is told of as such, once and again, and is kept once', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'a.json': failureOf(A) });
    expect((await world.importPath('.', folder, { isDryRun: true })).outcomes).toEqual({ ...NOTHING, failed: 1 });
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, failed: 1 });
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, failed: 1 });
    expect(await world.jobOf(A)).toMatchObject({ status: 'failed' });
    expect(world.kept).toHaveLength(1);
  });

  test('a result that speaks of no file is indexed, and counted', async () => {
    const world = makeImportWorld();
    const tally = await world.importPath('.', await makeFolder({ [`${A}.json`]: '[]' }));
    expect(tally.outcomes).toEqual({ ...NOTHING, new: 1 });
    expect(tally.warnings).toMatchObject({ withoutFiles: 1 });
    expect(await world.jobOf(A)).toMatchObject({ status: 'indexed', coverage: { files: 0 } });
  });

  test('errors of the vendor’s are counted', async () => {
    const world = makeImportWorld();
    const source =
      '{"source":{"type":"url","url":"https://a.test/b"},"results":{"predictions":[],"errors":[]},"error":"bad"}';
    const tally = await world.importPath('.', await makeFolder({ [`${A}.json`]: `[${source}]` }));
    expect(tally.warnings).toMatchObject({ withErrors: 1 });
  });
});

describe('what a person says of the one document', () => {
  test('its job, and the name of its file', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ [`${B}.json`]: predictionsOf('a.zip') });
    await world.importPath(`${B}.json`, folder, { jobId: A, ref: 'mine' });
    expect(await world.filesOf(A)).toEqual(['ref:mine!/faces/100.jpg']);
    expect(await world.jobOf(A)).toMatchObject({ ref: 'mine' });
    expect(await world.jobOf(B)).toBeUndefined();
  });

  test('of several it is refused, and nothing is imported', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'a.jsonl': `${predictionsOf('a.zip')}\n${predictionsOf('b.zip')}\n` });
    for (const said of [{ jobId: A }, { ref: 'mine' }]) {
      const { outcomes, refused } = await world.importPath('a.jsonl', folder, said);
      expect(outcomes).toEqual({ ...NOTHING, refused: 2 });
      expect(refused[0]?.text).toContain('not alone in its file');
    }
    expect(world.kept).toEqual([]);
  });

  test('a job that has another ref keeps it, and says so', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip') });
    await world.importPath('a.json', folder, { ref: 'mine' });
    const { refused } = await world.importPath('a.json', folder, { ref: 'yours' });
    expect(refused).toMatchObject([{ text: 'its job is known under another ref' }]);
    expect(await world.filesOf(A)).toEqual(['ref:mine!/faces/100.jpg']);
  });

  test('a ref that comes with the same bytes later is taken', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip') });
    await world.importPath('a.json', folder);
    expect((await world.importPath('a.json', folder, { ref: 'mine' })).outcomes.refused).toBe(0);
    expect(await world.filesOf(A)).toEqual(['ref:mine!/faces/100.jpg']);
    expect(world.kept).toHaveLength(1);
  });
});

describe('done again', () => {
  const files = {
    'a.json': callbackOf(A, 'a.zip'),
    [`${B}.json`]: predictionsOf('b.zip'),
    'c.json': predictionsOf('c.zip'),
  };

  test('nothing is written of what is there already', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder(files);
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, new: 3 });
    const before = [await world.jobOf(A), await world.jobOf(B)];
    const kept = [...world.kept];
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, known: 3 });
    expect([await world.jobOf(A), await world.jobOf(B)]).toEqual(before);
    expect(world.kept).toEqual(kept);
  });

  test('a dry run says the same and writes nothing', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder(files);
    expect((await world.importPath('.', folder, { isDryRun: true })).outcomes).toEqual({ ...NOTHING, new: 3 });
    expect(await world.jobOf(A)).toBeUndefined();
    expect(world.kept).toEqual([]);
    await world.importPath('a.json', folder);
    expect((await world.importPath('.', folder, { isDryRun: true })).outcomes).toEqual({
      ...NOTHING,
      known: 1,
      new: 2,
    });
    expect(world.kept).toHaveLength(1);
  });

  test('another result of the job is refused unless it is to replace the first', async () => {
    const world = makeImportWorld();
    const folder = await makeFolder({ 'old.json': callbackOf(A, 'old.zip'), 'new.json': callbackOf(A, 'new.zip') });
    await world.importPath('old.json', folder);
    const refused = await world.importPath('new.json', folder);
    expect(refused.outcomes).toEqual({ ...NOTHING, refused: 1 });
    expect(refused.refused).toMatchObject([{ source: 'new.json', text: expect.stringContaining('--replace') }]);
    expect(await world.filesOf(A)).toEqual([archive('old.zip')]);
    const wish = { replace: true, isDryRun: true };
    expect((await world.importPath('new.json', folder, wish)).outcomes).toEqual({ ...NOTHING, replaced: 1 });
    expect((await world.importPath('new.json', folder, { replace: true })).outcomes).toEqual({
      ...NOTHING,
      replaced: 1,
    });
    expect(await world.filesOf(A)).toEqual([archive('new.zip')]);
  });

  test('of two results of a job in one import one is refused, replacing or not', async () => {
    for (const replace of [false, true]) {
      const world = makeImportWorld();
      const folder = await makeFolder({ 'a.jsonl': `${callbackOf(A, 'one.zip')}\n${callbackOf(A, 'two.zip')}\n` });
      expect((await world.importPath('.', folder, { replace })).outcomes).toEqual({ ...NOTHING, new: 1, refused: 1 });
      expect(await world.filesOf(A)).toEqual([archive('one.zip')]);
    }
  });

  test('what the vendor sent with a line feed at its end is known without it', async () => {
    const world = makeImportWorld();
    const text = `${callbackOf(A, 'a.zip')}\n`;
    const raw = await world.rawStore.put('results/hume/x', Buffer.from(text));
    await world.ledger.recordImport({ vendor: 'hume', jobId: A }, { ...raw, ref: undefined, replace: false });
    await world.process({ vendor: 'hume', jobId: A }, new AbortController().signal);
    expect((await world.importPath('.', await makeFolder({ 'a.json': text }))).outcomes).toEqual({
      ...NOTHING,
      known: 1,
    });
  });

  test('what was recorded and not brought to its end goes on from there, and is not kept twice', async () => {
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip') });
    let isDead = true;
    const world = makeImportWorld({
      processJob: async (name, signal) => {
        if (!isDead) await world.process(name, signal);
      },
    });
    expect((await world.importPath('a.json', folder)).outcomes).toEqual({ ...NOTHING, left: 1 });
    expect(await world.jobOf(A)).toMatchObject({ status: 'received', dueAt: expect.any(String) });
    isDead = false;
    expect((await world.importPath('a.json', folder)).outcomes).toEqual({ ...NOTHING, new: 1 });
    expect(await world.jobOf(A)).toMatchObject({ status: 'indexed' });
    expect(world.kept).toHaveLength(1);
  });
});
