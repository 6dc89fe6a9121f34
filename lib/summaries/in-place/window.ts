/** The bytes that a kernel looks at, filled from chunks of any size. */

type FilledWindow = {
  /** Adds as much of the chunk, from its index `from` on, as there is room for; answers how much that was. */
  add(chunk: Uint8Array, from: number): number;
  /** What it holds. Shows other bytes after the next call of `add` or `drop`. */
  readonly filled: Uint8Array;
  /** So many of its first bytes are done with; what is left moves to the front. */
  drop(bytes: number): void;
};

export function makeFilledWindow(window: Uint8Array): FilledWindow {
  let filled = window.subarray(0, 0);
  return {
    add: (chunk, from) => {
      const taken = Math.min(chunk.length - from, window.length - filled.length);
      window.set(taken === chunk.length ? chunk : chunk.subarray(from, from + taken), filled.length);
      filled = window.subarray(0, filled.length + taken);
      return taken;
    },
    get filled() {
      return filled;
    },
    drop: (bytes) => {
      window.copyWithin(0, bytes, filled.length);
      filled = window.subarray(0, filled.length - bytes);
    },
  };
}
