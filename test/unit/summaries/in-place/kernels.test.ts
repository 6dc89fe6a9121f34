/** What kernel.ts promises, of every kernel. Against `JSON.parse` at random: test/property/in-place-kernel-*. */
import { describe, expect, test } from 'vitest';
import {
  DECLINED,
  type Kernel,
  MAX_SCORES,
  NO_ROOM,
  OUT_OF_BYTES,
  WINDOW_BYTES,
} from '../../../../lib/summaries/in-place/kernel.ts';
import { kernels, put, walkedList } from '../../../support/kernels.ts';

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
});
