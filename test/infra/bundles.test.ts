import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
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
    packages: [...everywhere, ...dynamodb, '@aws-sdk/client-s3', '@aws-sdk/lib-storage', '@aws-sdk/client-ssm'],
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
  outputs: z.record(z.string(), z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) })),
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
    const files = await listBundledFiles(functionName);
    expect(files.filter((file) => !/^(lib|functions|node_modules)\/|^<define:/.test(file))).toEqual([]);
  });
});

/** Files that put code into the bundle: esbuild also lists those it read and dropped. */
async function listBundledFiles(functionName: string): Promise<string[]> {
  const metafile = Metafile.parse(
    JSON.parse(await readFile(join(projectRoot, 'dist', 'meta', `${functionName}.json`), 'utf8')),
  );
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0),
  );
}
