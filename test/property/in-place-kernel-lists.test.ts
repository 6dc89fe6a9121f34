/** Lists of scores, walked and by what was learned of them, against `JSON.parse`: the same of each, or declined. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DECLINED, OUT_OF_BYTES } from '../../lib/summaries/in-place/kernel.ts';
import {
  KERNEL_RUNS,
  KERNEL_TIMEOUT_MS,
  kernels,
  type NamedScores,
  parsedList,
  textOf,
  walkedList,
} from '../support/kernels.ts';
import { anyListForm, anyScores, damaged, listOf } from '../support/random-json.ts';
import { anyScore, below, makeRandom, type Random } from '../support/random-numbers.ts';

const numRuns = (usual: number) => ({ numRuns: usual * KERNEL_RUNS });

/** `toEqual` takes -0 for 0. */
function demandSame(found: NamedScores, json: string): void {
  const parsed = parsedList(json);
  const isSame =
    parsed?.nameKey === found.nameKey &&
    parsed.scoreKey === found.scoreKey &&
    parsed.names.length === found.names.length &&
    parsed.names.every((name, index) => name === found.names[index]) &&
    parsed.scores.every((score, index) => Object.is(score, found.scores[index]));
  if (!isSame) throw new Error(`${JSON.stringify(json)} was read as ${JSON.stringify(found)}`);
}

describe.each(kernels)('$kind', ({ makeKernel }) => {
  const kernel = makeKernel();
  const { window } = kernel;

  /** Writes the bytes at a place at random, the window's end among them; what was there before lies behind. */
  function place(random: Random, bytes: Uint8Array): { at: number; end: number } {
    const room = window.length - bytes.length;
    const at = random() < 0.5 ? below(random, 9) : room - below(random, 2) * below(random, room);
    window.set(bytes, at);
    return { at, end: at + bytes.length };
  }

  test('a list is walked, and read again by what was learned', { timeout: KERNEL_TIMEOUT_MS }, () => {
    let read = 0;
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const form = anyListForm(random);
      const plain = listOf(
        form,
        form.names.map(() => String(anyScore(random))),
      );
      const bytes = Buffer.from(plain);
      const { at, end } = place(random, bytes);
      for (let cut = at; cut < end; cut += 1 + below(random, 8)) {
        if (kernel.walkList(at, cut, 0) !== OUT_OF_BYTES) throw new Error(`${plain} cut after ${cut - at} bytes`);
        if (kernel.walked !== 0) throw new Error('walked, and out of bytes');
      }
      if (kernel.walkList(at, end, 3) !== end) throw new Error(`not walked: ${plain}`);
      const walked = walkedList(kernel, 3);
      demandSame(walked, plain);
      kernel.makeRoom();
      const learned = kernel.learn(at, end, kernel.walked);
      expect(learned).toBeGreaterThanOrEqual(0);

      for (let round = 0; round < 3; round += 1) {
        const again = listOf(
          form,
          round === 0 ? form.names.map(() => String(anyScore(random))) : anyScores(random, form),
        );
        const next = place(random, Buffer.from(again));
        const from = below(random, 100);
        kernel.scores.fill(7);
        const after = kernel.readLearned(learned, next.at, next.end, from);
        if (after === DECLINED && round > 0) continue;
        if (after !== next.end) throw new Error(`not read by what was learned: ${again}`);
        read += 1;
        demandSame({ ...walked, scores: [...kernel.scores.subarray(from, from + walked.names.length)] }, again);
        kernel.scores.fill(7, from, from + walked.names.length);
        if (kernel.scores.some((score) => score !== 7)) throw new Error('wrote where it should not');
        for (let cut = next.at; cut < next.end; cut += 1 + below(random, 8)) {
          const short = kernel.readLearned(learned, next.at, cut, from);
          if (short !== OUT_OF_BYTES) throw new Error(`${again} cut after ${cut - next.at} bytes: ${short}`);
        }
        if (textOf(window, next.at, next.end) !== again) throw new Error('the window was changed');
      }
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(100));
    expect(read).toBeGreaterThan(120 * KERNEL_RUNS);
  });

  test('a damaged list is read as JSON.parse reads it, or not', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const seen = { walked: 0, read: 0, declined: 0 };
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const form = anyListForm(random);
      const whole = Buffer.from(listOf(form, anyScores(random, form)));
      const { at, end } = place(random, whole);
      if (kernel.walkList(at, end, 0) !== end) return;
      const names = walkedList(kernel);
      kernel.makeRoom();
      const learned = kernel.learn(at, end, kernel.walked);
      for (let round = 0; round < 8; round += 1) {
        const bytes = damaged(random, random() < 0.5 ? whole : Buffer.from(listOf(form, anyScores(random, form))));
        const next = place(random, bytes);
        const after = kernel.readLearned(learned, next.at, next.end, 0);
        if (after >= 0) {
          seen.read += 1;
          const scores = [...kernel.scores.subarray(0, names.names.length)];
          demandSame({ ...names, scores }, textOf(window, next.at, after));
        }
        const walked = kernel.walkList(next.at, next.end, 0);
        if (after >= 0 && walked !== after) throw new Error('by what was learned it is a list, by walking it is none');
        if (walked >= 0) {
          seen.walked += 1;
          demandSame(walkedList(kernel), textOf(window, next.at, walked));
        } else if (walked === DECLINED) {
          seen.declined += 1;
        } else {
          // Whatever a walk is waiting for may also be JSON.
          if (kernel.skipValue(next.at, next.end, 64) !== OUT_OF_BYTES) throw new Error(`waits: ${textOf(bytes)}`);
        }
      }
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(400));
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50 * KERNEL_RUNS);
  });

  test('all kernels say the same of any list, also what they decline', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const other = kernels[0]?.makeKernel() ?? kernel;
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const form = anyListForm(random);
      const first = Buffer.from(listOf(form, anyScores(random, form)));
      const whole = Buffer.from(listOf(form, anyScores(random, form)));
      const bytes = random() < 0.5 ? whole : damaged(random, whole);
      const end = bytes.length - below(random, 2) * below(random, bytes.length);
      const answers = [kernel, other].map((each) => {
        each.window.set(first);
        each.scores.fill(7);
        each.makeRoom();
        const before = each.walkList(0, first.length, 0);
        const learned = each.learn(0, first.length, each.walked);
        each.window.set(bytes);
        const read = [each.readLearned(learned, 0, end, 100), each.walkList(0, end, 300), each.walked];
        return { before, learned, read, found: each.walked > 0 && walkedList(each, 300) };
      });
      expect(answers[0]).toStrictEqual(answers[1]);
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(200));
  });
});
