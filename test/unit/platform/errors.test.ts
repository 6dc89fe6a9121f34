import { expect, test } from 'vitest';
import { translatingAwsErrors } from '../../../lib/platform/aws-errors.ts';
import { Malformed, messageOf, Permanent, Retryable, Unauthorized } from '../../../lib/platform/errors.ts';

function awsError(name: string): Error {
  return Object.assign(new Error('arn:aws:dynamodb:…'), { name });
}

async function thrownFor(error: unknown): Promise<unknown> {
  try {
    return await translatingAwsErrors(async () => {
      throw error;
    });
  } catch (thrown) {
    return thrown;
  }
}

test.each(['NoSuchKey', 'NoSuchVersion', 'NoSuchBucket', 'ValidationException'])(
  '%s of AWS will not change by waiting',
  async (name) => {
    const error = awsError(name);
    const thrown = await thrownFor(error);
    expect(thrown).toBeInstanceOf(Permanent);
    expect(thrown).toMatchObject({ message: expect.stringContaining(name), cause: error });
  },
);

test.each(['ThrottlingException', 'ProvisionedThroughputExceededException', 'TimeoutError', 'InternalServerError'])(
  '%s of AWS may pass',
  async (name) => {
    const error = awsError(name);
    const thrown = await thrownFor(error);
    expect(thrown).toBeInstanceOf(Retryable);
    expect(thrown).toMatchObject({ message: expect.stringContaining(name), cause: error, retryAfterMs: undefined });
  },
);

test.each([new Malformed('m'), new Permanent('p'), new Retryable('r', { retryAfterMs: 5 }), new Unauthorized('u')])(
  'our own %s stays what it is',
  async (error) => {
    expect(await thrownFor(error)).toBe(error);
  },
);

test('what AWS answers is answered', async () => {
  expect(await translatingAwsErrors(async () => 7)).toBe(7);
});

test('anything thrown has a message', () => {
  expect(messageOf(new Permanent('gone'))).toBe('gone');
  expect(messageOf('text')).toBe('text');
  expect(messageOf(undefined)).toBe('undefined');
});
