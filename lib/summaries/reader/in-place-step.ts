/**
 * Where a container begins in the document: whether it is read, or passed over, as it lies in the window. Otherwise it goes
 * the old way, which can do everything: it is cut out and parsed, or walked byte by byte.
 */
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from '../in-place/kernel.ts';
import { OPEN_BRACE } from './json-bytes.ts';

/**
 * Reads the object whose `{` stands at `at` in the kernel's window, filled up to `end`; it begins at byte `begin` of the
 * document. Answers the index after it, or OUT_OF_BYTES or DECLINED, and then has told nobody anything: the object is
 * read once more, in place with more bytes, or the old way. Each byte may be read a few times for that.
 */
export type InPlaceRule = (at: number, end: number, begin: number) => number;

/**
 * Beside the rules of a cutter. A rule is asked first wherever an object begins at its pattern, which must be one that the
 * cutter's rules have, too: what they do there and below is what happens to the objects that the rule declines, and to
 * those alone.
 */
export type InPlace = {
  /** The cutter's own for as long as it works; its window is filled by the cutter. */
  kernel: Kernel;
  rules: Readonly<Record<string, InPlaceRule>>;
};

/**
 * How often a container that the window ends in is begun anew, with the next chunk. Bounds the time when chunks are small,
 * or a container is large: beyond it, it goes the old way, which remembers where it was.
 */
const MOST_TRIES = 4;

export type InPlaceStep = {
  /**
   * `rule`: undefined where nothing in the container is wanted. `offset` is where the window begins in the document, `depth`
   * how many containers are open. OUT_OF_BYTES: to be asked again once there are more.
   */
  read(rule: InPlaceRule | undefined, filled: Uint8Array, at: number, offset: number, depth: number): number;
  /** No more bytes will come: OUT_OF_BYTES is answered no longer. */
  end(): void;
};

export function makeInPlaceStep(kernel: Kernel): InPlaceStep {
  let tries = 0;
  let triedAt = -1;
  let hasEnded = false;
  /**
   * Where a container did not end that began before. What begins within may end there or not: tried at each of
   * 64 levels, the same bytes would be read 64 times.
   */
  let hopelessUntil = 0;

  function mayWait(begin: number, isWindowFull: boolean): boolean {
    if (triedAt !== begin) tries = 0;
    triedAt = begin;
    tries += 1;
    return tries < MOST_TRIES && !isWindowFull && !hasEnded;
  }

  return {
    read: (rule, filled, at, offset, depth) => {
      const begin = offset + at;
      const end = filled.length;
      if (rule === undefined && begin < hopelessUntil) return DECLINED;
      if (rule !== undefined && filled[at] !== OPEN_BRACE) return DECLINED;
      const after = rule === undefined ? kernel.skipValue(at, end, MAX_JSON_DEPTH - depth) : rule(at, end, begin);
      if (after !== OUT_OF_BYTES) return after;
      if (mayWait(begin, at === 0 && end === kernel.window.length)) return OUT_OF_BYTES;
      if (rule === undefined) hopelessUntil = offset + end;
      return DECLINED;
    },
    end: () => {
      hasEnded = true;
    },
  };
}
