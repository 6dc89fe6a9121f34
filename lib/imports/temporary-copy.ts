/** A copy on disk of what can be read only once, or is compressed: a document is read several times, at any place. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Malformed } from '../platform/errors.ts';
import type { ByteStream } from '../vendors/vendor.ts';
import { fileKindOf } from './file-kind.ts';
import { type OpenedFile, openedFile } from './opened-file.ts';

/**
 * Decompresses gzip on the way. The copy's name is removed before anything is written: however this process ends, the space
 * is free again. Throws Malformed for gzip that is broken, what the stream and the file system throw, and when `signal`
 * ends it.
 */
export async function makeTemporaryCopy(stream: ByteStream, signal: AbortSignal): Promise<OpenedFile> {
  const path = join(tmpdir(), `verdex-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    await copyTo(handle, stream, signal);
    return await openedFile(handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function copyTo(handle: FileHandle, stream: ByteStream, signal: AbortSignal): Promise<void> {
  const { isGzip, whole } = await lookedInto(stream);
  const write = async (chunks: ByteStream) => {
    for await (const chunk of chunks) await handle.appendFile(chunk);
  };
  try {
    // Not as objects: compressed bytes are to be read as far ahead as bytes are, not as chunks are.
    const source = Readable.from(whole, { objectMode: false });
    await (isGzip ? pipeline(source, createGunzip(), write, { signal }) : pipeline(source, write, { signal }));
  } catch (error) {
    throw isOfZlib(error) ? new Malformed(problemOfGzip(error.code), { cause: error }) : error;
  }
}

async function lookedInto(stream: ByteStream): Promise<{ isGzip: boolean; whole: ByteStream }> {
  const chunks = stream[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let bytes = 0; bytes < 2; ) {
    const { done, value } = await chunks.next();
    if (done) break;
    first.push(value);
    bytes += value.length;
  }
  async function* whole(): ByteStream {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return { isGzip: fileKindOf(Buffer.concat(first)).kind === 'gzip', whole: whole() };
}

function isOfZlib(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}

/** https://nodejs.org/api/zlib.html: input that ends too soon is a buffer error. */
function problemOfGzip(code: string): string {
  return code === 'Z_BUF_ERROR' ? 'gzip that is cut short: it has no end' : 'gzip that is broken';
}
