/**
 * Reads a JSON document of any size from a stream of bytes, and cuts out the values that a plan names.
 *
 * `JSON.parse` on a whole result needs five to six times its size and stops at 512 MB. Here only one wanted value at a
 * time is held and parsed; all around it is walked byte by byte and checked, so that a document cut short or broken
 * anywhere is refused rather than half counted. Memory is the largest single value, whatever the document.
 *
 * That is the old way, which can read everything. Given a kernel, values are read and passed over as they lie in its window
 * wherever it can (in-place-step.ts), several times as fast and with the same outcome.
 */
import { Malformed } from '../../platform/errors.ts';
import { MAX_JSON_DEPTH } from '../../platform/parse-json.ts';
import { DECLINED, OUT_OF_BYTES } from '../in-place/kernel.ts';
import { makeFilledWindow } from '../in-place/window.ts';
import { makeByteOrderMark } from './byte-order-mark.ts';
import { type CutPlan, type CutRules, childOf, compileRules, mayBe, type Path, type PlanNode } from './cut-plan.ts';
import { type InPlace, makeInPlaceStep } from './in-place-step.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isWhitespace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts';
import { makeKnownKeys } from './known-keys.ts';
import { makeTokenBytes } from './token-bytes.ts';
import { makeValueEnd } from './value-end.ts';

/** A wanted value or one string may take this much: a Hume prediction takes 2.5 KB, a Hive sentence a few. */
const MAX_VALUE_BYTES = 16 * 1024 * 1024;

type Frame<Told> = { isArray: boolean; node: PlanNode<Told> | undefined; key: string; index: number; begin: number };
type Expecting = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end' | 'nothing more';
/** What is being collected: a key or scalar outside wanted values, or a wanted container whole. */
type Token = 'none' | 'key' | 'string' | 'scalar' | 'container';

export type JsonCutter = {
  write(chunk: Uint8Array): void;
  /** Call once after the last chunk. Throws Malformed when the document is not complete. */
  end(): void;
};

/** Throws Malformed from `write` and `end`, naming the byte and what was expected there, never the content. */
export function makeJsonCutter(rules: CutRules, inPlace?: InPlace): JsonCutter {
  return makePlannedCutter(compileRules(rules), undefined, inPlace);
}

/** The same by a plan that was compiled before; `told` is whom its rules tell. */
export function makePlannedCutter<Told>({ root, nodes }: CutPlan<Told>, told: Told, inPlace?: InPlace): JsonCutter {
  const inPlaceRules = new Map(
    Object.entries(inPlace?.rules ?? {}).map(([pattern, rule]) => [nodes.get(pattern), rule]),
  );
  const window = inPlace && makeFilledWindow(inPlace.kernel.window);
  const step = inPlace && makeInPlaceStep(inPlace.kernel);
  const keys = inPlace && makeKnownKeys(inPlace.kernel);
  const frames: Frame<Told>[] = [];
  const bytes = makeTokenBytes();
  let expecting: Expecting = 'value';
  let token: Token = 'none';
  let node: PlanNode<Told> | undefined = root;
  let tokenBegin = 0;
  const valueEnd = makeValueEnd(MAX_VALUE_BYTES);
  /** Bytes of the document before the chunk, or the window, at hand. */
  let offset = 0;
  const mark = makeByteOrderMark();

  const path = (): Path => frames.map((frame) => (frame.isArray ? frame.index : frame.key));
  const fail = (at: number, expected: string): never => {
    throw new Malformed(`not the JSON expected: byte ${offset + at} should be ${expected}`);
  };

  function write(chunk: Uint8Array): void {
    if (window === undefined) {
      read(chunk);
      return;
    }
    for (let from = 0; from < chunk.length; ) {
      from += window.add(chunk, from);
      window.drop(read(window.filled));
    }
  }

  /** Answers how much was read: all, or all before a container that is to be tried again with more bytes. */
  function read(chunk: Uint8Array): number {
    let at = mark.skip(chunk, offset);
    if (at < chunk.length && mark.isBroken()) fail(at, 'the rest of a byte order mark');
    while (at < chunk.length) {
      const next = token === 'none' ? readStructure(chunk, at) : readToken(token, chunk, at);
      if (next === OUT_OF_BYTES) break;
      at = next;
    }
    offset += at;
    return at;
  }

  function end(): void {
    step?.end();
    if (window !== undefined) read(window.filled);
    if (token === 'scalar') finishToken(0);
    if (expecting !== 'nothing more') {
      throw new Malformed(offset === 0 ? 'empty' : `incomplete JSON: it ends after ${offset} bytes`);
    }
  }

  function readStructure(chunk: Uint8Array, from: number): number {
    const byte = chunk[from] ?? 0;
    if (isWhitespace(byte)) return from + 1;
    switch (expecting) {
      case 'value or ]':
        return byte === CLOSE_BRACKET ? closeContainer(from) : openValue(byte, chunk, from);
      case 'value':
        return openValue(byte, chunk, from);
      case 'key or }':
        return byte === CLOSE_BRACE ? closeContainer(from) : openKey(byte, chunk, from);
      case 'key':
        return openKey(byte, chunk, from);
      case 'colon':
        if (byte !== COLON) fail(from, 'a colon');
        expecting = 'value';
        return from + 1;
      case 'comma or end':
        return readAfterValue(byte, from);
      default:
        return fail(from, 'the end');
    }
  }

  function readAfterValue(byte: number, at: number): number {
    const isArray = frames.at(-1)?.isArray === true;
    if (byte === (isArray ? CLOSE_BRACKET : CLOSE_BRACE)) return closeContainer(at);
    if (byte !== COMMA) fail(at, isArray ? 'a comma or ]' : 'a comma or }');
    expecting = isArray ? 'value' : 'key';
    return at + 1;
  }

  function openKey(byte: number, chunk: Uint8Array, at: number): number {
    if (byte !== QUOTE) fail(at, 'a key');
    const frame = frames.at(-1);
    const after = frame !== undefined && keys !== undefined ? keys.read(frame.node, chunk, at) : DECLINED;
    if (frame === undefined || after === DECLINED) {
      startToken('key', at);
      return at;
    }
    frame.key = keys?.name ?? '';
    expecting = 'colon';
    return after;
  }

  function openValue(byte: number, chunk: Uint8Array, at: number): number {
    const parent = frames.at(-1);
    node = parent === undefined ? root : childOf(parent.node, parent.isArray, parent.key);
    const isContainer = byte === OPEN_BRACE || byte === OPEN_BRACKET;
    const after = readInPlace(chunk, at, isContainer, parent?.isArray === true);
    if (after === OUT_OF_BYTES) return after;
    if (parent?.isArray) parent.index += 1;
    if (after !== DECLINED) {
      valueDone();
      return after;
    }
    if (!isContainer) {
      startToken(byte === QUOTE ? 'string' : 'scalar', at);
      return at;
    }
    if (node?.cut === undefined) return openContainer(byte === OPEN_BRACKET, at);
    startToken('container', at);
    return at;
  }

  function readInPlace(chunk: Uint8Array, at: number, isContainer: boolean, isInArray: boolean): number {
    if (step === undefined) return DECLINED;
    if (node === undefined) return step.pass(chunk, at, offset, frames.length, isInArray);
    const rule = isContainer ? inPlaceRules.get(node) : undefined;
    return rule === undefined ? DECLINED : step.read(rule, chunk, at, offset);
  }

  function openContainer(isArray: boolean, at: number): number {
    if (frames.length >= MAX_JSON_DEPTH) fail(at, `nested at most ${MAX_JSON_DEPTH} deep`);
    if (node !== undefined && !mayBe(node, isArray ? 'array' : 'object')) {
      fail(at, `an ${isArray ? 'object' : 'array'} (at ${node.pattern || 'the root'})`);
    }
    node?.open?.(told, isArray ? 'array' : 'object', path);
    frames.push({ isArray, node, key: '', index: -1, begin: offset + at });
    expecting = isArray ? 'value or ]' : 'key or }';
    return at + 1;
  }

  function closeContainer(at: number): number {
    const frame = frames.pop();
    frame?.node?.close?.(told, { begin: frame.begin, end: offset + at + 1 }, path);
    valueDone();
    return at + 1;
  }

  function valueDone(): void {
    expecting = frames.length === 0 ? 'nothing more' : 'comma or end';
  }

  function startToken(kind: Token, at: number): void {
    token = kind;
    tokenBegin = offset + at;
    valueEnd.start(tokenBegin);
    bytes.start(at, kind !== 'string' || node?.cut !== undefined);
  }

  function readToken(token: Exclude<Token, 'none'>, chunk: Uint8Array, from: number): number {
    const end = valueEnd.find(token === 'key' ? 'string' : token, chunk, from, offset);
    if (end === -1) {
      bytes.carry(chunk);
      return chunk.length;
    }
    bytes.finish(chunk, end);
    finishToken(end);
    return end;
  }

  function finishToken(end: number): void {
    const kind = token;
    token = 'none';
    const value = parse(kind, end);
    if (kind === 'key') {
      const frame = frames.at(-1);
      if (frame !== undefined) frame.key = String(value);
      expecting = 'colon';
      return;
    }
    if (node?.cut !== undefined) node.cut(told, value, { begin: tokenBegin, end: offset + end }, path);
    else if (value === null) node?.absent?.(told, path);
    else if (node !== undefined && !mayBe(node, 'scalar')) {
      throw new Malformed(
        `not the JSON expected: byte ${tokenBegin} should be a container (at ${node.pattern || 'the root'})`,
      );
    }
    valueDone();
  }

  function parse(kind: Token, end: number): unknown {
    try {
      return JSON.parse(bytes.text());
    } catch {
      // Without its cause: a SyntaxError quotes the text.
      const what = kind === 'container' ? `bytes ${tokenBegin} to ${offset + end} are` : `byte ${tokenBegin} begins`;
      throw new Malformed(`not JSON: ${what} no JSON value`);
    }
  }

  return { write, end };
}
