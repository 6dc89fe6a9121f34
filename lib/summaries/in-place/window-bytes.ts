/** The bytes that a kernel reads, and how its loops know where to stop. */
import { DECLINED, OUT_OF_BYTES, WINDOW_BYTES } from './kernel.ts';

/** Bytes are looked at four or eight at a time, also where fewer are left: so many may be read after the last. */
const BYTES_AFTER_WINDOW = 16;

const SPACE = 0x20;
const FOUR_SPACES = 0x20202020;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** For each byte 1 where it may stand in a string as it is: all but a quote, a backslash and control characters. */
const IS_PLAIN_TEXT = new Uint8Array(256).fill(1, SPACE);
IS_PLAIN_TEXT[QUOTE] = 0;
IS_PLAIN_TEXT[BACKSLASH] = 0;

export type WindowBytes = ReturnType<typeof makeWindowBytes>;

export function makeWindowBytes() {
  const memory = new ArrayBuffer(WINDOW_BYTES + BYTES_AFTER_WINDOW);
  const bytes = new Uint8Array(memory);
  /** The same bytes, to be read several at a time. */
  const view = new DataView(memory);
  let end = 0;
  let covered = 0;

  /**
   * Lays a zero over the byte after the window's filled part, for the time of a reading. Nowhere has JSON a zero byte: it
   * is no digit, no whitespace, no part of a string and not among learned bytes. So every loop stops there by itself and
   * none compares indexes; and where a reading is stuck, either that zero stands there or something that is wrong.
   */
  function coverEnd(filledEnd: number): void {
    end = filledEnd;
    covered = bytes[end] ?? 0;
    bytes[end] = 0;
  }

  function uncoverEnd(): void {
    bytes[end] = covered;
  }

  /** What a reading answers that cannot go on at this byte, all before it being right. */
  function stuckAt(at: number): number {
    return at < end ? DECLINED : OUT_OF_BYTES;
  }

  /** The index of the first byte from `at` on that is no whitespace. */
  function skipWhitespace(from: number): number {
    let at = from;
    let byte = bytes[at] ?? 0;
    while (byte <= SPACE && (byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB)) {
      at += 1;
      while (view.getInt32(at) === FOUR_SPACES) at += 4;
      byte = bytes[at] ?? 0;
    }
    return at;
  }

  /** The index of the first byte from `at` on that ends plain text: a quote, a backslash or a control character. */
  function skipPlainText(from: number): number {
    let at = from;
    while (IS_PLAIN_TEXT[bytes[at] ?? 0] === 1) at += 1;
    return at;
  }

  return {
    window: bytes.subarray(0, WINDOW_BYTES),
    bytes,
    view,
    coverEnd,
    uncoverEnd,
    stuckAt,
    skipWhitespace,
    skipPlainText,
  };
}
