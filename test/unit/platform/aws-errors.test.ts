import { describe, expect, test } from 'vitest';
import { translatingAwsErrors } from '../../../lib/platform/aws-errors.ts';
import { Malformed, Permanent, Retryable } from '../../../lib/platform/errors.ts';

/** As the SDK throws what a service answered. */
function answeredBy(name: string, message = 'said by AWS'): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
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

describe.each(['NoSuchKey', 'NoSuchVersion', 'NoSuchBucket', 'ValidationException'])('%s of AWS', (name) => {
  test('will not change by waiting, and says what AWS says', async () => {
    const error = answeredBy(name, 'Item size has exceeded the maximum allowed size');
    const thrown = await thrownFor(error);
    expect(thrown).toBeInstanceOf(Permanent);
    expect(thrown).toMatchObject({
      message: 'AWS refused: Item size has exceeded the maximum allowed size',
      cause: error,
    });
  });

  test('without words has its name', async () => {
    expect(await thrownFor(answeredBy(name, ''))).toMatchObject({ message: `AWS refused: ${name}` });
  });
});

test.each(['ThrottlingException', 'ProvisionedThroughputExceededException', 'InternalServerError', 'SlowDown'])(
  '%s of AWS may pass',
  async (name) => {
    const error = answeredBy(name);
    const thrown = await thrownFor(error);
    expect(thrown).toBeInstanceOf(Retryable);
    expect(thrown).toMatchObject({ message: `AWS failed: ${name}`, cause: error, retryAfterMs: undefined });
  },
);

test.each([
  ['a broken connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ['a name that is not found', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })],
  ['a timeout', Object.assign(new Error('slow'), { name: 'TimeoutError' })],
  ['an answer without a fault', Object.assign(new Error('cut'), { $metadata: { attempts: 3 } })],
])('%s may pass', async (_, error) => {
  const thrown = await thrownFor(error);
  expect(thrown).toBeInstanceOf(Retryable);
  expect(thrown).toMatchObject({ cause: error });
});

test.each([
  new Malformed('m'),
  new Permanent('p'),
  new Retryable('r', { retryAfterMs: 5 }),
  new TypeError('undefined is not a function'),
  new RangeError('Invalid time value'),
  'a text',
  undefined,
])('%s is not of AWS, and stays what it is', async (error) => {
  expect(await thrownFor(error)).toBe(error);
});

test('what AWS answers is answered', async () => {
  expect(await translatingAwsErrors(async () => 7)).toBe(7);
});
