/**
 * Where a value begins in the document: whether it is read, or passed over, as it lies in the window. Otherwise it goes the
 * old way, which can do everything: it is cut out and parsed, or walked byte by byte.
 */
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from '../in-place/kernel.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  endsScalar,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipWhitespace,
} from './json-bytes.ts';

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

/**
 * A container that nobody wants is begun anew only where no more than this of it was there. Of a longer one the members are
 * passed over one by one, and at the window's end all are done but the last.
 */
const SHORT_BYTES = 4096;

type InPlaceStep = {
  /** Where a container begins that `rule` stands for. OUT_OF_BYTES: to be asked again once there are more. */
  read(rule: InPlaceRule, filled: Uint8Array, at: number, offset: number): number;
  /**
   * Where a value begins that nobody wants. `offset` is where the window begins in the document, `depth` how many containers
   * are open. In an array the members after it are passed over, too: answers the index after the last that is whole.
   */
  pass(filled: Uint8Array, at: number, offset: number, depth: number, isInArray: boolean): number;
  /** No more bytes will come: OUT_OF_BYTES is answered no longer. */
  end(): void;
};

export function makeInPlaceStep(kernel: Kernel): InPlaceStep {
  let tries = 0;
  let triedAt = -1;
  let hasEnded = false;
  /**
   * Bytes that were looked at by passing over what then did not end, or was declined. They are looked at again, by the old
   * way at least, and by a try of each container within: at each of 64 levels, if all end where the window does. So what is
   * looked at in vain may be no more than what lies behind, and two windows, of which the second is the try that goes beyond:
   * all in all, passing over looks at each byte of a document twice, and at two windows more.
   */
  let inVainBytes = 0;

  function mayWait(begin: number, isWindowFull: boolean): boolean {
    if (triedAt !== begin) tries = 0;
    triedAt = begin;
    tries += 1;
    return tries < MOST_TRIES && !isWindowFull && !hasEnded;
  }

  function passOne(filled: Uint8Array, at: number, offset: number, maxDepth: number): number {
    if (inVainBytes > offset + at + kernel.window.length) return DECLINED;
    const after = kernel.skipValue(at, filled.length, maxDepth);
    // A container or a string ends by itself. After a number or a word may stand what makes it none, and the old way says so.
    if (after >= 0 && (isClosing(filled[after - 1]) || endsScalar(filled[after] ?? 0))) return after;
    inVainBytes += filled.length - at;
    return after < 0 ? after : DECLINED;
  }

  function passMembersAfter(first: number, filled: Uint8Array, offset: number, maxDepth: number): number {
    let after = first;
    for (;;) {
      const comma = skipWhitespace(filled, after, filled.length);
      if (filled[comma] !== COMMA) return after;
      const at = skipWhitespace(filled, comma + 1, filled.length);
      const next = at < filled.length ? passOne(filled, at, offset, maxDepth) : DECLINED;
      if (next < 0) return after;
      after = next;
    }
  }

  return {
    read: (rule, filled, at, offset) => {
      if (filled[at] !== OPEN_BRACE) return DECLINED;
      const after = rule(at, filled.length, offset + at);
      if (after !== OUT_OF_BYTES) return after;
      const isWindowFull = at === 0 && filled.length === kernel.window.length;
      return mayWait(offset + at, isWindowFull) ? OUT_OF_BYTES : DECLINED;
    },
    pass: (filled, at, offset, depth, isInArray) => {
      const maxDepth = MAX_JSON_DEPTH - depth;
      const after = passOne(filled, at, offset, maxDepth);
      if (after >= 0) return isInArray ? passMembersAfter(after, filled, offset, maxDepth) : after;
      const isContainer = filled[at] === OPEN_BRACE || filled[at] === OPEN_BRACKET;
      const isShort = filled.length - at <= SHORT_BYTES;
      if (after === DECLINED || !isContainer || !isShort) return DECLINED;
      return mayWait(offset + at, false) ? OUT_OF_BYTES : DECLINED;
    },
    end: () => {
      hasEnded = true;
    },
  };
}

function isClosing(byte: number | undefined): boolean {
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === QUOTE;
}
