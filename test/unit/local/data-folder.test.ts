import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder, UnusableFolder } from '../../../local/data-folder.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'verdex-data-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('a folder is made, and one run at a time has it', async () => {
  const folder = join(await temporaryFolder(), 'a', 'b');
  const release = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`${folder} is in use by another run`);
  release();
  lockFolder(folder)();
});

test('what is no folder is called none', async () => {
  const file = join(await temporaryFolder(), 'README.md');
  await writeFile(file, '');
  expect(() => lockFolder(file)).toThrow(new UnusableFolder(`${file} is not a folder`));
});
