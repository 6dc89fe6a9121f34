/** How often the same bytes are looked at: time that no result can be made to take. */
import { describe, expect, test } from 'vitest';
import { DECLINED, type Kernel, OUT_OF_BYTES, WINDOW_BYTES } from '../../../../lib/summaries/in-place/kernel.ts';
import type { Path } from '../../../../lib/summaries/reader/cut-plan.ts';
import { type JsonCutter, makeJsonCutter } from '../../../../lib/summaries/reader/json-cutter.ts';
import { kernels } from '../../../support/kernels.ts';
import { everyBytes } from '../../../support/result-bytes.ts';

describe.each(kernels)('with the kernel in $kind', ({ makeKernel }) => {
  let lookedBytes = 0;
  /** Cuts the elements of `list`; answers how often a byte was looked at in place, how many were taken there and parsed. */
  function look(document: string, pieceBytes: number) {
    const kernel = makeKernel();
    const bytes = Buffer.from(document);
    let passed = 0;
    lookedBytes = 0;
    let taken = 0;
    let parsed = 0;
    const counting: Kernel = {
      ...kernel,
      skipValue: (at, end, maxDepth) => {
        const after = kernel.skipValue(at, end, maxDepth);
        lookedBytes += (after < 0 ? end : after) - at;
        if (after >= 0) passed += after - at;
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
    return { share: lookedBytes / bytes.length, passed: passed / bytes.length, taken, parsed };
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

  /** What nobody wants, of up to a few windows; each level of it ends where the document does, or not at all. */
  const deep = (levels: number, inner: string) =>
    `{"list":[],"no":${'[0,'.repeat(levels)}${inner}${']'.repeat(levels)}}`;
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const kinds: [string, string][] = [
    ['deep, and never whole', deep(60, `${'1,'.repeat(WINDOW_BYTES)}1`)],
    ['deep, and hardly larger than the window', deep(60, `"${'x'.repeat(WINDOW_BYTES)}"`)],
    ['deep again and again', deep(1, Array.from({ length: 1500 }, () => nested(30)).join(','))],
    ['a string larger than the window', deep(20, `"${'x'.repeat(2 * WINDOW_BYTES)}"`)],
    [
      'of members that hardly fit',
      deep(1, Array.from({ length: 3 }, () => deep(40, `"${'x'.repeat(WINDOW_BYTES - 300)}"`)).join()),
    ],
  ];

  test.each(kinds)('nobody wants it, %s: each byte is looked at a few times at most', (_, document) => {
    for (const pieceBytes of [500, 64 * 1024, document.length]) {
      const windows = WINDOW_BYTES / document.length;
      expect(look(document, pieceBytes).share, `pieces of ${pieceBytes} bytes`).toBeLessThan(2 + 2 * windows);
    }
  });

  test('what is deep and broken is not looked at anew from each level', () => {
    const broken = deep(60, `${'1,'.repeat(WINDOW_BYTES / 4)}x`);
    expect(() => look(broken, broken.length)).toThrow('begins no JSON value');
    expect(lookedBytes).toBeLessThan(2 * broken.length + 2 * WINDOW_BYTES);
  });

  test('a list larger than the window is passed over nearly all the same, member by member', () => {
    const long = `{"list":[],"no":[${'{"a":[1,2,3]},'.repeat(50_000)}{}]}`;
    for (const pieceBytes of [1000, 64 * 1024, long.length]) expect(look(long, pieceBytes).passed).toBeGreaterThan(0.9);
  });

  test.each([
    ['[1, 2x]', 10],
    ['truex', 6],
    ['[true false]', 12],
    ['[1 , , 2]', 11],
    ['["a" "b"]', 11],
    ['["a", "b\n"]', 12],
    ['{"a": 1, }', 15],
    ['-', 6],
    ['[1,2', undefined],
  ])('what nobody wants is refused as ever: %s', (value, at) => {
    const document = `{"no":${value}}`;
    const refused = (cutter: JsonCutter) => {
      try {
        cutter.write(Buffer.from(document));
        cutter.end();
      } catch (error) {
        return String(error);
      }
      return undefined;
    };
    const rules = { cut: { 'list[]': () => undefined } };
    const told = refused(makeJsonCutter(rules, { kernel: makeKernel(), rules: {} }));
    expect(told).toBe(refused(makeJsonCutter(rules)));
    expect(told).toContain(at === undefined ? 'byte' : `byte ${at} `);
  });

  test.each([
    ['as the plan spells them', '{"a": 1, "b": 2}', [['a', 1]]],
    ['with escapes', '{"\\u0061": 1, "\\u0062": 2, "a\\u0000": 3}', [['a', 1]]],
    ['which are more or less than a known one', '{"a ": 1, "": 2, "aa": 3, "A": 4}', []],
    ['which have to be escaped', '{"q\\"": 1, "q": 2, "q\\\\": 3}', [['q"', 1]]],
  ])('keys %s', (_, document, expected) => {
    const kernel = makeKernel();
    for (const size of [1, 3, 100]) {
      const found: unknown[] = [];
      const tell = (value: unknown, path: Path) => found.push([...path, value]);
      const cutter = makeJsonCutter({ cut: { a: tell, 'q"': tell } }, { kernel, rules: {} });
      for (const piece of everyBytes(Buffer.from(document), size)) cutter.write(piece);
      cutter.end();
      expect(found).toEqual(expected);
    }
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
