/** What kernel.ts promises of values that are learned, of every kernel. */
import { describe, expect, test } from 'vitest';
import { DECLINED, type Kernel, NO_ROOM, OUT_OF_BYTES } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeTypescriptKernel } from '../../../../lib/summaries/in-place/typescript-kernel.ts';
import { kernels, put } from '../../../support/kernels.ts';

const JOY_AND_ANGER = '[{"name":"Joy","score":0.25},{"name":"Anger","score":-0}]';

describe.each(kernels)('$kind', ({ makeKernel }) => {
  const kernel = makeKernel();
  const learnt = (json: string, of: Kernel = kernel) => {
    const end = put(of, json);
    of.walkList(0, end, 0);
    return of.learn(0, end, of.walked);
  };

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

    test('also where its bytes are no UTF-8, nor numbers when eight of them are looked at', () => {
      const bytes = Buffer.from('[{"name":"________________","score":0.5}]'.replaceAll('_', '\u00ff'), 'latin1');
      const end = put(kernel, bytes);
      expect(kernel.walkList(0, end, 0)).toBe(end);
      const learned = kernel.learn(0, end, 1);
      expect(kernel.readLearned(learned, 0, put(kernel, bytes), 0)).toBe(end);
    });

    test('one without gaps is not learned', () => {
      put(kernel, '{"a":null}');
      expect(kernel.learn(0, 10, 0)).toBe(NO_ROOM);
    });
  });
});
