/** What a file is by its first bytes: saved results come under any name, and beside files of any kind. */
import { BYTE_ORDER_MARK, isWhitespace, OPEN_BRACE, OPEN_BRACKET } from '../summaries/reader/json-bytes.ts';

/** So many bytes tell. */
export const LEADING_BYTES = 4096;

/** `problem`: why nothing of it can be read, for a person to act on. */
export type FileKind = { kind: 'documents' } | { kind: 'gzip' } | { kind: 'other'; problem: string };

const GZIP = [0x1f, 0x8b];
const ZIP =
  'a ZIP archive, and no result: unpack it if there is one in it (the artifacts of a job are tables, not its predictions)';
const UTF16 = 'text in UTF-16: save it as UTF-8';

const SIGNATURES: readonly (readonly [bytes: readonly number[], problem: string])[] = [
  [[0x50, 0x4b], ZIP],
  [[0x28, 0xb5, 0x2f, 0xfd], compressed('zstd')],
  [[0x42, 0x5a, 0x68], compressed('bzip2')],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], compressed('xz')],
  [[0x37, 0x7a, 0xbc, 0xaf], compressed('7z')],
  [[0xff, 0xfe], UTF16],
  [[0xfe, 0xff], UTF16],
  [[OPEN_BRACE, 0], UTF16],
  [[OPEN_BRACKET, 0], UTF16],
  [[0, OPEN_BRACE], UTF16],
  [[0, OPEN_BRACKET], UTF16],
];

/** `leading`: the first {@link LEADING_BYTES} of the file, or all that it has. */
export function fileKindOf(leading: Uint8Array): FileKind {
  if (beginsWith(leading, GZIP)) return { kind: 'gzip' };
  const [, problem] = SIGNATURES.find(([bytes]) => beginsWith(leading, bytes)) ?? [];
  if (problem !== undefined) return { kind: 'other', problem };
  const begin = beginsWith(leading, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  const first = leading.subarray(begin).find((byte) => !isWhitespace(byte));
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return { kind: 'documents' };
  if (first !== undefined) return { kind: 'other', problem: 'not JSON: it begins with neither { nor [' };
  return leading.length < LEADING_BYTES ? { kind: 'other', problem: 'empty' } : { kind: 'documents' };
}

/** Whether a file of this name should hold JSON, whatever it does hold. */
export function isNamedLikeJson(name: string): boolean {
  return /\.(json|jsonl|ndjson)(\.gz)?$/i.test(name);
}

function beginsWith(leading: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => leading[index] === byte);
}

function compressed(format: string): string {
  return `compressed with ${format}: decompress it first, or use gzip`;
}
