import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeLambdaFunction } from '../../../local/lambda.ts';
import { makeTemporaryFolder } from '../local/packaged-service.ts';

test('a busy instance can be killed in mid-work, an idle one cannot, and the next event has a new one', async () => {
  const file = join(await makeTemporaryFolder(), 'index.mjs');
  await writeFile(file, 'export const handler = (event) => event === "hang" ? new Promise(() => {}) : event;');
  const lambda = makeLambdaFunction({
    name: 'subject',
    timeoutSeconds: 10,
    maxConcurrency: 1,
    environment: {},
    onLog: () => {},
    identity: {
      functionName: 'service-dev-subject',
      functionArn: 'arn:subject',
      memorySizeMegabytes: 128,
      moduleUrl: pathToFileURL(file).href,
      exportName: 'handler',
    },
  });
  onTestFinished(() => lambda.stop());
  expect(await lambda.invoke('a')).toBe('a');
  expect(await lambda.killBusy()).toBe(false);
  const hanging = expect(lambda.invoke('hang')).rejects.toMatchObject({ name: 'Runtime.ExitError' });
  await expect.poll(() => lambda.killBusy()).toBe(true);
  await hanging;
  expect(await lambda.invoke('b')).toBe('b');
});
