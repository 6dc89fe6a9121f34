import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `work` while no other process runs work under the same lock file. The file holds the process id of its owner; the
 * file of a process that died is taken away.
 */
export async function oneAtATime<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lockPath), { recursive: true });
  while (!takeLock(lockPath)) {
    removeDeadLock(lockPath);
    await wait(50);
  }
  try {
    return await work();
  } finally {
    rmSync(lockPath, { force: true });
  }
}

/** A link appears with its content, and only where nothing is. */
function takeLock(lockPath: string): boolean {
  const ownFile = `${lockPath}.${process.pid}`;
  writeFileSync(ownFile, String(process.pid));
  const isTaken = hasWorked(() => linkSync(ownFile, lockPath));
  rmSync(ownFile);
  return isTaken;
}

function removeDeadLock(lockPath: string): void {
  if (isOwnerAlive(lockPath)) return;
  const removed = `${lockPath}.${process.pid}.dead`;
  // Of several that saw it dead one moves it away; when that was already the next owner's, it is put back.
  if (!hasWorked(() => renameSync(lockPath, removed))) return;
  if (isOwnerAlive(removed)) hasWorked(() => linkSync(removed, lockPath));
  rmSync(removed);
}

function isOwnerAlive(lockPath: string): boolean {
  try {
    const processId = Number(readFileSync(lockPath, 'utf8'));
    process.kill(processId, 0);
    return !isZombie(processId);
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'ENOENT');
  }
}

/** Dead, and nobody asked for its exit code: an orphan's end in a container whose first process is no init. */
function isZombie(processId: number): boolean {
  const status = `/proc/${processId}/stat`;
  return existsSync(status) && /\) Z [^)]*$/.test(readFileSync(status, 'utf8'));
}

function hasWorked(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
