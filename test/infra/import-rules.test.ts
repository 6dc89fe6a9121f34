import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { projectRoot } from './packaged-service.ts';

const imports = [
  { from: 'functions/a.ts', allowed: ['../lib/wire/a.ts'], refused: ['../lib/jobs/x.ts', '@aws-sdk/client-s3', 'zod'] },
  {
    from: 'lib/wire/a.ts',
    allowed: ['../jobs/x.ts', '../api/x.ts', '@aws-sdk/client-s3'],
    refused: ['../../local/x.ts'],
  },
  {
    from: 'lib/callbacks/a.ts',
    allowed: ['./x.ts', '../jobs/ledger.ts', '../vendors/vendor.ts', '../raw/x.ts', 'zod'],
    refused: ['../api/x.ts', '../wire/a.ts', '../vendors/hume/x.ts', '@aws-sdk/client-s3', '../../cli/x.ts'],
  },
  {
    from: 'lib/jobs/a.ts',
    allowed: ['../vendors/registry.ts', '../raw/x.ts', '../index/x.ts', '../summaries/x.ts', '../platform/x.ts'],
    refused: ['../callbacks/x.ts', '../api/x.ts', '../vendors/hume/x.ts', '@aws-sdk/client-dynamodb'],
  },
  {
    from: 'lib/jobs/attempt/a.ts',
    allowed: ['../ledger.ts', '../standing/x.ts', '../../vendors/vendor.ts', '../../raw/x.ts', '../../platform/x.ts'],
    refused: ['../../api/x.ts', '../../vendors/hume/x.ts', '../../wire/x.ts', '@aws-sdk/client-s3'],
  },
  {
    from: 'lib/jobs/dynamodb-ledger.ts',
    allowed: ['@aws-sdk/lib-dynamodb', '../platform/x.ts'],
    refused: ['../callbacks/x.ts', '../../test/x.ts'],
  },
  {
    from: 'lib/api/a.ts',
    allowed: ['hono', '../jobs/ledger.ts', '../index/x.ts'],
    refused: ['../callbacks/x.ts', '../wire/query-api.ts', '@aws-sdk/client-s3'],
  },
  ...['imports', 'rebuild', 'doctor'].map((folder) => ({
    from: `lib/${folder}/a.ts`,
    allowed: ['../jobs/ledger.ts', '../index/x.ts', '../raw/x.ts', '../vendors/vendor.ts', '../summaries/x.ts'],
    refused: ['../api/x.ts', '../callbacks/x.ts', '../vendors/hume/x.ts', '../wire/x.ts', '@aws-sdk/client-s3'],
  })),
  {
    from: 'lib/vendors/hume/a.ts',
    allowed: ['./x.ts', '../vendor.ts', '../../summaries/x.ts', '../../summaries/reader/x.ts', '../../platform/x.ts'],
    refused: ['../hive/x.ts', '../../raw/x.ts', '../../index/x.ts', '../../jobs/x.ts', '@aws-sdk/client-s3'],
  },
  { from: 'lib/vendors/a.ts', allowed: ['./hume/x.ts', '../summaries/x.ts'], refused: ['../raw/x.ts', '../jobs/x.ts'] },
  { from: 'lib/raw/a.ts', allowed: ['../platform/x.ts'], refused: ['../index/x.ts', '../vendors/vendor.ts'] },
  { from: 'lib/raw/s3-a.ts', allowed: ['@aws-sdk/client-s3'], refused: ['../jobs/x.ts'] },
  { from: 'lib/index/a.ts', allowed: ['../summaries/x.ts'], refused: ['../raw/x.ts', '@aws-sdk/client-dynamodb'] },
  { from: 'lib/summaries/a.ts', allowed: ['../platform/x.ts'], refused: ['../vendors/vendor.ts', '../index/x.ts'] },
  { from: 'lib/summaries/reader/a.ts', allowed: ['../x.ts', '../../platform/x.ts'], refused: ['../../raw/x.ts'] },
  {
    from: 'lib/platform/a.ts',
    allowed: ['@aws-sdk/client-ssm', './x.ts'],
    refused: ['../summaries/x.ts', '../../infra/x.ts'],
  },
  {
    from: 'cli/a.ts',
    allowed: ['../lib/summaries/x.ts', './x.ts'],
    refused: ['../local/x.ts', '../infra/x.ts', '../test/x.ts'],
  },
  {
    from: 'test/unit/a.test.ts',
    allowed: ['../../lib/jobs/x.ts', '../../local/x.ts', '@aws-sdk/client-s3'],
    refused: [],
  },
];

const sources = {
  'lib/jobs/environment.ts': 'export const name = process.env.NAME;\n',
  'lib/platform/config.ts': 'export const name = process.env.NAME;\n',
  'lib/jobs/default.ts': 'export default 1;\n',
  'lib/jobs/barrel.ts': "export * from './default.ts';\n",
  'lib/jobs/floating.ts': 'async function work() {}\nexport function start() {\n  work();\n}\n',
};

const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

const folder = await mkdtemp(join(tmpdir(), 'verdex-import-rules-'));
afterAll(() => rm(folder, { recursive: true }));
const diagnostics = await lint();

describe.each(imports)('$from', ({ from, allowed, refused }) => {
  const all = [...allowed, ...refused];
  const found = diagnostics
    .filter(({ category, location }) => category === 'lint/style/noRestrictedImports' && location.path === from)
    .map(({ location }) => all[location.start.line - 1]);

  test(`may import ${allowed.join(', ')}`, () => {
    expect(allowed.filter((name) => found.includes(name))).toEqual([]);
  });

  if (refused.length === 0) return;
  test(`must not import ${refused.join(', ')}`, () => {
    expect(refused.filter((name) => !found.includes(name))).toEqual([]);
  });
});

test.each([
  ['the environment is read in one place', 'lib/jobs/environment.ts', 'lint/style/noProcessEnv'],
  ['exports have names', 'lib/jobs/default.ts', 'lint/style/noDefaultExport'],
  ['there are no barrel files', 'lib/jobs/barrel.ts', 'lint/performance/noReExportAll'],
  ['no promise is left alone', 'lib/jobs/floating.ts', 'lint/nursery/noFloatingPromises'],
])('%s', (_, path, category) => {
  expect(listCategories(path)).toContain(category);
});

test('and that place is platform/config.ts', () => {
  expect(listCategories('lib/platform/config.ts')).not.toContain('lint/style/noProcessEnv');
});

function listCategories(path: string): string[] {
  return diagnostics.filter(({ location }) => location.path === path).map(({ category }) => category);
}

/** Lints one file for each table entry, one import a line, under this project's own rules. */
async function lint() {
  await copyFile(join(projectRoot, 'biome.json'), join(folder, 'biome.json'));
  for (const { from, allowed, refused } of imports) {
    await write(from, [...allowed, ...refused].map((name) => `import '${name}';\n`).join(''));
  }
  for (const [path, source] of Object.entries(sources)) await write(path, source);
  const biome = join(projectRoot, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const options = ['lint', '.', '--reporter=json', '--max-diagnostics=none', '--colors=off'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [biome, ...options], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
  return Report.parse(JSON.parse(output)).diagnostics;
}

async function write(path: string, source: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), source);
}
