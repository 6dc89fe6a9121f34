/** Raw results of any size, into an S3 bucket and out again. */
import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Permanent, Retryable } from '../platform/errors.ts';
import { digesting } from './digest.ts';
import type { RawStreams } from './raw-store.ts';
import { locationOf } from './s3-location.ts';

/** Two parts of 8 MiB in flight and one being filled bound the memory; 10,000 parts of it make 78 GiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;

export function makeS3RawStreams(client: S3Client, bucket: string): RawStreams {
  return {
    putStream: async (key, stream, limitBytes) => {
      const digested = digesting(stream, limitBytes);
      const body = Readable.from(digested.stream);
      const upload = new Upload({
        client,
        params: { Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' },
        partSize: PART_BYTES,
        queueSize: PARTS_IN_FLIGHT,
        leavePartsOnError: false,
      });
      try {
        const { VersionId } = await translatingAwsErrors(() => upload.done());
        return { key, versionId: VersionId ?? null, ...digested.digest() };
      } catch (error) {
        // The upload also rejects with what the stream threw, which is no failure of AWS.
        throw body.errored ?? error;
      }
    },

    find: (key, signal) =>
      translatingAwsErrors(async () => {
        try {
          const { Body, VersionId } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
          if (!(Body instanceof Readable)) return undefined;
          const digested = digesting(Body, Number.POSITIVE_INFINITY);
          for await (const _ of digested.stream) {
            if (signal.aborted) throw new Retryable(`no time left to read what lies under ${key}`);
          }
          return { key, versionId: VersionId ?? null, ...digested.digest() };
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined;
          throw error;
        }
      }),

    read: (ref) =>
      translatingAwsErrors(async () => {
        const { Body } = await client.send(new GetObjectCommand(locationOf(bucket, ref)));
        if (!(Body instanceof Readable)) throw new Permanent(`no readable object under ${ref.key}`);
        return Body;
      }),
  };
}
