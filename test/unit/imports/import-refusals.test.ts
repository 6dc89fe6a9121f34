/** Imports into a deployment in memory: what is refused, and what stops them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { localSources } from '../../../lib/imports/local-sources.ts';
import type { Source } from '../../../lib/imports/source.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { makeFolder } from '../../support/import-folder.ts';
import { callbackOf, humeJobIdOf, predictionsOf, taskOf } from '../../support/import-saved-results.ts';
import { makeImportWorld } from '../../support/import-world.ts';
import { streamOf } from '../../support/result-bytes.ts';

const [A, B, C] = [1, 2, 3].map(humeJobIdOf) as [string, string, string];
const NOTHING = { new: 0, replaced: 0, known: 0, failed: 0, left: 0, refused: 0 };
const archive = (name: string) => `https://media.example.com/${name}!/faces/100.jpg`;

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
