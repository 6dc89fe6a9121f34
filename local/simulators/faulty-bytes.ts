/** Bodies as a bad connection or a careless vendor makes them. */

export type Pause = (delayMs: number) => Promise<void>;

const slices = 16;

/** The first half of the bytes, then an error, which whatever sends them turns into a cut connection. */
export async function* cutInHalf(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = Math.floor((await countBytes(open())) / 2);
  for await (const chunk of open()) {
    if (left < chunk.byteLength) {
      yield chunk.subarray(0, left);
      break;
    }
    left -= chunk.byteLength;
    yield chunk;
  }
  throw new Error('the body breaks off in the middle, as asked');
}

/** The first chunk in small pieces, over the whole time, however little it is; the others as they come. */
export async function* trickle(
  bytes: AsyncIterable<Uint8Array>,
  { slowMs, pause }: { slowMs: number; pause: Pause },
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    if (!isFirst) {
      yield chunk;
      continue;
    }
    isFirst = false;
    const size = Math.ceil(chunk.byteLength / slices);
    for (let begin = 0; begin < chunk.byteLength; begin += size) {
      yield chunk.subarray(begin, begin + size);
      await pause(slowMs / slices);
    }
  }
}

/** White space after the JSON, until the whole has the wanted size: JSON still, and the same to whoever parses it. */
export async function* padded(bytes: AsyncIterable<Uint8Array>, wantedBytes: number): AsyncGenerator<Uint8Array> {
  let missing = wantedBytes;
  for await (const chunk of bytes) {
    missing -= chunk.byteLength;
    yield chunk;
  }
  const spaces = Buffer.alloc(64 * 1024, ' ');
  for (; missing > 0; missing -= spaces.byteLength) yield spaces.subarray(0, missing);
}

async function countBytes(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0;
  for await (const chunk of bytes) count += chunk.byteLength;
  return count;
}

export async function* bytesOf(bytes: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
}
