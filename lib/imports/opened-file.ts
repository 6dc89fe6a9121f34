/** A saved file that is open: any part of it can be read, as often as is needed, by several at once. */
import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../summaries/reader/cut-plan.ts';
import type { ByteStream } from '../vendors/vendor.ts';

const CHUNK_BYTES = 256 * 1024;

export type OpenedFile = {
  /** How long it was when it was opened; what is written to it since is not read. */
  bytes: number;
  /** All of it without a range. Ends early where the file has become shorter. */
  read(range?: ByteRange): ByteStream;
  close(): Promise<void>;
};

export async function openedFile(handle: FileHandle): Promise<OpenedFile> {
  const { size: bytes } = await handle.stat();
  return { bytes, read: (range = { begin: 0, end: bytes }) => readRange(handle, range), close: () => handle.close() };
}

async function* readRange(handle: FileHandle, { begin, end }: ByteRange): ByteStream {
  for (let at = begin; at < end; ) {
    // A fresh one each time: an upload holds on to what it was given.
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}
