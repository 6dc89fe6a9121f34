import { expect, test } from 'vitest';
import { importSaved } from '../../../cli/import.ts';
import { WrongUsage } from '../../../cli/problem.ts';

const UUID = '11111111-1111-4111-8111-111111111111';

test.each([
  [[], 'import takes a vendor'],
  [['results/'], 'there is no vendor results/; there are hume and hive'],
  [['Hume', 'a.json'], 'there is no vendor Hume'],
  [['hume'], 'import takes files, folders, patterns'],
  [['hume', ''], 'an empty file name'],
  [['hume', 'a.json', '--ref', ''], 'an empty file name or --ref'],
  [['hume', 'a.json', '--ref', 'x'.repeat(513)], '--ref: at most 512 characters'],
  [['hume', 'a.json', '--job-id', 'job-1'], '--job-id: no job id of hume'],
  [['hive', 'a.json', '--job-id', ''], '--job-id: no job id of hive'],
  [['hume', 'a.json', 'b.json', '--job-id', UUID], 'for one document: give one file'],
  [['hume', 'a.json', 'b.json', '--ref', 'x'], 'for one document: give one file'],
  [['hume', 's3://'], 's3://: written s3://bucket/prefix'],
  [['hume', 's3:bucket'], 's3:bucket: written s3://bucket/prefix'],
  [['hume', '-'], '/dev/stdin'],
])('wrongly used: %j', async (args, message) => {
  const error = await importSaved(args).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(WrongUsage);
  expect(error).toMatchObject({ message: expect.stringContaining(message) });
});

test('an option that does not exist', async () => {
  await expect(importSaved(['hume', 'a.json', '--dryrun'])).rejects.toMatchObject({
    code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
  });
});
