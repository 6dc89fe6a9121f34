/**
 * What Verdex asks of DynamoDB and S3 is little: neither transactions nor listing objects. The emulators have none or
 * have them wrong, so a test could not hold what would then go wrong on AWS; and listing a bucket does not scale.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const lib = join(import.meta.dirname, '../../lib');
/** Of somebody's own bucket, which only a listing tells the content of. No work is found by it. */
const LISTS_WHAT_IS_IMPORTED = join('imports', 's3-saved-results.ts');

test.each(['TransactWrite', 'TransactGet', 'ReturnValuesOnConditionCheckFailure', 'ListObjects'])(
  'lib/ does without %s',
  async (word) => {
    const files = (await readdir(lib, { recursive: true })).filter((file) => file.endsWith('.ts'));
    expect(files).toContain('jobs/dynamodb-job-store.ts');
    const sources = await Promise.all(
      files.map(async (file) => ({ file, source: await readFile(join(lib, file), 'utf8') })),
    );
    const users = sources.filter(({ source }) => source.includes(word)).map(({ file }) => file);
    expect(users.filter((file) => file !== LISTS_WHAT_IS_IMPORTED)).toEqual([]);
  },
);
