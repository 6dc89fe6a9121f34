/** Raw bytes that fit in memory, into an S3 bucket. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { digestOf } from './digest.ts';
import type { RawBytes } from './raw-store.ts';

export function makeS3RawBytes(client: S3Client, bucket: string): RawBytes {
  return {
    put: (key, bytes) =>
      translatingAwsErrors(async () => {
        const input = { Bucket: bucket, Key: key, Body: bytes, ContentType: 'application/json' };
        const { VersionId } = await client.send(new PutObjectCommand(input));
        return { key, versionId: VersionId ?? null, ...digestOf(bytes) };
      }),
  };
}
