import { execFileSync } from 'node:child_process';
import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { localSources } from '../../../lib/imports/local-sources.ts';
import { problemOfSource, type Source } from '../../../lib/imports/source.ts';
import { makeTemporaryCopy } from '../../../lib/imports/temporary-copy.ts';
import { makeFolder } from '../../support/import-folder.ts';

const NEVER = new AbortController().signal;

const namesOf = async (argument: string, from: string) =>
  (await Array.fromAsync(localSources(argument, from))).map(({ name, isNamed }) =>
    isNamed ? `${name} (named)` : name,
  );

async function sourceOf(argument: string, from: string): Promise<Source> {
  const [source, ...others] = await Array.fromAsync(localSources(argument, from));
  if (source === undefined || others.length > 0) throw new Error('not one source');
  return source;
}

async function contentOf(source: Source): Promise<string> {
  const file = await source.open(NEVER);
  const content = Buffer.concat(await Array.fromAsync(file.read())).toString();
  expect(file.bytes).toBe(Buffer.byteLength(content));
  await file.close();
  return content;
}

const problemOf = (source: Source) =>
  source.open(NEVER).then(
    () => 'none',
    (error: unknown) => problemOfSource(error),
  );

describe('what is looked at', () => {
  const files = {
    'b.json': 'b',
    'a/2.json': '2',
    'a/10.csv': '10',
    'a/c/d.json': 'd',
    'a/.hidden.json': 'h',
    '.git/x.json': 'x',
    '[1].json': '1',
  };

  test('a file is itself, whatever its name means in a pattern', async () => {
    const folder = await makeFolder(files);
    expect(await namesOf('b.json', folder)).toEqual(['b.json (named)']);
    expect(await namesOf('[1].json', folder)).toEqual(['[1].json (named)']);
    expect(await namesOf(join(folder, 'a/.hidden.json'), '/')).toEqual([`${folder}/a/.hidden.json (named)`]);
  });

  test('a folder is all below it that is not hidden', async () => {
    const folder = await makeFolder(files);
    expect(await namesOf('.', folder)).toEqual(['[1].json', 'a/10.csv', 'a/2.json', 'a/c/d.json', 'b.json']);
    expect(await namesOf('a/', folder)).toEqual(['a/10.csv', 'a/2.json', 'a/c/d.json']);
    expect(await namesOf('.git', folder)).toEqual(['.git/x.json']);
  });

  test.each([
    ['*.json', ['[1].json', 'b.json']],
    ['*', ['[1].json', 'a/10.csv', 'a/2.json', 'a/c/d.json', 'b.json']],
    ['**/*.json', ['[1].json', 'a/2.json', 'a/c/d.json', 'b.json']],
    ['a/**', ['a/10.csv', 'a/2.json', 'a/c/d.json']],
    ['{a,b}/?.json', ['a/2.json']],
    ['*.txt', ['*.txt (named)']],
  ])('a pattern is what it matches: %s', async (pattern, names) => {
    expect(await namesOf(pattern, await makeFolder(files))).toEqual(names);
  });

  test('links to files are followed, those to folders are not', async () => {
    const folder = await makeFolder({ 'a/1.json': '1', 'b/2.json': '2' });
    await symlink('../b', join(folder, 'a/loop'));
    await symlink('../b/2.json', join(folder, 'a/2.json'));
    await symlink('nowhere', join(folder, 'a/3.json'));
    expect(await namesOf('a', folder)).toEqual(['a/1.json', 'a/2.json', 'a/3.json']);
  });
});

describe('what cannot be read says so when it is opened', () => {
  test.each([
    ['nothing.json', 'there is no such file or folder'],
    ['*.nothing', 'no file matches'],
    ['a.json/b', 'there is no such file or folder'],
  ])('%s', async (argument, problem) => {
    const source = await sourceOf(argument, await makeFolder({ 'a.json': '{}' }));
    expect(source.isNamed).toBe(true);
    expect(await problemOf(source)).toBe(problem);
  });

  test('a file that was there a moment ago', async () => {
    const folder = await makeFolder({ 'a.json': '{}' });
    const source = await sourceOf('a.json', folder);
    await rm(join(folder, 'a.json'));
    expect(await problemOf(source)).toBe('it is no longer there');
  });

  test.each([
    ['cut short', gzipSync('{"a":1}'.repeat(1000)).subarray(0, 30), 'gzip that is cut short: it has no end'],
    ['cut in its head', gzipSync('{}').subarray(0, 4), 'gzip that is cut short: it has no end'],
    ['broken', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255]), 'gzip that is broken'],
  ])('gzip %s', async (_, content, problem) => {
    expect(await problemOf(await sourceOf('a.gz', await makeFolder({ 'a.gz': content })))).toBe(problem);
  });

  test('no space left, in the system’s own words for it', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(problemOfSource(full)).toContain('TMPDIR');
    const other = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    expect(problemOfSource(other)).toBe('it cannot be read (EIO)');
    expect(problemOfSource(new TypeError('ours'))).toBeUndefined();
  });
});

describe('what is read', () => {
  test('a file as it is, any part of it, and not what is written to it since', async () => {
    const folder = await makeFolder({ 'a.json': '{"a":1}' });
    const file = await (await sourceOf('a.json', folder)).open(NEVER);
    await writeFile(join(folder, 'a.json'), '{"a":1}{"b":2}');
    expect(Buffer.concat(await Array.fromAsync(file.read())).toString()).toBe('{"a":1}');
    expect(Buffer.concat(await Array.fromAsync(file.read({ begin: 1, end: 4 }))).toString()).toBe('"a"');
    await file.close();
  });

  test('gzip decompressed, of several members too, and nothing is left of the copy while it is open', async () => {
    const folder = await makeFolder({ 'a.json.gz': Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"b":2}')]) });
    const temporary = await makeFolder();
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const source = await sourceOf('a.json.gz', folder);
    const file = await source.open(NEVER);
    expect(await readdir(temporary)).toEqual([]);
    await file.close();
    expect(await contentOf(source)).toBe('{"a":1}\n{"b":2}');
  });

  test('a pipe, which can be read only once', async () => {
    const folder = await makeFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const writing = writeFile(join(folder, 'pipe'), '{"a":1}');
    expect(await contentOf(await sourceOf('pipe', folder))).toBe('{"a":1}');
    await writing;
  });

  test('nothing more, once it is interrupted', async () => {
    const stop = new AbortController();
    async function* endless() {
      for (let chunks = 0; ; chunks += 1) {
        if (chunks === 10) stop.abort();
        yield Buffer.from(' ');
      }
    }
    await expect(makeTemporaryCopy(endless(), stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
