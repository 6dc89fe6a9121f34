import { expect, test } from 'vitest';
import { s3PlaceOf } from '../../../lib/imports/s3-saved-results.ts';
import { problemOfStores } from '../../../lib/imports/store-problem.ts';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';

const named = (name: string) => Object.assign(new Error('as AWS says it'), { name });

test.each([
  [named('CredentialsProviderError'), 'there are no AWS credentials'],
  [new Retryable('AWS failed', { cause: named('ExpiredTokenException') }), 'have expired'],
  [new Retryable('AWS failed', { cause: named('UnrecognizedClientException') }), 'does not know the credentials'],
  [new Retryable('AWS failed', { cause: named('ResourceNotFoundException') }), 'JOBS_TABLE'],
  [new Permanent('AWS refused', { cause: named('NoSuchBucket') }), 'RAW_BUCKET'],
  [new Retryable('AWS failed', { cause: named('AccessDenied') }), 'do not allow it'],
  [new Error('Region is missing'), 'AWS_REGION'],
])('what nobody can get past is said in words: %s', (error, words) => {
  expect(problemOfStores(error)).toContain(words);
});

test.each([[new Retryable('AWS failed', { cause: named('ThrottlingException') })], [new TypeError('ours')], ['text']])(
  'what may pass, and what is no failure of a store, is not: %s',
  (error) => {
    expect(problemOfStores(error)).toBeUndefined();
  },
);

test.each([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/a/b c.json', { bucket: 'bucket', prefix: 'a/b c.json' }],
  ['s3:///a', undefined],
  ['bucket/a', undefined],
  ['./s3://bucket', undefined],
])('a place in S3: %s', (argument, place) => {
  expect(s3PlaceOf(argument)).toEqual(place);
});
