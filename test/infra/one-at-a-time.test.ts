import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { oneAtATime } from '../../infra/one-at-a-time.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verdex-one-at-a-time-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('work under one lock never overlaps', async () => {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await wait(5);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => oneAtATime(join(folder, 'lock'), work)));
  expect(most).toBe(1);
});

test('work that fails lets the next one in', async () => {
  const lock = join(folder, 'lock');
  await expect(oneAtATime(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a process that died is taken away', async () => {
  const lock = join(folder, 'lock');
  await writeFile(lock, String(spawnSync('true').pid));
  expect(await oneAtATime(lock, async () => 'done')).toBe('done');
});
