import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import { makeS3Client } from '../../lib/platform/aws-clients.ts';
import { fetchResult } from './fetch-result.ts';
import type { Work } from './worker.ts';

/** Of the size that the embedded S3 takes, and as many at a time as the library has by default. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 4;

/** Nothing is looked at, nothing is worked out, nothing is written down: no way of doing the work can be faster. */
export const copyToS3: Work = async (task) => {
  const { body } = await fetchResult(task);
  if (body === null) throw new Error('the vendor sent nothing');
  const upload = new Upload({
    client: makeS3Client(),
    params: { Bucket: process.env.RAW_BUCKET, Key: `copies/${task.jobId}`, Body: Readable.fromWeb(body) },
    partSize: PART_BYTES,
    queueSize: PARTS_IN_FLIGHT,
  });
  await upload.done();
};
