import { describe, expect, test } from 'vitest';
import type { Element } from '../../../../lib/summaries/in-place/element.ts';
import { makeElementReader } from '../../../../lib/summaries/in-place/element-reader.ts';
import { MAX_MEMBERS, makeShape } from '../../../../lib/summaries/in-place/element-shape.ts';
import { DECLINED, LEARNED_BYTES, OUT_OF_BYTES } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeReading as readingWith, scores } from '../../../support/element-reading.ts';
import { kernels, put } from '../../../support/kernels.ts';

describe.each(kernels)('with the kernel in $kind', ({ makeKernel }) => {
  const makeReading = (take?: (element: Element) => boolean) => readingWith(makeKernel(), take);

  test('its members are those of the document, whatever they are, and its lists are names and numbers', () => {
    const { read, seen } = makeReading();
    const whole = { a: 1, b: { c: ['é"}'] }, emotions: scores({ Joy: 0.5, é: -1 }), d: null, e: [], f: 'x', g: [1] };
    for (const space of ['', ' ', '\r\n\t']) {
      const text = JSON.stringify(whole, null, space);
      expect(read(text)).toBe(Buffer.byteLength(text));
    }
    const wanted = Object.entries({
      ...whole,
      emotions: [
        ['Joy', 'é'],
        [0.5, -1],
      ],
    });
    expect(seen).toEqual([wanted, wanted, wanted]);
  });

  test('nothing in it is nothing', () => {
    const { read, seen } = makeReading();
    expect(read('{}')).toBe(2);
    expect(read('{ \n}')).toBe(4);
    expect(seen).toEqual([[], []]);
  });

  test('members may be missing, new or in another order from one to the next', () => {
    const { read, seen } = makeReading();
    const all: Record<string, unknown>[] = [{ a: 1, b: 2, c: 3 }, { c: 4, a: 5 }, { b: 6, d: 7, a: 8 }, { d: 9 }];
    for (const each of all) expect(read(JSON.stringify(each))).toBeGreaterThan(0);
    expect(seen).toEqual(all.map((each) => Object.entries(each)));
  });

  test('the same list again has the very names of the one before, and its own numbers', () => {
    const names: unknown[] = [];
    const { read, seen } = makeReading((element) => names.push(element.list('emotions')?.names) > 0);
    read(JSON.stringify({ emotions: scores({ Joy: 0.5, Awe: 0.25 }) }));
    read(JSON.stringify({ emotions: scores({ Joy: 1.5, Awe: 2 }) }));
    read(JSON.stringify({ emotions: scores({ Awe: 3, Joy: 4 }) }));
    read(JSON.stringify({ emotions: scores({ Joy: 5, Awe: 6 }) }));
    expect(names[1]).toBe(names[0]);
    expect(names[3]).toBe(names[0]);
    expect(names[2]).toEqual(['Awe', 'Joy']);
    expect(seen.at(-1)).toEqual([
      [
        'emotions',
        [
          ['Joy', 'Awe'],
          [5, 6],
        ],
      ],
    ]);
  });

  test('several lists of one element have their numbers side by side', () => {
    const { read, seen } = makeReading();
    const element = {
      emotions: scores({ Joy: 1, Awe: 2 }),
      toxicity: scores({ toxic: 3 }),
      facs: scores({ A: 4, B: 5 }),
    };
    read(JSON.stringify(element));
    read(JSON.stringify(element));
    const wanted = [
      [
        'emotions',
        [
          ['Joy', 'Awe'],
          [1, 2],
        ],
      ],
      ['toxicity', [['toxic'], [3]]],
      [
        'facs',
        [
          ['A', 'B'],
          [4, 5],
        ],
      ],
    ];
    expect(seen).toEqual([wanted, wanted]);
  });

  test('lists of more kinds than can be remembered are read all the same', () => {
    const { read, seen } = makeReading();
    const lists = Array.from({ length: 300 }, (_, at) =>
      scores(Object.fromEntries(Array.from({ length: 1 + at }, (_, n) => [`${at}/${n}`, n]))),
    );
    for (const list of [...lists, ...lists]) read(JSON.stringify({ list, other: list }));
    expect(seen).toHaveLength(600);
    for (const [at, element] of seen.entries()) {
      const names = lists[at % 300]?.map(({ name }) => name);
      const found = lists[at % 300]?.map(({ score }) => score);
      expect(element).toEqual([
        ['list', [names, found]],
        ['other', [names, found]],
      ]);
    }
  });

  test.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice, in other bad UTF-8', Buffer.from('7b22ff223a312c22fe223a327d', 'hex')],
    ['a key with an escape', '{"\\u0061":1}'],
    ['a key that means something to JavaScript', '{"__proto__":1}'],
    ['no value', '{"a":}'],
    ['no colon', '{"a" 1}'],
    ['no comma', '{"a":1 "b":2}'],
    ['no key', '{1:2}'],
    ['a comma too many', '{"a":1,}'],
    ['what is no JSON inside', '{"a":[1,{"b":tru}]}'],
    ['a control character', '{"a":"\n"}'],
    ['nesting that no vendor has', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`],
    [
      'more members than any',
      JSON.stringify(Object.fromEntries(Array.from({ length: MAX_MEMBERS + 1 }, (_, n) => [`k${n}`, n]))),
    ],
  ])('declines %s, each time, and tells of nothing', (_, element) => {
    const { read, seen } = makeReading();
    for (let time = 0; time < 3; time += 1) expect(read(element)).toBe(DECLINED);
    expect(seen).toEqual([]);
    // What comes after it is read as ever.
    expect(read('{"a":1,"b":2}')).toBe(13);
    expect(seen).toEqual([Object.entries({ a: 1, b: 2 })]);
  });

  test('cut short anywhere it asks for more, though more was there before', () => {
    const { kernel, seen, shape } = makeReading();
    const whole = JSON.stringify({ a: 1, é: 'x', emotions: scores({ Joy: 0.5, Awe: 0.25 }), b: [{}] });
    const rule = makeElementReader(kernel).rule(
      () => shape,
      () => seen.push('taken') > 0,
    );
    const length = put(kernel, whole);
    for (let end = 1; end < length; end += 1) expect(rule(0, end, 0), `cut at ${end}`).toBe(OUT_OF_BYTES);
    expect(seen).toEqual([]);
    expect(rule(0, length, 0)).toBe(length);
    for (let end = 1; end < length; end += 1) expect(rule(0, end, 0), `learned, cut at ${end}`).toBe(OUT_OF_BYTES);
    expect(seen).toEqual(['taken']);
  });

  test('what is not taken is declined', () => {
    const { read } = makeReading(() => false);
    expect(read('{"a":1}')).toBe(DECLINED);
  });

  test('it stands where the document has it', () => {
    const ranges: unknown[] = [];
    const kernel = makeKernel();
    const shape = makeShape();
    const rule = makeElementReader(kernel).rule(
      () => shape,
      (element) => ranges.push(element.range(), element.value('b'), element.value('none'), element.list('b')) > 0,
    );
    const end = put(kernel, '{"a":1,"b":[2]}', 100);
    expect(rule(100, end, 5_000_000_000)).toBe(end);
    expect(ranges).toEqual([{ begin: 5_000_000_000, end: 5_000_000_015 }, [2], undefined, undefined]);
  });

  test('keys that never come again do not keep those that do from being found', () => {
    const { read, seen } = makeReading();
    for (let at = 0; at < 500; at += 1) read(`{"k${at}":1,"time":${at}}`);
    expect(seen.length).toBeGreaterThan(450);
    expect(seen.at(-1)).toEqual([
      ['k499', 1],
      ['time', 499],
    ]);
  });

  test('keys that never come again, many in each, are not kept again and again, and those that do are soon found', () => {
    const { read, seen, shape } = makeReading();
    const fresh = (at: number) => Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${at}/${n}`, n]));
    for (let at = 0; at < 1000; at += 1) read(JSON.stringify(fresh(at)));
    expect(seen.length).toBeLessThan(50);
    const before = seen.length;
    for (let at = 0; at < 200; at += 1) read(JSON.stringify({ time: at, [`k${at % 10}`]: 1 }));
    expect(seen.length - before).toBeGreaterThan(100);
    expect(shape.slots.length).toBeLessThanOrEqual(MAX_MEMBERS);
  });

  test('keys longer than any are not kept', () => {
    const { read, seen, shape } = makeReading();
    for (let at = 0; at < 10; at += 1) expect(read(`{"a":1,"${at}${'k'.repeat(10_000)}":1}`)).toBe(DECLINED);
    expect(shape.slots.map(({ key }) => key)).toEqual(['a']);
    const longest = 'k'.repeat(254);
    expect(read(`{"${longest}":1}`)).toBe(260);
    expect(seen).toEqual([[[longest, 1]]]);
  });

  test('a list with more bytes of names than any is a value like others', () => {
    const { read, seen, shape } = makeReading();
    const list = [{ name: 'é'.repeat(20_000), score: 1 }];
    for (let time = 0; time < 3; time += 1) read(JSON.stringify({ list }));
    expect(seen).toEqual([[['list', list]], [['list', list]], [['list', list]]]);
    expect(shape.slots[0]?.lists.known).toEqual([]);
  });

  test('all names that are kept, of however many kinds of elements and keys, fit into what a kernel learns', () => {
    const kernel = makeKernel();
    const shapes = Array.from({ length: 8 }, makeShape);
    const reader = makeElementReader(kernel);
    const known = () => shapes.flatMap(({ slots }) => slots.flatMap(({ lists }) => lists.known));
    for (let at = 0; at < 2000; at += 1) {
      const rule = reader.rule(
        () => shapes[at % 8] ?? makeShape(),
        () => true,
      );
      const text = JSON.stringify({ [`k${at % 400}`]: [{ name: `${at}/${'x'.repeat(4000)}`, score: 1 }] });
      expect(rule(0, put(kernel, text), 0)).toBe(text.length);
      const bytes = known().reduce((sum, { names }) => sum + names.join('').length, 0);
      expect(bytes).toBeLessThanOrEqual(LEARNED_BYTES);
    }
    expect(known().length).toBeGreaterThan(0);
  });
});
