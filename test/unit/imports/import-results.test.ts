/** Imports into a deployment in memory: what comes of what people have saved. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { uuidOfDigest } from '../../../lib/imports/job-of-document.ts';
import { localSources } from '../../../lib/imports/local-sources.ts';
import type { Source } from '../../../lib/imports/source.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { makeFolder } from '../../support/import-folder.ts';
import { callbackOf, failureOf, humeJobIdOf, predictionsOf, taskOf } from '../../support/import-saved-results.ts';
import { makeImportWorld } from '../../support/import-world.ts';
import { streamOf } from '../../support/result-bytes.ts';

const [A, B, C] = [1, 2, 3].map(humeJobIdOf) as [string, string, string];
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

describe('what is refused', () => {
  test('stops nothing else, and is named with where it is, and never with what it holds', async () => {
    const world = makeImportWorld();
    const lines = [
      callbackOf(A, 'a.zip'),
      '{"secret":"b',
      callbackOf(B, 'b.zip'),
      '{"secret":[1}',
      callbackOf(C, 'c.zip'),
    ];
    const tally = await world.importPath('.', await makeFolder({ 'a.jsonl': lines.join('\n') }));
    expect(tally.outcomes).toEqual({ ...NOTHING, new: 3, refused: 2 });
    expect(tally.refused).toMatchObject([
      { source: 'a.jsonl', line: 2, begin: Buffer.byteLength(`${lines[0]}\n`) },
      { source: 'a.jsonl', line: 4 },
    ]);
    expect(JSON.stringify(tally.refused)).not.toContain('secret');
  });

  test.each([
    ['a task of Hive’s', 'hume', taskOf('task-1'), 'a result of hive, and no result of hume'],
    ['a result of Hume’s', 'hive', predictionsOf('a.zip'), 'a result of hume, and no result of hive'],
    ['an answer to a submission', 'hume', `{"job_id":"${A}"}`, 'not a Hume result'],
    ['an empty file', 'hume', '', 'empty'],
    ['a file of blanks', 'hume', '\n \n', 'empty'],
    ['a ZIP', 'hume', 'PK\x03\x04…', 'a ZIP archive, and no result'],
    ['UTF-16', 'hume', Buffer.from('\uFEFF[]', 'utf16le'), 'UTF-16'],
    ['gzip that is cut short', 'hume', gzipSync(predictionsOf('a.zip')).subarray(0, 100), 'gzip that is cut short'],
    ['gzip inside of gzip', 'hume', gzipSync(gzipSync('[]')), 'gzip inside of gzip'],
    ['a result that is cut short', 'hume', predictionsOf('a.zip').slice(0, -1), 'it breaks off at the end of the file'],
    ['a table', 'hume', 'a,b\n', 'not JSON'],
  ] as const)('%s', async (_, vendor, content, reason) => {
    const world = makeImportWorld();
    const { outcomes, refused } = await world.importPath('a.json', await makeFolder({ 'a.json': content }), { vendor });
    expect(outcomes).toEqual({ ...NOTHING, refused: 1 });
    expect(refused).toMatchObject([{ source: 'a.json', line: 1, begin: 0, text: expect.stringContaining(reason) }]);
    expect(world.kept).toEqual([]);
  });

  test('in a folder, what is no JSON is passed over, unless it is named like JSON', async () => {
    const world = makeImportWorld();
    const files = {
      'a.png': '\x89PNG',
      'artifacts.zip': 'PK\x03\x04',
      'a.csv': 'a,b',
      'notes.txt': '',
      'b.json': 'a,b',
    };
    const tally = await world.importPath('.', await makeFolder({ ...files, 'c.json': callbackOf(A, 'a.zip') }));
    expect(tally.outcomes).toEqual({ ...NOTHING, new: 1, refused: 1 });
    expect(tally.counts).toMatchObject({ files: 6, passedOver: 4 });
    expect(tally.refused).toMatchObject([{ source: 'b.json' }]);
  });

  test('a file that changes after it was looked at is not kept', async () => {
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip') });
    const path = join(folder, 'a.json');
    const world = makeImportWorld({ rawStore: { putStream: () => Promise.reject(new Error('not used')) } });
    const changing = makeImportWorld({
      rawStore: {
        putStream: async (key, stream, limitBytes) => {
          await writeFile(path, (await readFile(path, 'utf8')).replace('COMPLETED', 'completed'));
          return world.rawStore.putStream(key, stream, limitBytes);
        },
      },
    });
    const { outcomes, refused } = await changing.importPath('a.json', folder);
    expect(outcomes).toEqual({ ...NOTHING, refused: 1 });
    expect(refused).toMatchObject([{ text: 'it changed while it was read' }]);
    expect(world.kept).toEqual([]);
  });

  test('the rest of a file that cannot be read on, not what came before', async () => {
    const world = makeImportWorld();
    const bytes = Buffer.from(`${callbackOf(A, 'a.zip')}\n${callbackOf(B, 'b.zip')}\n[`);
    async function* breaking() {
      yield bytes;
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    }
    async function* sources(): AsyncGenerator<Source> {
      const read = (range = { begin: 0, end: 0 }) =>
        range.end === 0 ? breaking() : streamOf([bytes.subarray(range.begin, range.end)]);
      const file = { bytes: bytes.length + 100, read, close: async () => {} };
      yield { name: 'a.jsonl', isNamed: true, open: async () => file };
    }
    const { outcomes, refused } = await world.importFrom(sources());
    expect(outcomes).toEqual({ ...NOTHING, new: 2, refused: 1 });
    expect(refused).toMatchObject([{ source: 'a.jsonl', text: 'it cannot be read (EIO)' }]);
  });

  test('reasons that differ in numbers alone are one, and only the first are named', async () => {
    const world = makeImportWorld();
    const lines = Array.from({ length: 60 }, (_, number) => `{"a":${'['.repeat((number % 9) + 1)}}`);
    const tally = await world.importPath('.', await makeFolder({ 'a.jsonl': lines.join('\n') }));
    expect(tally.outcomes.refused).toBe(60);
    expect(tally.refused).toHaveLength(20);
    expect([...tally.refusedGroups.values()].reduce((sum, { count }) => sum + count, 0)).toBe(60);
  });
});

describe('many at once', () => {
  test('hundreds of documents in several files', async () => {
    const world = makeImportWorld();
    const lines = Array.from({ length: 200 }, (_, number) => callbackOf(humeJobIdOf(number), `${number}.zip`));
    const parts = [0, 1, 2, 3, 4].map((part) => lines.slice(part * 40, part * 40 + 40).join('\n'));
    const folder = await makeFolder(Object.fromEntries(parts.map((part, number) => [`${number}.jsonl`, part])));
    expect((await world.importPath('.', folder)).outcomes).toEqual({ ...NOTHING, new: 200 });
    expect(await world.filesOf(humeJobIdOf(137))).toEqual([archive('137.zip')]);
  });

  test('four at most are under way', async () => {
    let underWay = 0;
    let most = 0;
    const world = makeImportWorld({
      processJob: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
      },
    });
    const lines = Array.from({ length: 40 }, (_, number) => callbackOf(humeJobIdOf(number), 'a.zip'));
    await world.importPath('.', await makeFolder({ 'a.jsonl': lines.join('\n'), 'b.jsonl': lines.join('\n') }));
    expect(most).toBe(4);
  });
});

describe('what stops it', () => {
  test('an interruption: what is under way ends, the rest is left for the next time', async () => {
    const stop = new AbortController();
    const folder = await makeFolder({ 'a.json': callbackOf(A, 'a.zip'), 'b.json': callbackOf(B, 'b.zip') });
    const world = makeImportWorld();
    async function* sources(): AsyncGenerator<Source> {
      yield { name: 'a.json', isNamed: true, open: async (signal) => (await first(folder, 'a.json')).open(signal) };
      stop.abort(new Error('interrupted'));
      yield { name: 'b.json', isNamed: true, open: async (signal) => (await first(folder, 'b.json')).open(signal) };
    }
    await expect(world.importFrom(sources(), { signal: stop.signal })).rejects.toThrow('interrupted');
    expect(await world.jobOf(B)).toBeUndefined();
    expect((await world.importPath('.', folder)).outcomes.refused).toBe(0);
    expect(await world.filesOf(A)).toEqual([archive('a.zip')]);
  });

  test('a store that is not there', async () => {
    const cause = Object.assign(new Error('no such table'), { name: 'ResourceNotFoundException' });
    let asked = 0;
    const world = makeImportWorld({
      ledger: {
        recordImport: async () => {
          asked += 1;
          throw new Retryable('AWS failed', { cause });
        },
      },
    });
    const lines = Array.from({ length: 40 }, (_, number) => callbackOf(humeJobIdOf(number), 'a.zip'));
    const importing = world.importPath('.', await makeFolder({ 'a.jsonl': lines.join('\n') }));
    await expect(importing).rejects.toMatchObject({ cause });
    expect(asked).toBeLessThanOrEqual(5);
  });

  test('not one that fails for a moment', async () => {
    const plain = makeImportWorld();
    let failures = 3;
    const world = makeImportWorld({
      ledger: {
        recordImport: async (...recorded) => {
          failures -= 1;
          if (failures >= 0) throw new Retryable('AWS failed: ThrottlingException');
          return plain.ledger.recordImport(...recorded);
        },
      },
    });
    const tally = await world.importPath('.', await makeFolder({ 'a.json': callbackOf(A, 'a.zip') }));
    expect(tally.outcomes.refused).toBe(0);
    expect(await plain.jobOf(A)).toMatchObject({ status: 'received' });
  });

  test('a mistake of ours, which is no fault of the document', async () => {
    const world = makeImportWorld({ processJob: () => Promise.reject(new TypeError('ours')) });
    const importing = world.importPath('.', await makeFolder({ 'a.json': callbackOf(A, 'a.zip') }));
    await expect(importing).rejects.toThrow(TypeError);
  });
});

async function first(folder: string, path: string): Promise<Source> {
  for await (const source of localSources(path, folder)) return source;
  throw new Error('no source');
}
