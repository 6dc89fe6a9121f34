/** Reads a value by comparing it with one that was read before: README.md has the picture. */
import { QUOTE } from '../reader/json-bytes.ts';
import { DECLINED, LEARNED_BYTES, MAX_LEARNED_VALUES, MAX_SCORES, MAX_STRETCHES, NO_ROOM } from './kernel.ts';
import type { ReadScore } from './score-number.ts';
import type { SkipString } from './skip-string.ts';
import type { WindowBytes } from './window-bytes.ts';

const CHUNK_BYTES = 8;

type Dependencies = { windowBytes: WindowBytes; readScore: ReadScore; skipString: SkipString; gaps: Int32Array };

export function makeLearnedValues({ windowBytes, readScore, skipString, gaps }: Dependencies) {
  const { bytes, view, stuckAt } = windowBytes;
  /** The stretches, each from a new chunk on. Its last chunk holds its last eight bytes, some of them for the second time. */
  const chunks = new Float64Array(LEARNED_BYTES / CHUNK_BYTES);
  const chunkBytes = new Uint8Array(chunks.buffer);
  const stretchBytes = new Int32Array(MAX_STRETCHES);
  /** Of each stretch 1 where it ends with the quote that opens a text. */
  const opensText = new Uint8Array(MAX_STRETCHES);
  /** Of each value, and of the one to be learned next: its first stretch and its first chunk. */
  const firstStretches = new Int32Array(MAX_LEARNED_VALUES + 1);
  const firstChunks = new Int32Array(MAX_LEARNED_VALUES + 1);
  let values = 0;
  /** Of LEARNED_BYTES: of each stretch its bytes and a chunk's, as it ends with a chunk that may not be full. */
  let takenBytes = 0;

  function learn(begin: number, end: number, count: number): number {
    if (count === 0 || values === MAX_LEARNED_VALUES) return NO_ROOM;
    let stretch = firstStretches[values] ?? 0;
    let chunk = firstChunks[values] ?? 0;
    if (stretch + count + 1 > MAX_STRETCHES) return NO_ROOM;
    const bytesToTake = stretchBytesOf(begin, end, count) + CHUNK_BYTES * (count + 1);
    if (takenBytes + bytesToTake > LEARNED_BYTES) return NO_ROOM;
    takenBytes += bytesToTake;
    let at = begin;
    for (let gap = 0; gap <= count; gap += 1) {
      const stretchEnd = gap < count ? (gaps[2 * gap] ?? 0) : end;
      stretchBytes[stretch] = stretchEnd - at;
      opensText[stretch] = gap < count && bytes[stretchEnd - 1] === QUOTE ? 1 : 0;
      stretch += 1;
      chunk = keepStretch(at, stretchEnd, chunk);
      at = gaps[2 * gap + 1] ?? 0;
    }
    values += 1;
    firstStretches[values] = stretch;
    firstChunks[values] = chunk;
    return values - 1;
  }

  /** All of the value but its gaps. */
  function stretchBytesOf(begin: number, end: number, count: number): number {
    let length = end - begin;
    for (let gap = 0; gap < count; gap += 1) length -= (gaps[2 * gap + 1] ?? 0) - (gaps[2 * gap] ?? 0);
    return length;
  }

  /** Answers the chunk after its last. */
  function keepStretch(begin: number, end: number, firstChunk: number): number {
    let chunk = firstChunk;
    let at = begin;
    for (; at < end - CHUNK_BYTES; at += CHUNK_BYTES) {
      chunkBytes.set(bytes.subarray(at, at + CHUNK_BYTES), chunk * CHUNK_BYTES);
      chunk += 1;
    }
    chunkBytes.set(bytes.subarray(Math.max(begin, end - CHUNK_BYTES), end), chunk * CHUNK_BYTES);
    return chunk + 1;
  }

  function readLearned(value: number, begin: number, scoresFrom: number): number {
    if (value < 0 || value >= values) return DECLINED;
    const firstStretch = firstStretches[value] ?? 0;
    const lastStretch = (firstStretches[value + 1] ?? 0) - 1;
    if (scoresFrom < 0 || scoresFrom + lastStretch - firstStretch > MAX_SCORES) return DECLINED;
    let chunk = firstChunks[value] ?? 0;
    let at = begin;
    for (let stretch = firstStretch; ; stretch += 1) {
      const length = stretchBytes[stretch] ?? 0;
      at = length < CHUNK_BYTES ? compareBytes(at, length, chunk) : compareStretch(at, length, chunk);
      if (at < 0 || stretch === lastStretch) return at;
      chunk += chunksIn(length);
      const gap = stretch - firstStretch;
      gaps[2 * gap] = at;
      at = opensText[stretch] === 1 ? textEnd(at) : readScore(at, scoresFrom + gap);
      if (at < 0) return at;
      gaps[2 * gap + 1] = at;
    }
  }

  /** Where the text ends that begins there, behind its quote: at the other one. */
  function textEnd(begin: number): number {
    const after = skipString(begin - 1);
    return after < 0 ? after : after - 1;
  }

  /**
   * Answers the index after the stretch. Doubles are compared because they are the eight bytes that JavaScript reads and
   * compares fastest. Two are equal only if all of their bytes are: of two that differ in bytes only 0 and -0 are equal, and
   * no learned byte is 0. Those that are no numbers never are, though their bytes be: where two differ, their bytes are compared.
   */
  function compareStretch(begin: number, length: number, firstChunk: number): number {
    const end = begin + length;
    let chunk = firstChunk;
    for (let at = begin; at < end - CHUNK_BYTES; at += CHUNK_BYTES) {
      if (view.getFloat64(at, true) !== chunks[chunk]) {
        const after = compareBytes(at, CHUNK_BYTES, chunk);
        if (after < 0) return after;
      }
      chunk += 1;
    }
    const lastAt = end - CHUNK_BYTES;
    return view.getFloat64(lastAt, true) === chunks[chunk] ? end : compareBytes(lastAt, CHUNK_BYTES, chunk);
  }

  /** Byte by byte, which tells where the first difference is: it may be where the window ends. */
  function compareBytes(begin: number, length: number, chunk: number): number {
    for (let place = 0; place < length; place += 1) {
      if (bytes[begin + place] !== chunkBytes[chunk * CHUNK_BYTES + place]) return stuckAt(begin + place);
    }
    return begin + length;
  }

  function makeRoom(): void {
    values = 0;
    takenBytes = 0;
  }

  function forget(): void {
    makeRoom();
    chunks.fill(0);
    stretchBytes.fill(0);
    opensText.fill(0);
  }

  return { learn, readLearned, makeRoom, forget };
}

function chunksIn(length: number): number {
  return Math.ceil(length / CHUNK_BYTES);
}
