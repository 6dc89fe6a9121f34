/** Raw results of any size, into an S3 bucket and out again. */
import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Permanent } from '../platform/errors.ts';
import { digesting } from './digest.ts';
import type { RawStreams } from './raw-store.ts';
import { locationOf } from './s3-location.ts';

/** Two parts of 8 MiB in flight and one being filled bound the memory; 10,000 parts of it make 78 GiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;

export function makeS3RawStreams(client: S3Client, bucket: string): RawStreams {
  return {
    putStream: (key, stream, limitBytes) =>
      translatingAwsErrors(async () => {
        const digested = digesting(stream, limitBytes);
        const upload = new Upload({
          client,
          params: { Bucket: bucket, Key: key, Body: Readable.from(digested.stream), ContentType: 'application/json' },
          partSize: PART_BYTES,
          queueSize: PARTS_IN_FLIGHT,
          leavePartsOnError: false,
        });
        const { VersionId } = await upload.done();
        return { key, versionId: VersionId ?? null, ...digested.digest() };
      }),

    read: (ref) =>
      translatingAwsErrors(async () => {
        const { Body } = await client.send(new GetObjectCommand(locationOf(bucket, ref)));
        if (!(Body instanceof Readable)) throw new Permanent(`no readable object under ${ref.key}`);
        return Body;
      }),
  };
}
