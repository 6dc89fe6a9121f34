/** Reads a list of scores by comparing it with one that was walked before: README.md has the picture. */
import { DECLINED, LEARNED_BYTES, MAX_LEARNED_LISTS, MAX_SCORES, MAX_STRETCHES, NO_ROOM } from './kernel.ts';
import type { WalkedList } from './score-list.ts';
import type { ReadScore } from './score-number.ts';
import type { WindowBytes } from './window-bytes.ts';

const CHUNK_BYTES = 8;

type Dependencies = { windowBytes: WindowBytes; readScore: ReadScore; walked: WalkedList };

export function makeLearnedLists({ windowBytes, readScore, walked }: Dependencies) {
  const { bytes, view, stuckAt } = windowBytes;
  /** The stretches, each from a new chunk on. Its last chunk holds its last eight bytes, some of them for the second time. */
  const chunks = new Float64Array(LEARNED_BYTES / CHUNK_BYTES);
  const chunkBytes = new Uint8Array(chunks.buffer);
  const stretchBytes = new Int32Array(MAX_STRETCHES);
  /** Of each list, and of the one to be learned next: its first stretch and its first chunk. */
  const firstStretches = new Int32Array(MAX_LEARNED_LISTS + 1);
  const firstChunks = new Int32Array(MAX_LEARNED_LISTS + 1);
  let lists = 0;
  /** Of LEARNED_BYTES: of each stretch its bytes and a chunk's, as it ends with a chunk that may not be full. */
  let takenBytes = 0;

  function learn(): number {
    if (walked.count === 0 || lists === MAX_LEARNED_LISTS) return NO_ROOM;
    let stretch = firstStretches[lists] ?? 0;
    let chunk = firstChunks[lists] ?? 0;
    const stretches = walked.count + 1;
    if (stretch + stretches > MAX_STRETCHES) return NO_ROOM;
    if (takenBytes + walked.end - walked.begin + CHUNK_BYTES * stretches > LEARNED_BYTES) return NO_ROOM;
    let begin = walked.begin;
    for (let score = 0; score <= walked.count; score += 1) {
      const end = score < walked.count ? (walked.numbers[2 * score] ?? 0) : walked.end;
      stretchBytes[stretch] = end - begin;
      takenBytes += end - begin + CHUNK_BYTES;
      stretch += 1;
      chunk = keepStretch(begin, end, chunk);
      begin = walked.numbers[2 * score + 1] ?? 0;
    }
    lists += 1;
    firstStretches[lists] = stretch;
    firstChunks[lists] = chunk;
    return lists - 1;
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

  function readLearned(list: number, begin: number, scoresFrom: number): number {
    if (list < 0 || list >= lists) return DECLINED;
    let stretch = firstStretches[list] ?? 0;
    const lastStretch = (firstStretches[list + 1] ?? 0) - 1;
    if (scoresFrom < 0 || scoresFrom + lastStretch - stretch > MAX_SCORES) return DECLINED;
    let chunk = firstChunks[list] ?? 0;
    let slot = scoresFrom;
    let at = begin;
    for (;;) {
      const length = stretchBytes[stretch] ?? 0;
      at = length < CHUNK_BYTES ? compareBytes(at, length, chunk) : compareStretch(at, length, chunk);
      if (at < 0 || stretch === lastStretch) return at;
      chunk += chunksIn(length);
      stretch += 1;
      at = readScore(at, slot);
      if (at < 0) return at;
      slot += 1;
    }
  }

  /**
   * Answers the index after the stretch. Doubles are compared because they are the eight bytes that JavaScript reads and
   * compares fastest. Two are equal only if all of their bytes are: of two that differ in bytes only 0 and -0 are equal, and
   * no learned byte is 0. (Those that are no numbers never are, though their bytes be: such a list is walked each time. JSON
   * in UTF-8 has none of them.)
   */
  function compareStretch(begin: number, length: number, firstChunk: number): number {
    const end = begin + length;
    let chunk = firstChunk;
    for (let at = begin; at < end - CHUNK_BYTES; at += CHUNK_BYTES) {
      if (view.getFloat64(at, true) !== chunks[chunk]) return compareBytes(at, CHUNK_BYTES, chunk, DECLINED);
      chunk += 1;
    }
    const lastAt = end - CHUNK_BYTES;
    return view.getFloat64(lastAt, true) === chunks[chunk] ? end : compareBytes(lastAt, CHUNK_BYTES, chunk, DECLINED);
  }

  /** Byte by byte, which tells where the first difference is: it may be where the window ends. */
  function compareBytes(begin: number, length: number, chunk: number, whenSame = begin + length): number {
    for (let place = 0; place < length; place += 1) {
      if (bytes[begin + place] !== chunkBytes[chunk * CHUNK_BYTES + place]) return stuckAt(begin + place);
    }
    return whenSame;
  }

  function makeRoom(): void {
    lists = 0;
    takenBytes = 0;
  }

  function forget(): void {
    makeRoom();
    chunks.fill(0);
    stretchBytes.fill(0);
  }

  return { learn, readLearned, makeRoom, forget };
}

function chunksIn(length: number): number {
  return Math.ceil(length / CHUNK_BYTES);
}
