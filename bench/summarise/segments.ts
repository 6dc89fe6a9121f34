/**
 * A result of any size out of a small file: parts of the file, some of them read over and over. Reading costs the copy
 * out of the file cache, some ten gigabytes a second, and no memory beyond two buffers, which are used in turn.
 */
import { closeSync, openSync, readSync } from 'node:fs';

export type Segment = { begin: number; end: number; times: number };
export type Segmented = { path: string; segments: readonly Segment[] };

/** As many as `fetch` hands on at a time, at most. */
const CHUNK_BYTES = 64 * 1024;

export function bytesOf({ segments }: Segmented): number {
  return segments.reduce((sum, { begin, end, times }) => sum + (end - begin) * times, 0);
}

/** A chunk is good until the one after the next is asked for. */
export async function* readInChunks(input: Segmented): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
  const file = openSync(input.path, 'r');
  try {
    let turn = 0;
    for (const { begin, end, times } of input.segments) {
      for (let time = 0; time < times; time += 1) {
        for (let at = begin; at < end; ) {
          const buffer = buffers[turn % 2] ?? Buffer.alloc(0);
          const read = readSync(file, buffer, 0, Math.min(buffer.length, end - at), at);
          if (read === 0) throw new Error(`${input.path} is too short`);
          yield buffer.subarray(0, read);
          at += read;
          turn += 1;
        }
      }
    }
  } finally {
    closeSync(file);
  }
}

/** All of it in one buffer. */
export async function readWhole(input: Segmented): Promise<Buffer> {
  const whole = Buffer.allocUnsafeSlow(bytesOf(input));
  let at = 0;
  for await (const chunk of readInChunks(input)) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
