/** How often the same bytes are looked at: time that no result can be made to take. */
import { describe, expect, test } from 'vitest';
import { DECLINED, type Kernel, OUT_OF_BYTES, WINDOW_BYTES } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeJsonCutter } from '../../../../lib/summaries/reader/json-cutter.ts';
import { kernels } from '../../../support/kernels.ts';
import { everyBytes } from '../../../support/result-bytes.ts';

describe.each(kernels)('with the kernel in $kind', ({ makeKernel }) => {
  /** Cuts the elements of `list`; answers how often a byte was looked at in place, how many were taken there and parsed. */
  function look(document: string, pieceBytes: number) {
    const kernel = makeKernel();
    const bytes = Buffer.from(document);
    let looked = 0;
    let taken = 0;
    let parsed = 0;
    const counting: Kernel = {
      ...kernel,
      skipValue: (at, end, maxDepth) => {
        const after = kernel.skipValue(at, end, maxDepth);
        looked += (after < 0 ? end : after) - at;
        return after;
      },
    };
    const rule = (at: number, end: number) => {
      const after = counting.skipValue(at, end, 64);
      if (after >= 0) taken += 1;
      return after;
    };
    const cutter = makeJsonCutter(
      {
        cut: {
          'list[]': () => {
            parsed += 1;
          },
        },
      },
      { kernel: counting, rules: { 'list[]': rule } },
    );
    for (const piece of everyBytes(bytes, pieceBytes)) cutter.write(piece);
    cutter.end();
    return { share: looked / bytes.length, taken, parsed };
  }

  const elements = (length: number, bytes: number) =>
    `{"list":[${Array.from({ length }, () => `{"a":"${'x'.repeat(bytes)}"}`).join(',')}]}`;

  test('elements within chunks, or across two, are all read in place', () => {
    const { share, taken, parsed } = look(elements(500, 2000), 16 * 1024);
    expect([taken, parsed]).toEqual([500, 0]);
    expect(share).toBeLessThan(1.2);
  });

  test('single bytes are not looked at anew with each that comes', () => {
    const { share, taken, parsed } = look(elements(20, 1000), 1);
    expect([taken, parsed]).toEqual([0, 20]);
    expect(share).toBeLessThan(0.1);
  });

  test('an element larger than the window is parsed', () => {
    const { share, taken, parsed } = look(elements(4, WINDOW_BYTES), 64 * 1024);
    expect([taken, parsed]).toEqual([0, 4]);
    expect(share).toBeLessThan(4);
  });

  test('nobody wants it, it is deep, and it never fits: each level is not tried again', () => {
    const deep = `{"list":[],"no":${'[0,'.repeat(60)}${'1,'.repeat(WINDOW_BYTES)}1${']'.repeat(60)}}`;
    for (const pieceBytes of [1000, 64 * 1024, deep.length]) expect(look(deep, pieceBytes).share).toBeLessThan(3);
  });

  test('what nobody wants is passed over again once the hopeless part is behind', () => {
    const long = `{"list":[],"no":[${'{"a":[1,2,3]},'.repeat(50_000)}{}]}`;
    expect(look(long, 64 * 1024).share).toBeGreaterThan(0.5);
  });
});

test('a rule that declines leaves the element to the cutter, which tells of it as ever', () => {
  const [kernel] = kernels.map(({ makeKernel }) => makeKernel());
  if (kernel === undefined) throw new Error('there is no kernel');
  const told: unknown[] = [];
  const answers = [DECLINED, OUT_OF_BYTES, DECLINED];
  const cutter = makeJsonCutter(
    { cut: { '[]': (value, path, range) => told.push([value, ...path, range.begin]) } },
    { kernel, rules: { '[]': () => answers.shift() ?? DECLINED } },
  );
  cutter.write(Buffer.from('[{"a":1}, {"b":2}'));
  expect(told).toEqual([[{ a: 1 }, 0, 1]]);
  cutter.write(Buffer.from(', [3], 4]'));
  cutter.end();
  expect(told.slice(1)).toEqual([
    [{ b: 2 }, 1, 10],
    [[3], 2, 19],
    [4, 3, 24],
  ]);
});
