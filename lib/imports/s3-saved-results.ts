/** Saved results in S3: all objects under a prefix. */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Permanent } from '../platform/errors.ts';
import { missingSource, type Source } from './source.ts';
import { makeTemporaryCopy } from './temporary-copy.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const LISTING_PROBLEMS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  AccessDenied: 'the AWS credentials do not allow to list it',
  PermanentRedirect: 'the bucket is in another region than AWS_REGION says',
};

export type S3Place = { bucket: string; prefix: string };
type S3Object = { bucket: string; key: string };

/** `s3://bucket/prefix`; undefined for what is no such thing. */
export function s3PlaceOf(argument: string): S3Place | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(argument) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

/** The markers that consoles make of folders are left out, and what is hidden. In the order of their keys. */
export async function* s3Sources(client: S3Client, { bucket, prefix }: S3Place): AsyncGenerator<Source> {
  const name = `s3://${bucket}/${prefix}`;
  let found = 0;
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key: key = '' } of Contents) {
        found += 1;
        if (key.endsWith('/') || basename(key).startsWith('.')) continue;
        yield {
          name: `s3://${bucket}/${key}`,
          isNamed: key === prefix,
          open: (signal) => openObject(client, { bucket, key }, signal),
        };
      }
    }
  } catch (error) {
    const problem = error instanceof Error ? LISTING_PROBLEMS[error.name] : undefined;
    if (problem === undefined) throw error;
    yield missingSource(name, problem);
    return;
  }
  if (found === 0) yield missingSource(name, 'no object has a key that begins so');
}

async function openObject(client: S3Client, { bucket, key }: S3Object, signal: AbortSignal) {
  return translatingAwsErrors(async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    });
    if (!(Body instanceof Readable)) throw new Permanent('it has no bytes');
    return makeTemporaryCopy(Body, signal);
  });
}
