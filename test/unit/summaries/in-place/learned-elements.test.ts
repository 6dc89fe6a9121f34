/** Elements that are read by comparing them with one before. */
import { describe, expect, test } from 'vitest';
import type { Element } from '../../../../lib/summaries/in-place/element.ts';
import { LEARNED_BYTES } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeReading as readingWith, scores } from '../../../support/element-reading.ts';
import { kernels } from '../../../support/kernels.ts';

describe.each(kernels)('with the kernel in $kind', ({ makeKernel }) => {
  const makeReading = (take?: (element: Element) => boolean) => readingWith(makeKernel(), take);
  /** Whether each element that is read was compared with one before. */
  function makeComparing() {
    const compared: boolean[] = [];
    const reading = makeReading((element) => compared.push(element.layout !== undefined) > 0);
    return { ...reading, compared };
  }

  test('those that differ in numbers and texts alone have one layout, and their own values', () => {
    const layouts: unknown[] = [];
    const { read, seen } = makeReading((element) => layouts.push(element.layout) > 0);
    const elementOf = (text: string, time: number, by: unknown) => ({
      text,
      time: { begin: time, end: time + 0.25 },
      at: time,
      by,
      box: { x: time, in: [time, 'a'] },
      emotions: scores({ Joy: time / 8, Awe: 1 - time }),
    });
    const all = [
      elementOf('They', 0, null),
      elementOf('', 1, null),
      elementOf('m"ov\\ed é', 2, null),
      elementOf('to', 3, true),
      elementOf('Canada', 4, null),
    ];
    for (const each of all) expect(read(JSON.stringify(each), 100)).toBe(100 + Buffer.byteLength(JSON.stringify(each)));
    expect(seen).toEqual(
      all.map(({ emotions, ...others }) => [
        ...Object.entries(others),
        ['emotions', [['Joy', 'Awe'], emotions.map(({ score }) => score)]],
      ]),
    );
    const [first, second, third, fourth, fifth] = layouts;
    expect(second).toBeDefined();
    expect([first, second, third, fourth, fifth]).toEqual([undefined, second, second, undefined, second]);
  });

  test('what has no numbers, or too many bytes, is not learned, and leaves what was', () => {
    const layouts: unknown[] = [];
    const { read } = makeReading((element) => layouts.push(element.layout !== undefined) > 0);
    const plain = JSON.stringify({ time: 1, emotions: scores({ Joy: 0.5 }) });
    const others = [{ none: null }, { list: [] }, { long: [1, 'x'.repeat(40_000)] }].map((each) =>
      JSON.stringify(each),
    );
    for (const text of [plain, plain]) read(text);
    for (let time = 0; time < 30; time += 1) read(others[time % 3] ?? '');
    expect(layouts.slice(2)).not.toContain(true);
    read(plain);
    expect(layouts.at(-1)).toBe(true);
  });

  test.each([
    ['too small for any power of ten', '[{"name":"Joy","score":1e-70}]'],
    ['too large', '[{"name":"Joy","score":1e300}]'],
    ['of too many digits', '[{"name":"Joy","score":0.12345678901234567890}]'],
  ])('one whose scores were declined, being %s, is none that others are like', (_, declined) => {
    const { read, seen } = makeReading();
    for (let time = 0; time < 5; time += 1) read(`{"time":${time},"emotions":${declined}}`);
    for (let time = 0; time < 3; time += 1) read(`{"time":${time},"emotions":[{"name":"Joy","score":0.5}]}`);
    expect(seen.slice(-3)).toEqual(
      [0, 1, 2].map((time) => [
        ['time', time],
        ['emotions', [['Joy'], [0.5]]],
      ]),
    );
  });

  test('a span has the numbers of its keys, also where a key comes twice', () => {
    const { read, seen } = makeReading();
    for (let time = 0; time < 3; time += 1) read(`{"time":{"begin":null,"end":${time + 5},"begin":${time}}}`);
    expect(seen).toEqual([0, 1, 2].map((time) => [['time', { begin: time, end: time + 5 }]]));
  });

  test('those of which none comes again are learned seldom, and those that do are soon known', () => {
    const { read, compared, shape } = makeComparing();
    const elementOf = (track: string, time: number) =>
      JSON.stringify({ time, by: { track }, emotions: scores({ Joy: time }) });
    for (let time = 0; time < 1000; time += 1) read(elementOf(`t${time}`, time));
    expect(compared).not.toContain(true);
    expect(shape.learned.known.length).toBeLessThan(2);
    for (let time = 0; time < 200; time += 1) read(elementOf('one', time));
    expect(compared.slice(-100)).not.toContain(false);
  });

  test('one that takes more than there is room for is not learned, and leaves what was', () => {
    const { read, compared } = makeComparing();
    const plain = JSON.stringify({ time: 1, emotions: scores({ Joy: 0.5 }) });
    const many = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`name ${index}`, index]));
    for (const text of [plain, plain]) read(text);
    expect(JSON.stringify(scores(many)).length).toBeGreaterThan(LEARNED_BYTES / 2);
    for (let time = 0; time < 20; time += 1) read(JSON.stringify({ list: scores(many) }));
    read(plain);
    expect(compared.at(-1)).toBe(true);
  });
});
