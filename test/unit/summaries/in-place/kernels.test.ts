/** What kernel.ts promises, of every kernel. Against `JSON.parse` at random: test/property/in-place-kernel-*. */
import { describe, expect, test } from 'vitest';
import {
  DECLINED,
  type Kernel,
  MAX_SCORES,
  MAX_TALLIES,
  NO_ROOM,
  OUT_OF_BYTES,
  TALLY_NAMES,
  WINDOW_BYTES,
} from '../../../../lib/summaries/in-place/kernel.ts';
import { makeTypescriptKernel } from '../../../../lib/summaries/in-place/typescript-kernel.ts';
import { kernels, makeReadNumber, put, walkedList } from '../../../support/kernels.ts';
import { anyScore, makeRandom, oneOf } from '../../../support/random-numbers.ts';

const JOY_AND_ANGER = '[{"name":"Joy","score":0.25},{"name":"Anger","score":-0}]';

describe.each(kernels)('$kind', ({ kind, makeKernel }) => {
  const kernel = makeKernel();
  const skip = (json: string, maxDepth = 64) => kernel.skipValue(0, put(kernel, json), maxDepth);
  const walk = (json: string, scoresFrom = 0) => kernel.walkList(0, put(kernel, json), scoresFrom);
  const learnt = (json: string, of: Kernel = kernel) => {
    const end = put(of, json);
    of.walkList(0, end, 0);
    return of.learn(0, end, of.walked);
  };

  test('it says what it is, and has a window and scores of the sizes promised', () => {
    expect(kernel.kind).toBe(kind);
    expect(kernel.window).toHaveLength(WINDOW_BYTES);
    expect(kernel.scores).toHaveLength(MAX_SCORES);
  });

  describe('a value is skipped', () => {
    test.each([
      '[]',
      '{}',
      '""',
      'null',
      'true',
      'false',
      '[1,-0,2.5e+3,[{}]]',
      '{ "a" : [ "\\u00e9\\n" ] }',
      '"é\u2028"',
    ])('%s, to its last byte', (json) => {
      expect(skip(json)).toBe(Buffer.byteLength(json));
      expect(skip(`${json},1`)).toBe(Buffer.byteLength(json));
    });

    test.each(['0', '-1', '1.5', '12e-3'])('%s, a number, when it is seen to end', (json) => {
      expect(skip(json)).toBe(OUT_OF_BYTES);
      expect(skip(`${json}]`)).toBe(json.length);
      expect(skip(`${json} `)).toBe(json.length);
    });

    test.each([
      ...[
        '',
        '[',
        '[1',
        '[1,',
        '{"a"',
        '{"a":',
        '{"a":1,',
        '"',
        '"\\',
        '"\\u12',
        '-',
        '1.',
        '1e',
        '1e+',
        'tru',
        '[[{}',
      ],
    ])('not yet: %s', (json) => {
      expect(skip(json)).toBe(OUT_OF_BYTES);
    });

    test.each([
      ...[
        '[1 2]',
        '[,1]',
        '[1,]',
        '{1:2}',
        '{"a" 1}',
        '{"a":1,}',
        '{"a"}',
        '[}',
        '{]',
        ']',
        '}',
        ',',
        ':',
        ' 1',
        "'a'",
      ],
      ...[
        '"\t"',
        '"\n"',
        '"\u0000"',
        '"\\x"',
        '"\\u12g4"',
        '-a',
        '.5',
        '+1',
        '1.e3,',
        '1ex',
        'nul ',
        'truE',
        'NaN',
        '\ufeff1',
      ],
    ])('never: %j', (json) => {
      expect(skip(json)).toBe(DECLINED);
    });

    test('in at most so many containers', () => {
      const nested = `${'['.repeat(64)}${']'.repeat(64)}`;
      expect(skip(nested)).toBe(128);
      expect(skip(nested, 63)).toBe(DECLINED);
      expect(skip('1,', 0)).toBe(1);
      expect(skip('[]', 0)).toBe(DECLINED);
      expect(skip('{"a":[1],"b":[2]}', 2)).toBe(17);
      expect(skip('['.repeat(5000), 1e6)).not.toBeGreaterThan(0);
    });

    test('at the very end of the window', () => {
      const json = '{"a":[true,null,"text"]}';
      const at = WINDOW_BYTES - json.length;
      expect(kernel.skipValue(at, put(kernel, json, at), 64)).toBe(WINDOW_BYTES);
      expect(kernel.skipValue(at, WINDOW_BYTES - 1, 64)).toBe(OUT_OF_BYTES);
      put(kernel, '"no end', WINDOW_BYTES - 7);
      expect(kernel.skipValue(WINDOW_BYTES - 7, WINDOW_BYTES, 64)).toBe(OUT_OF_BYTES);
      expect(kernel.skipValue(WINDOW_BYTES, WINDOW_BYTES, 64)).toBe(OUT_OF_BYTES);
    });
  });

  describe('a list is walked', () => {
    test('its keys, names and scores are found', () => {
      expect(walk(JOY_AND_ANGER, 5)).toBe(JOY_AND_ANGER.length);
      expect(walkedList(kernel, 5)).toStrictEqual({
        nameKey: 'name',
        scoreKey: 'score',
        names: ['Joy', 'Anger'],
        scores: [0.25, -0],
      });
    });

    test('with any whitespace, the members of an object in either order', () => {
      expect(walk('[ {"score" :1e0\n, "class":"a"}\t,\r\n{ "class": "é" , "score":2 } ]')).toBeGreaterThan(0);
      expect(walkedList(kernel)).toStrictEqual({
        nameKey: 'class',
        scoreKey: 'score',
        names: ['a', 'é'],
        scores: [1, 2],
      });
    });

    test.each([
      '[]',
      '{}',
      '[1]',
      '[{}]',
      '[{"name":"Joy"}]',
      '[{"name":"Joy","score":null}]',
      '[{"name":"Joy","score":"1"}]',
      '[{"name":1,"score":1}]',
      '[{"name":"Joy","score":1,"more":1}]',
      '[{"name":"Joy","name":1}]',
      '[{"name":"Joy","score":1},{"names":"Joy","score":1}]',
      '[{"name":"Joy","score":1},{"nam":"Joy","score":1}]',
      '[{"name":"Joy","score":1},{"score":"Joy","name":1}]',
      '[{"name":"Joy","score":1},]',
      '[{"name":"Joy","score":1}}',
      '[{"name":"J\\u006fy","score":1}]',
      '[{"n\\u0061me":"Joy","score":1}]',
      '[{"name":"J\toy","score":1}]',
      '[{"name":"Joy","score":01}]',
      '[{"name":"Joy","score":0.12345678901234567890}]',
      ' [{"name":"Joy","score":1}]',
    ])('unless it is none such: %j', (json) => {
      expect(walk(json)).toBe(DECLINED);
      expect(kernel.walked).toBe(0);
      expect(kernel.learn(0, json.length, kernel.walked)).toBe(NO_ROOM);
    });

    test('only as far as there is room for scores', () => {
      const many = (count: number) => `[${Array.from({ length: count }, () => '{"n":"","s":1}').join()}]`;
      expect(walk(many(MAX_SCORES))).toBe(many(MAX_SCORES).length);
      expect(kernel.walked).toBe(MAX_SCORES);
      expect(walk(many(MAX_SCORES + 1))).toBe(DECLINED);
      expect(walk(many(2), MAX_SCORES - 2)).toBe(many(2).length);
      expect(walk(many(2), MAX_SCORES - 1)).toBe(DECLINED);
      const learned = learnt(many(2));
      expect(kernel.readLearned(learned, 0, many(2).length, MAX_SCORES - 2)).toBe(many(2).length);
      expect(kernel.readLearned(learned, 0, many(2).length, MAX_SCORES - 1)).toBe(DECLINED);
    });
  });

  describe('a list is read by what was learned', () => {
    test('its numbers may be longer and shorter', () => {
      const learned = learnt(JOY_AND_ANGER);
      const next = '[{"name":"Joy","score":1.0722749680280685e-05},{"name":"Anger","score":3}]';
      expect(kernel.readLearned(learned, 2, put(kernel, `, ${next}`, 0), 10)).toBe(next.length + 2);
      expect([...kernel.scores.subarray(10, 12)]).toEqual([1.0722749680280685e-5, 3]);
    });

    test.each([
      JOY_AND_ANGER.replace('Joy', 'Joe'),
      JOY_AND_ANGER.replace('Anger', 'Ange'),
      JOY_AND_ANGER.replace(',{', ', {'),
      JOY_AND_ANGER.replace('0.25', '"0.25"'),
      JOY_AND_ANGER.replace('0.25', '.25'),
      JOY_AND_ANGER.replace('0.25', 'null'),
      JOY_AND_ANGER.replace('-0', '-00'),
      JOY_AND_ANGER.replace(']', ',{"name":"Fear","score":1}]'),
      JOY_AND_ANGER.replace(']', '}'),
      '[{"name":"Joy","score":0.25}]',
      '[]',
    ])('and any other difference is declined: %s', (json) => {
      const learned = learnt(JOY_AND_ANGER);
      expect(kernel.readLearned(learned, 0, put(kernel, json), 0)).toBe(DECLINED);
    });

    test('each list by its own', () => {
      kernel.makeRoom();
      const lists = Array.from({ length: 20 }, (_, index) => `[{"name":"${'n'.repeat(index)}","score":${index}}]`);
      const learned = lists.map((list) => learnt(list));
      expect(new Set(learned).size).toBe(20);
      for (const [index, list] of lists.entries()) {
        const end = put(kernel, list);
        expect(learned.map((each) => kernel.readLearned(each, 0, end, 0))).toEqual(
          lists.map((other) => (other === list ? end : DECLINED)),
        );
        expect(kernel.scores[0]).toBe(index);
      }
    });

    test('until there is no room: what is forgotten makes it', () => {
      const other = makeKernel();
      const list = `[{"name":"${'x'.repeat(20_000)}","score":1}]`;
      let count = 0;
      while (count < 1000 && learnt(list, other) !== NO_ROOM) count += 1;
      expect(count).toBeGreaterThan(3);
      expect(count).toBeLessThan(1000);
      // The list walked last is still there to be learned.
      other.makeRoom();
      const learned = other.learn(0, list.length, other.walked);
      expect(learned).not.toBe(NO_ROOM);
      expect(other.readLearned(learned, 0, list.length, 0)).toBe(list.length);
      expect(learnt(JOY_AND_ANGER, other)).not.toBe(NO_ROOM);
    });

    test('as many as with any other kernel', () => {
      const roomFor = (lists: (index: number) => string, of: Kernel) => {
        of.makeRoom();
        let count = 0;
        while (count < 1000 && learnt(lists(count), of) !== NO_ROOM) count += 1;
        return count;
      };
      const listOf = (scores: number, name: string, score = '1') =>
        `[${Array.from({ length: scores }, () => `{"name":"${name}","score":${score}}`).join()}]`;
      const series: ((index: number) => string)[] = [
        () => listOf(1, ''),
        () => listOf(53, 'Emotion'),
        () => listOf(100, 'a class of Hive', '0.10722749680280685'),
        () => listOf(1000, 'x'),
        () => listOf(1, 'y'.repeat(20_000)),
        (index) => listOf(1 + 7 * index, 'z'.repeat(index), '0.5'),
      ];
      const [found, wanted] = [makeKernel(), makeTypescriptKernel()].map((of) =>
        series.map((lists) => roomFor(lists, of)),
      );
      expect(found).toEqual(wanted);
      expect(Math.min(...(found ?? []))).toBeGreaterThan(2);
    });

    test('and not by what was never learned, or is forgotten', () => {
      const other = makeKernel();
      expect(other.learn(0, JOY_AND_ANGER.length, other.walked)).toBe(NO_ROOM);
      expect(other.readLearned(0, 0, put(other, JOY_AND_ANGER), 0)).toBe(DECLINED);
      const learned = learnt(JOY_AND_ANGER, other);
      other.makeRoom();
      expect(other.readLearned(learned, 0, JOY_AND_ANGER.length, 0)).toBe(DECLINED);
      expect(other.readLearned(-1, 0, JOY_AND_ANGER.length, 0)).toBe(DECLINED);
    });
  });

  describe('a value of any kind is read by what was learned', () => {
    /** Learns it, its gaps being what stands between the marks. */
    const learnMarked = (marked: string) => {
      const parts = marked.split(/[⟨⟩]/);
      const json = parts.join('');
      const end = put(kernel, json);
      const begins = parts.map((_, index) => Buffer.byteLength(parts.slice(0, index).join('')));
      const gaps = begins.filter((_, index) => index > 0);
      kernel.gaps.set(gaps);
      kernel.makeRoom();
      return { json, gaps, learned: kernel.learn(0, end, gaps.length / 2) };
    };
    const PREDICTION =
      '{"text":"⟨They⟩","time":{"begin":⟨0⟩,"end":⟨0.28⟩},"by":null,"emotions":[{"name":"Joy","score":⟨0.5⟩}]}';

    test('its numbers and texts may be others', () => {
      const { json, gaps, learned } = learnMarked(PREDICTION);
      expect(kernel.readLearned(learned, 0, put(kernel, json), 0)).toBe(json.length);
      expect([...kernel.gaps.subarray(0, gaps.length)]).toEqual(gaps);
      const next = json.replace('They', 'é\\"\\u00e9').replace('0.28', '1e2').replace('0.5', '-0.125');
      kernel.scores.fill(7);
      expect(kernel.readLearned(learned, 0, put(kernel, next), 3)).toBe(Buffer.byteLength(next));
      // Of a text the slot is left as it is.
      expect([...kernel.scores.subarray(3, 7)]).toEqual([7, 0, 100, -0.125]);
      const texts = Array.from({ length: 4 }, (_, gap) => {
        return Buffer.from(kernel.window.subarray(kernel.gaps[2 * gap], kernel.gaps[2 * gap + 1])).toString();
      });
      expect(texts).toEqual(['é\\"\\u00e9', '0', '1e2', '-0.125']);
    });

    test.each([
      ['"They"', '1'],
      ['"They"', 'null'],
      ['"They"', '"They'],
      ['"They"', '"Th\ney"'],
      ['"They"', '"Th\\ey"'],
      ['"They"', '"Th\\u00g0"'],
      ['0.28', '"0.28"'],
      ['0.28', 'null'],
      ['0.28', '9007199254740992'],
      ['null', 'true'],
      ['Joy', 'Awe'],
      ['"by"', '"my"'],
      ['}]}', '},]}'],
    ])('and any other difference is declined: %s, now %s', (before, now) => {
      const { json, learned } = learnMarked(PREDICTION);
      expect(json).toContain(before);
      expect(kernel.readLearned(learned, 0, put(kernel, json.replace(before, now)), 0)).toBe(DECLINED);
    });

    test('which is not to be known before its last byte', () => {
      const { json, learned } = learnMarked(PREDICTION);
      const escaped = json.replace('They', '\\u00e9\\\\');
      for (const each of [json, escaped]) {
        put(kernel, each);
        for (let end = 0; end < each.length; end += 1) {
          expect(kernel.readLearned(learned, 0, end, 0), `cut after ${end} bytes`).toBe(OUT_OF_BYTES);
        }
      }
    });

    test('one without gaps is not learned', () => {
      put(kernel, '{"a":null}');
      expect(kernel.learn(0, 10, 0)).toBe(NO_ROOM);
    });
  });

  describe('scores are added up', () => {
    const sumsOf = (tally: number) =>
      kernel.tallies.subarray(2 * TALLY_NAMES * tally, 2 * TALLY_NAMES * tally + TALLY_NAMES);
    const maximaOf = (tally: number) =>
      kernel.tallies.subarray(2 * TALLY_NAMES * tally + TALLY_NAMES, 2 * TALLY_NAMES * (tally + 1));

    test.each([1, 2, 5, 48, 53, TALLY_NAMES])('%i at a time, to one tally and no other', (count) => {
      const random = makeRandom(count);
      kernel.tallies.fill(7);
      sumsOf(3).fill(-0);
      maximaOf(3).fill(Number.NEGATIVE_INFINITY);
      const sums = Array.from({ length: count }, () => -0);
      const maxima = sums.map(() => Number.NEGATIVE_INFINITY);
      for (let list = 0; list < 20; list += 1) {
        const scores = sums.map(() => oneOf(random, [0, -0, anyScore(random), -anyScore(random)]));
        kernel.scores.fill(99);
        kernel.scores.set(scores, 11);
        const raised = scores.flatMap((score, index) => (score > (maxima[index] ?? 0) ? [index] : []));
        for (const [index, score] of scores.entries()) {
          sums[index] = (sums[index] ?? 0) + score;
          if (raised.includes(index)) maxima[index] = score;
        }
        expect(kernel.addScores(3, 11, count)).toBe(raised.length);
        expect([...kernel.raised.subarray(0, raised.length)]).toEqual(raised);
        expect([...sumsOf(3).subarray(0, count)]).toStrictEqual(sums);
        expect([...maximaOf(3).subarray(0, count)]).toStrictEqual(maxima);
      }
      expect([...sumsOf(3).subarray(count)].every((sum) => Object.is(sum, -0))).toBe(true);
      expect([...maximaOf(3).subarray(count)].every((maximum) => maximum === Number.NEGATIVE_INFINITY)).toBe(true);
      for (const other of [2, 4]) expect([...sumsOf(other), ...maximaOf(other)].every((each) => each === 7)).toBe(true);
    });

    test.each([
      [-1, 0, 1],
      [MAX_TALLIES, 0, 1],
      [0, -1, 1],
      [0, MAX_SCORES, 1],
      [0, MAX_SCORES - 1, 2],
      [0, 0, -1],
      [0, 0, TALLY_NAMES + 1],
    ])('unless there is no such tally, or no room: tally %i, from %i on %i', (tally, from, count) => {
      kernel.tallies.fill(7);
      expect(kernel.addScores(tally, from, count)).toBe(DECLINED);
      expect(kernel.tallies.every((each) => each === 7)).toBe(true);
    });

    test('of none nothing', () => {
      kernel.tallies.fill(7);
      expect(kernel.addScores(MAX_TALLIES - 1, MAX_SCORES, 0)).toBe(0);
      expect(kernel.tallies.every((each) => each === 7)).toBe(true);
    });
  });

  test.each([
    ...[
      '0',
      '-0',
      '0.0',
      '-0.000',
      '0e5',
      '0E-999999999999',
      '1',
      '-1',
      '0.1',
      '1.303',
      '3',
      '10',
      '100000',
      '1e2',
      '2E+3',
    ],
    ...['0.10722749680280685', '0.9994111061096191', '1.2345678901234567e-05', '0.00012345678901234567', '4.9e-20'],
    ...['9007199254740991', '-9007199254740991', '1.401298464324817e-45', '1187.885986328125', '0.30000001192092896'],
    ...['1234567890.123456789', '0.1234567890123456789', '0.500000000000000000', '12345.6789e10'],
  ])('the number %s is what JSON.parse says', (text) => {
    expect(makeReadNumber(makeKernel)(text)).toBe(JSON.parse(text));
  });

  test.each([
    ...[
      '',
      '-',
      '+1',
      '01',
      '-01',
      '00',
      '1.',
      '.5',
      '1.e1',
      '1e',
      '1e+',
      '1e1.5',
      '0x1',
      '1_0',
      'Infinity',
      '--1',
      '1-',
    ],
  ])('%j is no number', (text) => {
    expect(makeReadNumber(makeKernel)(text)).toBeUndefined();
  });

  test.each([
    ...[
      '9007199254740992',
      '-9007199254740992',
      '9007199254740993',
      '123456789012345678',
      '1e16',
      '1e400',
      '-1e-400',
      '5e-324',
      '0.1000000000000000055511151231257827021181583404541015625',
    ],
  ])('%s is left to JSON.parse', (text) => {
    expect(makeReadNumber(makeKernel)(text)).toBeUndefined();
  });
});
