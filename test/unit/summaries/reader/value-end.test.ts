/** A value may take so many bytes and not one more, whatever the chunks it comes in. */
import { describe, expect, test } from 'vitest';
import { makeTypescriptKernel } from '../../../../lib/summaries/in-place/typescript-kernel.ts';
import { makeJsonCutter } from '../../../../lib/summaries/reader/json-cutter.ts';
import { makeValueEnd } from '../../../../lib/summaries/reader/value-end.ts';
import { everyBytes } from '../../../support/result-bytes.ts';

const BEFORE = 5;
const LIMIT = 100;

/** A value of that many bytes, somewhere in a document that goes on after it. */
function documentOf(kind: 'string' | 'scalar' | 'container', length: number): Uint8Array {
  const bytes = new Uint8Array(BEFORE + length + 3).fill(0x31);
  const [first, last] = { string: '""', scalar: '11', container: '[]' }[kind];
  bytes.set(Buffer.from(`     ${first}`));
  bytes.set(Buffer.from(`${last},  `), BEFORE + length - 1);
  return bytes;
}

const cuts: [string, readonly number[]][] = [
  ['whole', []],
  ['right before its end', [-1]],
  ['right after its end', [0]],
  ['one byte beyond', [1]],
  ['in the middle', [-LIMIT / 2]],
  ['byte by byte around its end', [-2, -1, 0, 1, 2]],
];

describe.each(cuts)('cut %s', (_, fromEnd) => {
  test.each(['string', 'scalar', 'container'] as const)('a %s', (kind) => {
    const endOf = (length: number) => {
      const bytes = documentOf(kind, length);
      const valueEnd = makeValueEnd(LIMIT);
      valueEnd.start(BEFORE);
      const begins = [0, ...fromEnd.map((cut) => BEFORE + LIMIT + cut)];
      for (const [index, begin] of begins.entries()) {
        const chunk = bytes.subarray(begin, begins[index + 1]);
        const end = valueEnd.find(kind, chunk, index === 0 ? BEFORE : 0, begin);
        if (end !== -1) return begin + end;
      }
      return undefined;
    };
    expect(endOf(LIMIT)).toBe(BEFORE + LIMIT);
    expect(() => endOf(LIMIT + 1)).toThrow(`byte ${BEFORE + LIMIT} should be part of a value`);
  });
});

test.each([undefined, makeTypescriptKernel()])(
  'a reader, with or without a kernel, refuses it at one byte',
  (kernel) => {
    const most = 16 * 1024 * 1024;
    const document = Buffer.from(`{"a":"${'x'.repeat(most - 1)}"}`);
    for (const size of [64 * 1024, document.length]) {
      const cutter = makeJsonCutter({ cut: { a: () => undefined } }, kernel && { kernel, rules: {} });
      expect(() => everyBytes(document, size).forEach(cutter.write)).toThrow(
        `byte ${BEFORE + most} should be part of a value of at most ${most} bytes`,
      );
    }
  },
);
