/** One object on its way into an S3 bucket, in parts of which a few are under way at a time. */
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Retryable } from '../platform/errors.ts';
import { checkedBody, withUnsignedPayload } from './s3-checked-body.ts';
import { type Pause, tryingAgain } from './trying-again.ts';

/** S3 takes no smaller ones than 5 MiB, and 10,000: 78 GiB in all. */
export const PART_BYTES = 8 * 1024 * 1024;
/** So many parts are under way, or being filled: 24 MiB. More of them were no faster (docs/decisions/0025-parts-to-s3.md). */
const BUFFERS = 3;

type Kept = { versionId: string | null };

export type S3Upload = {
  /** Waits while all are in use. Throws what kept an earlier part from S3. */
  takeBuffer(): Promise<Uint8Array>;
  /** Sends a full buffer, which is taken back for this. What becomes of it is said by the calls that follow. */
  addPart(buffer: Uint8Array): Promise<void>;
  /** Sends the last part, or the object in one request where there was none before. Nothing is under the key before it. */
  finish(lastPart: Uint8Array): Promise<Kept>;
  /** Has S3 forget the parts. Never throws: what is left then, the bucket's lifecycle rule removes. */
  abandon(): Promise<void>;
};

export type UploadCircumstances = { pause: Pause; signal: AbortSignal | undefined };

/**
 * All calls throw Retryable and Permanent, as AWS's failures are translated, when they have been tried for long enough, and
 * Retryable when `ended` ends: a request may never be answered.
 */
export function makeS3Upload(
  client: S3Client,
  object: { Bucket: string; Key: string },
  { pause, signal: ended }: UploadCircumstances,
): S3Upload {
  const abandoned = new AbortController();
  const signal = ended === undefined ? abandoned.signal : AbortSignal.any([abandoned.signal, ended]);
  const sending = { abortSignal: signal };
  const free: Uint8Array[] = [];
  let buffers = 0;
  const underWay = new Set<Promise<void>>();
  const parts: CompletedPart[] = [];
  let uploadId: string | undefined;
  let bytes = 0;

  async function persistently<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await tryingAgain(pause, signal, () => translatingAwsErrors(call));
    } catch (cause) {
      if (ended?.aborted !== true) throw cause;
      throw new Retryable('no time left to keep what was fetched', { cause });
    }
  }

  async function begin(): Promise<string> {
    // Each part brings its own checksum, and S3 keeps them.
    const create = new CreateMultipartUploadCommand({
      ...object,
      ContentType: 'application/json',
      ChecksumAlgorithm: 'CRC32',
    });
    const { UploadId } = await persistently(() => client.send(create, sending));
    if (UploadId === undefined) throw new Retryable('S3 began an upload without saying which');
    return UploadId;
  }

  async function sendPart(part: Uint8Array): Promise<void> {
    uploadId ??= await begin();
    const PartNumber = parts.length + 1;
    const body = checkedBody(part);
    const completed: CompletedPart = { PartNumber, ChecksumCRC32: body.ChecksumCRC32 };
    parts.push(completed);
    bytes += part.length;
    const input = { ...object, UploadId: uploadId, PartNumber, ...body };
    const sent = persistently(() => client.send(withUnsignedPayload(new UploadPartCommand(input)), sending)).then(
      ({ ETag }) => {
        completed.ETag = ETag;
        free.push(part);
        underWay.delete(sent);
      },
    );
    // One that failed stays among them: whoever waits for the parts hears of it.
    underWay.add(sent);
    sent.catch(() => {});
  }

  async function putWhole(body: Uint8Array): Promise<Kept> {
    const input = { ...object, ContentType: 'application/json', ...checkedBody(body) };
    const { VersionId } = await persistently(() => client.send(new PutObjectCommand(input), sending));
    return { versionId: VersionId ?? null };
  }

  return {
    takeBuffer: async () => {
      for (;;) {
        const buffer = free.pop();
        if (buffer !== undefined) return buffer;
        if (buffers < BUFFERS) {
          buffers += 1;
          // Its pages are taken as they are filled: a small result takes no more than it needs.
          return Buffer.allocUnsafeSlow(PART_BYTES);
        }
        await Promise.race(underWay);
      }
    },
    addPart: sendPart,
    finish: async (lastPart) => {
      if (parts.length === 0) return putWhole(lastPart);
      await sendPart(lastPart);
      await Promise.all(underWay);
      // S3 answers with an error unless these are its parts, each with its checksum, and so many bytes in all.
      const complete = new CompleteMultipartUploadCommand({
        ...object,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
        MpuObjectSize: bytes,
      });
      const { VersionId } = await persistently(() => client.send(complete, sending));
      return { versionId: VersionId ?? null };
    },
    abandon: async () => {
      // A part that arrives after the upload was aborted would be kept, and paid for.
      abandoned.abort();
      await Promise.allSettled(underWay);
      if (uploadId === undefined) return;
      await client.send(new AbortMultipartUploadCommand({ ...object, UploadId: uploadId })).catch(() => {});
    },
  };
}
