/** SHA-256 and length of bytes: of a whole body, or of a stream on its way through. */
import { createHash } from 'node:crypto';
import { Permanent } from '../platform/errors.ts';

/** `sha256` in lower-case hex. */
export type Digest = { sha256: string; bytes: number };

export type RunningDigest = {
  /** Throws Permanent when that makes more than the limit. */
  add(bytes: Uint8Array): void;
  /** Of all that was added. To be asked once. */
  digest(): Digest;
};

export function digestOf(bytes: Uint8Array): Digest {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

export function makeRunningDigest(limitBytes: number): RunningDigest {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add: (added) => {
      bytes += added.length;
      if (bytes > limitBytes) throw new Permanent(`the result is larger than the limit of ${limitBytes} bytes`);
      hash.update(added);
    },
    digest: () => ({ sha256: hash.digest('hex'), bytes }),
  };
}

/**
 * The stream unchanged; `digest` once it has been read to its end. Throws Permanent when it grows past `limitBytes`.
 */
export function digesting(stream: AsyncIterable<Uint8Array>, limitBytes: number) {
  const running = makeRunningDigest(limitBytes);
  async function* through() {
    for await (const chunk of stream) {
      running.add(chunk);
      yield chunk;
    }
  }
  return { stream: through(), digest: running.digest };
}
