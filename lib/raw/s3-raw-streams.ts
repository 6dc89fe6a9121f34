/** Raw results of any size, into an S3 bucket and out again. */
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Permanent, Retryable } from '../platform/errors.ts';
import { digesting, makeRunningDigest } from './digest.ts';
import { inParts } from './in-parts.ts';
import type { RawStreams } from './raw-store.ts';
import { bytesOf } from './s3-body.ts';
import { locationOf } from './s3-location.ts';
import { makeS3Upload } from './s3-upload.ts';
import type { Pause } from './trying-again.ts';

const sleep: Pause = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/** `pause`: how long waiting takes. */
export function makeS3RawStreams(client: S3Client, bucket: string, pause = sleep): RawStreams {
  return {
    putStream: async (key, stream, limitBytes, signal) => {
      const digest = makeRunningDigest(limitBytes);
      const upload = makeS3Upload(client, { Bucket: bucket, Key: key }, { pause, signal });
      try {
        for await (const { bytes, isLast } of inParts(stream, upload.takeBuffer)) {
          // Of the very bytes that are sent.
          digest.add(bytes);
          if (isLast) return { key, ...(await upload.finish(bytes)), ...digest.digest() };
          await upload.addPart(bytes);
        }
        throw new Error('a stream ended without its last part');
      } catch (error) {
        await upload.abandon();
        throw error;
      }
    },

    find: (key, signal) =>
      translatingAwsErrors(async () => {
        try {
          const { Body, VersionId } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
          if (!(Body instanceof Readable)) return undefined;
          const digested = digesting(bytesOf(Body, key), Number.POSITIVE_INFINITY);
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
        return bytesOf(Body, ref.key);
      }),
  };
}
