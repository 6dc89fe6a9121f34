/** The folder that `--data` names: made, locked against a second run, and read. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The folder cannot be used, for a reason that concerns the user. */
export class UnusableFolder extends Error {}

const LOCK = 'lock';
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Takes the folder, making it if need be, or throws UnusableFolder: two runs on one folder would ruin it. Returns what
 * gives it back. SQLite's lock is the operating system's: it ends with the process, however that ends, which a file
 * with a process id in it does not.
 */
export function lockFolder(folder: string): () => void {
  const lock = orUnusable(folder, 'cannot be written', () => {
    makeFolder(folder);
    return new DatabaseSync(join(folder, LOCK));
  });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const isTaken = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
    throw new UnusableFolder(`${folder} ${isTaken ? 'is in use by another run' : 'cannot be locked'}`, { cause });
  }
  return () => lock.close();
}

/** Throws UnusableFolder, and removes nothing, when another run uses it. */
export function emptyFolder(folder: string): void {
  const release = lockFolder(folder);
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(LOCK)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

/** Runs what needs the folder; what the system refuses then is a sentence about the folder. */
export function orUnusable<T>(folder: string, problem: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (cause instanceof UnusableFolder) throw cause;
    throw new UnusableFolder(`${folder} ${problem}`, { cause });
  }
}

/** One level at a time: Node's own recursive way never ends where a folder can be named but not made, as in /proc. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && dirname(folder) !== folder && !isThere(dirname(folder))) {
      makeFolder(dirname(folder));
      mkdirSync(folder);
    } else if (!isThere(folder)) {
      const isOther = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false;
      throw isOther ? new UnusableFolder(`${folder} is not a folder`, { cause: error }) : error;
    }
  }
}

function isThere(folder: string): boolean {
  try {
    readdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
