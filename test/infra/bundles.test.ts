import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { errorsWithClass } from '../../infra/bundle-aws-sdk.ts';
import { packageService } from '../../infra/package.ts';
import { projectRoot } from './packaged-service.ts';

const everywhere = ['@aws-lambda-powertools/logger', '@aws-lambda-powertools/metrics', 'zod'];
const dynamodb = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'];

/** What each function may take to start: folders and files of lib/, and those of this project's dependencies. */
const contents = {
  'receive-callback': {
    folders: ['callbacks', 'jobs', 'platform', 'raw', 'summaries', 'vendors', 'wire'],
    packages: [...everywhere, ...dynamodb, '@aws-sdk/client-s3', '@aws-sdk/client-sqs', '@aws-sdk/client-ssm'],
  },
  'process-job': {
    folders: ['index', 'jobs', 'platform', 'raw', 'summaries', 'vendors', 'wire'],
    packages: [...everywhere, ...dynamodb, '@aws-sdk/client-s3', '@aws-sdk/client-ssm'],
  },
  'sweep-jobs': {
    // A job's record says what its result covers, in the words of summaries/.
    folders: ['jobs', 'platform', 'summaries', 'wire'],
    packages: [...everywhere, ...dynamodb, '@aws-sdk/client-sqs'],
  },
  'query-api': {
    // Of vendors it knows their names, what a job id looks like, and the names of what they score; of callbacks how their
    // URLs are made.
    folders: [
      'api',
      'callbacks/capability.ts',
      'callbacks/mint-callback-url.ts',
      'index',
      'jobs',
      'platform',
      'raw',
      'summaries',
      'vendors/callback-reader.ts',
      'vendors/callback-readers.ts',
      'vendors/hive/callback.ts',
      'vendors/hive/classes',
      'vendors/hive/default-policy.ts',
      'vendors/hume/callback.ts',
      'vendors/hume/emotion-names.ts',
      'vendors/vendor.ts',
      'wire',
    ],
    packages: [
      ...everywhere,
      ...dynamodb,
      '@aws-sdk/client-s3',
      '@aws-sdk/client-ssm',
      '@aws-sdk/s3-request-presigner',
      '@hono/zod-openapi',
      'hono',
    ],
  },
};

const Metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      imports: z.array(z.object({ path: z.string(), kind: z.string() })),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
    }),
  ),
});

beforeAll(() => packageService());

describe.each(Object.entries(contents))('%s', (functionName, { folders, packages }) => {
  test('takes nothing of lib/ but its own', async () => {
    const files = await listBundledFiles(functionName);
    const isItsOwn = (file: string) => folders.some((folder) => `${file}/`.startsWith(`lib/${folder}/`));
    const strangers = files.filter((file) => file.startsWith('lib/') && !isItsOwn(file));
    expect(strangers).toEqual([]);
  });

  test('is wired by its own file', async () => {
    const files = await listBundledFiles(functionName);
    const wires = Object.keys(contents).map((name) => `lib/wire/${name}.ts`);
    expect(files.filter((file) => wires.includes(file))).toEqual([`lib/wire/${functionName}.ts`]);
  });

  test('takes no dependency but its own', async () => {
    const bundled = (await listBundledFiles(functionName)).join('\n');
    const { dependencies } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
    const strangers = Object.keys(dependencies).filter(
      (name) => bundled.includes(`node_modules/${name}/`) && !packages.includes(name),
    );
    expect(strangers).toEqual([]);
  });

  test('takes nothing that only tests or the local stack need', async () => {
    const expected =
      /^(lib|functions|node_modules)\/|^(built-in|event-streams(-later)?|no-(files|random-values)):|^<define:/;
    expect((await listBundledFiles(functionName)).filter((file) => !expected.test(file))).toEqual([]);
  });
});

/**
 * Bytes of each function's files, a little above what they are: what goes beyond is there for a reason, and the number
 * raised with it.
 */
const budgets = {
  'receive-callback': 410_000,
  'process-job': 550_000,
  'sweep-jobs': 300_000,
  'query-api': 890_000,
};

test.each(Object.entries(budgets))('%s stays within %d bytes', async (functionName, budget) => {
  expect(await bytesOf(functionName)).toBeLessThanOrEqual(budget);
});

test('of the functions that need S3 the receiver is the smallest', async () => {
  // The sweep has no business with S3, and so not its client.
  for (const larger of ['process-job', 'query-api']) {
    expect(await bytesOf('receive-callback')).toBeLessThan(await bytesOf(larger));
    expect(await bytesAtStart('receive-callback')).toBeLessThan(await bytesAtStart(larger));
  }
});

test.each(Object.keys(contents))(
  '%s has one build of a package, and is told by the environment alone',
  async (name) => {
    const files = (await listBundledFiles(name)).join('\n');
    // ES modules for `import`, CommonJS for `require`: a package that is asked for both ways is there twice.
    expect(files).not.toMatch(/node_modules\/zod\/.*\.cjs$|node_modules\/@(aws-sdk|smithy)\/.*\/dist-cjs\//m);
    expect(files).not.toMatch(/credential-provider-(sso|ini|process|login|web-identity|imds)|nested-clients\/dist/);
    expect(files).toContain('credential-provider-env');
    expect(files).not.toMatch(/loadSharedConfigFiles|submodules\/event-streams\//);
  },
);

test.each(Object.entries(contents))('%s begins with its clients, all in one file', async (name, { packages }) => {
  const files = (await filesAtStart(name)).join('\n');
  // A client that is asked for later would be one more file to find, read and compile before the first answer.
  for (const client of packages.filter((one) => /client-(dynamodb|s3|sqs|ssm)$/.test(one)))
    expect(files).toContain(client);
  expect(outputsAtStart(name, await readOutputs(name))).toHaveLength(1);
});

test('errors of AWS that are told apart by their class have it in the bundles', async () => {
  const byClass = [
    // By Verdex,
    ...(await classesOfAwsIn('lib/**/*.ts')),
    // and by the SDK, which tries again what says so of itself.
    ...(await matches('node_modules/@aws-sdk/client-{dynamodb,s3,sqs,ssm}/dist-es/models/errors.js', RETRYABLE_CLASS)),
  ];
  expect([...new Set(byClass)].sort()).toEqual(errorsWithClass);
  const ofDynamodb = errorsWithClass.filter((name) => name !== 'NoSuchKey');
  for (const functionName of Object.keys(contents)) {
    const text = await textOf(functionName);
    // The schema by which an answer is found to be such an error; the class alone is there for whoever asks for it.
    const hasSchema = (name: string) => new RegExp(`(?<!\\bname)="${name}"`).test(text);
    for (const name of ofDynamodb) expect(hasSchema(name), `${functionName}: ${name}`).toBe(true);
    if (functionName === 'process-job') expect(hasSchema('NoSuchKey')).toBe(true);
  }
});

test('the receiver alone has zod compile no parsers', async () => {
  const isJitless = async (functionName: string) => /\(\{jitless:!0\}\)/.test(await textOf(functionName));
  const names = await Promise.all(Object.keys(contents).map(async (name) => ((await isJitless(name)) ? [name] : [])));
  expect(names.flat()).toEqual(['receive-callback']);
});

test('the query API alone makes JSON Schemas, for its OpenAPI document', async () => {
  for (const functionName of Object.keys(contents)) {
    const isRefused = (await textOf(functionName)).includes('JSON Schemas are not in this bundle');
    expect(isRefused, functionName).toBe(functionName !== 'query-api');
  }
});

/** A class whose fields say `$retryable`. */
const RETRYABLE_CLASS = /class (\w+) extends(?:(?!\nexport class).)*?\$retryable = /gs;

/** Errors that are imported from a client of AWS and asked for by `instanceof`. */
async function classesOfAwsIn(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: projectRoot })) {
    const text = await readFile(join(projectRoot, file), 'utf8');
    const imported = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/[^']*';/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    );
    found.push(...imported.filter((name) => name !== '' && text.includes(`instanceof ${name}`)));
  }
  return found;
}

async function matches(pattern: string, expression: RegExp): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: projectRoot })) {
    const text = await readFile(join(projectRoot, file), 'utf8');
    found.push(...[...text.matchAll(expression)].flatMap(([, name]) => name ?? []));
  }
  return found;
}

async function textOf(functionName: string): Promise<string> {
  const paths = Object.keys(await readOutputs(functionName));
  return (await Promise.all(paths.map((path) => readFile(join(projectRoot, path), 'utf8')))).join('\n');
}

/** Files that put code into the bundle: esbuild also lists those it read and dropped. */
async function listBundledFiles(functionName: string): Promise<string[]> {
  return filesIn(Object.values(await readOutputs(functionName)));
}

async function filesAtStart(functionName: string): Promise<string[]> {
  return filesIn(outputsAtStart(functionName, await readOutputs(functionName)));
}

async function bytesOf(functionName: string): Promise<number> {
  return sumOfBytes(Object.values(await readOutputs(functionName)));
}

async function bytesAtStart(functionName: string): Promise<number> {
  return sumOfBytes(outputsAtStart(functionName, await readOutputs(functionName)));
}

type Outputs = z.infer<typeof Metafile>['outputs'];

async function readOutputs(functionName: string): Promise<Outputs> {
  const text = await readFile(join(projectRoot, 'dist', 'meta', `${functionName}.json`), 'utf8');
  return Metafile.parse(JSON.parse(text)).outputs;
}

/** The files that Node reads before it runs the handler's module: all but those that are imported when they are needed. */
function outputsAtStart(functionName: string, outputs: Outputs): Outputs[string][] {
  const paths = new Set([`dist/${functionName}/index.mjs`]);
  for (const path of paths) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') paths.add(imported);
    }
  }
  return [...paths].flatMap((path) => outputs[path] ?? []);
}

function filesIn(outputs: readonly Outputs[string][]): string[] {
  return outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0));
}

function sumOfBytes(outputs: readonly Outputs[string][]): number {
  return outputs.reduce((sum, { bytes }) => sum + bytes, 0);
}
