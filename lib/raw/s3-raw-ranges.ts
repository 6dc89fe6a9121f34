/** Parts of raw objects, out of an S3 bucket. */
import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Permanent, Retryable } from '../platform/errors.ts';
import { demandRangeBytes, tooShort } from './byte-range.ts';
import type { RawRanges } from './raw-store.ts';
import { bytesOf } from './s3-body.ts';
import { locationOf } from './s3-location.ts';

export function makeS3RawRanges(client: S3Client, bucket: string): RawRanges {
  return {
    readRange: (ref, range) =>
      translatingAwsErrors(async () => {
        const wantedBytes = demandRangeBytes(range);
        // S3 counts the last byte in.
        const last = range.end - 1;
        try {
          const input = { ...locationOf(bucket, ref), Range: `bytes=${range.begin}-${last}` };
          const { Body, ContentRange } = await client.send(new GetObjectCommand(input));
          if (!(Body instanceof Readable)) throw new Permanent(`no readable object under ${ref.key}`);
          // S3 answers what there is of a range that goes past the end; what ignores ranges answers everything.
          if (ContentRange?.startsWith(`bytes ${range.begin}-${last}/`) !== true) {
            Body.destroy();
            throw tooShort(ref.key);
          }
          const bytes = Buffer.concat(await Array.fromAsync(bytesOf(Body, ref.key)));
          if (bytes.length !== wantedBytes) throw new Retryable(`S3 broke off in the midst of ${ref.key}`);
          return bytes;
        } catch (error) {
          if (error instanceof Error && error.name === 'InvalidRange') throw tooShort(ref.key);
          throw error;
        }
      }),
  };
}
