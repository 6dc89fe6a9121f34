/** Saved results on this machine: a file, a folder with all that is below it, or a pattern. */
import { type FileHandle, glob, open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Permanent } from '../platform/errors.ts';
import type { ByteStream } from '../vendors/vendor.ts';
import { fileKindOf, LEADING_BYTES } from './file-kind.ts';
import { type OpenedFile, openedFile } from './opened-file.ts';
import { missingSource, problemOfSource, type Source } from './source.ts';
import { makeTemporaryCopy } from './temporary-copy.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * What `argument` names, seen from the folder `from`; nothing of a pattern's meaning is given to the name of a file that is
 * there. Below a folder nothing hidden is looked at, and no link to a folder is followed. In the order of their names.
 */
export async function* localSources(argument: string, from: string): AsyncGenerator<Source> {
  const isFolder = await stat(resolve(from, argument)).then(
    (stats) => stats.isDirectory(),
    () => undefined,
  );
  if (isFolder === true) yield* below(argument, from);
  else if (isFolder === false) yield fileSource(argument, from, true);
  else if (!/[*?[{]/.test(argument)) yield missingSource(argument, 'there is no such file or folder');
  else yield* matching(argument, from);
}

async function* matching(pattern: string, from: string): AsyncGenerator<Source> {
  const names = (await Array.fromAsync(glob(pattern, { cwd: from }))).toSorted();
  let found = 0;
  for (const name of names) {
    const stats = await stat(resolve(from, name)).catch(() => undefined);
    found += 1;
    if (stats?.isDirectory() !== true) yield fileSource(name, from, false);
    // With ** the pattern itself says what is taken from below a folder.
    else if (!pattern.includes('**')) yield* below(name, from);
  }
  if (found === 0) yield missingSource(pattern, 'no file matches');
}

async function* below(folder: string, from: string): AsyncGenerator<Source> {
  const entries = await readdir(resolve(from, folder), { withFileTypes: true }).catch((error: unknown) => error);
  if (!Array.isArray(entries)) {
    yield missingSource(folder, problemOfSource(entries) ?? 'it cannot be read');
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = join(folder, entry.name);
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory()) yield* below(name, from);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(name, from)))) {
      yield fileSource(name, from, false);
    }
  }
}

function fileSource(name: string, from: string, isNamed: boolean): Source {
  return { name, isNamed, open: (signal) => openFile(resolve(from, name), signal) };
}

async function openFile(path: string, signal: AbortSignal): Promise<OpenedFile> {
  const handle = await open(path);
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new Permanent('it is a folder');
    // What is no file, such as a pipe, can be read once only.
    if (stats.isFile() && !(await isGzip(handle))) return await openedFile(handle);
    return await makeTemporaryCopy(contentOf(handle), signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* contentOf(handle: FileHandle): ByteStream {
  // At its end it closes the file, for the copy is all that is read from then on.
  for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK_BYTES })) yield chunk;
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const leading = Buffer.alloc(LEADING_BYTES);
  const { bytesRead } = await handle.read(leading, 0, leading.length, 0);
  return fileKindOf(leading.subarray(0, bytesRead)).kind === 'gzip';
}

async function leadsToFile(name: string, from: string): Promise<boolean> {
  return stat(resolve(from, name)).then(
    (stats) => stats.isFile(),
    // One that leads nowhere is told of when it is opened.
    () => true,
  );
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}
