/** What the SDK really throws, and what becomes of it. */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { translatingAwsErrors } from '../../lib/platform/aws-errors.ts';
import { Malformed, Permanent, Retryable } from '../../lib/platform/errors.ts';
import { startAwsResources } from '../support/aws-resources.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

async function thrownBy(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await translatingAwsErrors(call);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a request that AWS will always refuse is permanent, and says why in its words', async () => {
  const error = await thrownBy(() =>
    aws.dynamodb.send(new GetCommand({ TableName: aws.jobsTable, Key: { no: 'key' } })),
  );
  if (!(error instanceof Permanent) || !(error.cause instanceof Error)) throw error;
  expect(error.cause.name).toBe('ValidationException');
  expect(error.cause.message).not.toBe('');
  expect(error.message).toBe(`AWS refused: ${error.cause.message}`);
});

test('an endpoint that nobody listens at may come back', async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  expect(await thrownBy(() => client.send(new DescribeTableCommand({ TableName: 'any' })))).toBeInstanceOf(Retryable);
});

test.each([
  ['a bug', new TypeError('undefined is not a function')],
  ['what is no error at all', 'a string'],
  ['what already says whose fault it is', new Malformed('cursor: not one that this query answered')],
])('%s is passed on as it is', async (_, thrown) => {
  expect(await thrownBy(() => Promise.reject(thrown))).toBe(thrown);
});
