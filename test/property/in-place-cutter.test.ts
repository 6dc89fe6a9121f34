/** The cutter with a kernel, which reads and passes over what it can as it lies in the window, and without: never otherwise. */
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../lib/summaries/in-place/kernel.ts';
import { DECLINED } from '../../lib/summaries/in-place/kernel.ts';
import type { InPlace } from '../../lib/summaries/reader/in-place-step.ts';
import { makeJsonCutter } from '../../lib/summaries/reader/json-cutter.ts';
import { KERNEL_RUNS, KERNEL_TIMEOUT_MS, kernels } from '../support/kernels.ts';
import { anyJson, damaged } from '../support/random-json.ts';
import { below, makeRandom, oneOf, type Random } from '../support/random-numbers.ts';
import { piecesOf } from '../support/result-bytes.ts';

/** Written down by either way alike: where each wanted object stands, and what was told around them until an error. */
type Told = { events: unknown[]; after: number };

const WANTED = 'list[].items[]';

function toldBy(pieces: readonly Uint8Array[], kernel: Kernel | undefined, declines: () => boolean): Told[] {
  const told: Told[] = [];
  const events: unknown[] = [];
  const tell = (...event: unknown[]) => events.push(event);
  /** Takes an object as it stands there, or declines it. */
  const inPlace: InPlace | undefined = kernel && {
    kernel,
    rules: {
      [WANTED]: (at, end, begin) => {
        if (declines()) return DECLINED;
        const after = kernel.skipValue(at, end, 64);
        if (after >= 0) tell(WANTED, { begin, end: begin + after - at });
        return after;
      },
    },
  };
  const cutter = makeJsonCutter(
    {
      cut: { [WANTED]: (_, __, range) => tell(WANTED, range), 'list[].name': (value, path) => tell(value, [...path]) },
      open: { 'list[]': (path) => tell('open', [...path]) },
      close: { 'list[]': (path, range) => tell('close', [...path], range) },
      absent: { 'list[]': (path) => tell('absent', [...path]) },
    },
    inPlace,
  );
  try {
    for (const [index, piece] of pieces.entries()) {
      cutter.write(piece);
      told.push({ events: events.splice(0), after: index });
    }
    cutter.end();
  } catch (error) {
    tell(String(error));
  }
  return [...told, { events, after: pieces.length }];
}

function anyDocument(random: Random): string {
  const value = () => anyJson(random, below(random, 6));
  const many = (make: () => string) => `[${Array.from({ length: below(random, 5) }, make).join(', ')}]`;
  const entry = () =>
    random() < 0.1
      ? 'null'
      : `{"name": ${value()}, "items": ${many(value)}, "no": ${value()},\n"items": ${many(() => `{"a": ${value()}}`)}}`;
  const mark = random() < 0.1 ? '\ufeff' : '';
  return `${mark}{"no": ${value()}, "list": ${many(entry)}, "nor": ${value()}}`;
}

describe.each(kernels)('$kind', ({ makeKernel }) => {
  test(
    'says the same, at the same piece, of anything',
    () => {
      const kernel = makeKernel();
      let refused = 0;
      let taken = 0;
      for (let seed = 0; seed < 500 * KERNEL_RUNS; seed += 1) {
        const random = makeRandom(seed);
        const whole = Buffer.from(anyDocument(random));
        const kinds = [whole, damaged(random, whole), whole.subarray(0, below(random, whole.length))];
        const bytes = oneOf(random, kinds);
        const cuts = Array.from({ length: below(random, 6) }, () => below(random, bytes.length + 1));
        const pieces = random() < 0.1 ? piecesOf(bytes, [...bytes.keys()]) : piecesOf(bytes, cuts);
        const wanted = toldBy(pieces, undefined, () => false);
        const share = oneOf(random, [0, 0.5]);
        expect(
          toldBy(pieces, kernel, () => random() < share),
          `seed ${seed}`,
        ).toEqual(wanted);
        const isRefused = wanted.some(({ events }) => events.some((event) => String(event).startsWith('Malformed')));
        refused += isRefused ? 1 : 0;
        taken += wanted.flatMap(({ events }) => events).length;
      }
      // Both ends are reached, or the test above proves nothing.
      expect(refused).toBeGreaterThan(100);
      expect(taken).toBeGreaterThan(500);
    },
    KERNEL_TIMEOUT_MS,
  );
});
