/** Two runs on one data folder would ruin it; dynalite, for one, ends the process when its files are taken. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the folder, making it if need be, or throws. Returns what gives it back. SQLite's lock is the operating
 * system's: it ends with the process, however that ends, which a file with a process id in it does not.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Error(`${folder} is in use by another run`, { cause });
  }
  return () => lock.close();
}
