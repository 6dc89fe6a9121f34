import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

test('every benchmark is named where its figures stand', async () => {
  const [, benchmarks = ''] =
    /const BENCHMARKS[^{]*= \{\n(.*?)\n\};/s.exec(await readFile(join(root, 'bench/run.ts'), 'utf8')) ?? [];
  const names = [...benchmarks.matchAll(/^ {2}(\w+): \{$/gm)].map(([, name]) => name);
  expect(names).toContain('delivery');
  expect(names.length).toBeGreaterThan(5);
  const performance = await readFile(join(root, 'docs/performance.md'), 'utf8');
  expect(names.filter((name) => !performance.includes(`npm run bench -- ${name}`))).toEqual([]);
});
