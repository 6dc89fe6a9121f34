/** Presigned URLs of raw objects in an S3 bucket. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { RawUrls } from './raw-store.ts';
import { locationOf } from './s3-location.ts';

export function makeS3RawUrls(client: S3Client, bucket: string): RawUrls {
  return {
    urlOf: (ref, expiresInSeconds) =>
      getSignedUrl(client, new GetObjectCommand(locationOf(bucket, ref)), { expiresIn: expiresInSeconds }),
  };
}
