/**
 * What Verdex asks of DynamoDB and S3 is little: neither transactions nor listing objects. The emulators have none or
 * have them wrong, so a test could not hold what would then go wrong on AWS; and listing a bucket does not scale.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const lib = join(import.meta.dirname, '../../lib');

test.each(['TransactWrite', 'TransactGet', 'ReturnValuesOnConditionCheckFailure', 'ListObjects'])(
  'lib/ does without %s',
  async (word) => {
    const files = (await readdir(lib, { recursive: true })).filter((file) => file.endsWith('.ts'));
    expect(files).toContain('jobs/dynamodb-job-store.ts');
    const sources = await Promise.all(
      files.map(async (file) => ({ file, source: await readFile(join(lib, file), 'utf8') })),
    );
    expect(sources.filter(({ source }) => source.includes(word)).map(({ file }) => file)).toEqual([]);
  },
);
