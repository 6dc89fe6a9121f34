/** `skipValue` against `JSON.parse`: what it skips is JSON, all JSON is skipped, and a beginning of JSON is waited for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DECLINED, OUT_OF_BYTES } from '../../lib/summaries/in-place/kernel.ts';
import { isJson, KERNEL_RUNS, KERNEL_TIMEOUT_MS, kernels, textOf } from '../support/kernels.ts';
import { anyJson, damaged } from '../support/random-json.ts';
import { below, makeRandom } from '../support/random-numbers.ts';

const DEPTH = 64;
const numRuns = (usual: number) => ({ numRuns: usual * KERNEL_RUNS });

describe.each(kernels)('$kind', ({ makeKernel }) => {
  const kernel = makeKernel();
  const { window } = kernel;

  test('a document is skipped to its last byte, its beginnings are waited for', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const json = anyJson(random, 4);
      const bytes = Buffer.from(json);
      const at = below(random, 2) * below(random, window.length - bytes.length - 1);
      window.set(bytes, at);
      window[at + bytes.length] = 0x2c;
      const end = at + bytes.length;
      const isNumber = /^[-\d]/.test(json);
      expect(kernel.skipValue(at, end + 1, DEPTH)).toBe(end);
      expect(kernel.skipValue(at, end, DEPTH)).toBe(isNumber ? OUT_OF_BYTES : end);
      for (let cut = at; cut < end; cut += 1) {
        if (kernel.skipValue(at, cut, DEPTH) !== OUT_OF_BYTES) expect.fail(`${json} cut after ${cut - at} bytes`);
      }
      expect(textOf(window, at, end)).toBe(textOf(bytes));
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(400));
  });

  test('a damaged document is skipped where JSON.parse takes it, else never', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const seen = { taken: 0, declined: 0, waited: 0, inPart: 0 };
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const bytes = damaged(random, Buffer.from(anyJson(random, 3)));
      window.set(bytes);
      // What was there before lies behind it.
      const after = kernel.skipValue(0, bytes.length, DEPTH);
      const show = JSON.stringify(textOf(bytes));
      if (after >= 0) {
        if (!isJson(textOf(bytes, 0, after))) throw new Error(`no JSON skipped: ${show}`);
        if (textOf(bytes, after).trim() === '') seen.taken += 1;
        else seen.inPart += 1;
      } else {
        // A number may go on.
        const isWhole = isJson(textOf(bytes)) && !/^\s|^-?\d[^\s]*$/.test(textOf(bytes));
        if (isWhole) throw new Error(`JSON not skipped: ${show}`);
        if (after === DECLINED) seen.declined += 1;
        else seen.waited += 1;
      }
      // Once it is known, more bytes change nothing; before it is, there is nothing to know.
      let known = OUT_OF_BYTES;
      for (let end = 0; end <= bytes.length; end += 1) {
        const now = kernel.skipValue(0, end, DEPTH);
        if (known !== OUT_OF_BYTES && now !== known) throw new Error(`${known}, then ${now} by byte ${end}: ${show}`);
        known = now;
      }
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(2500));
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  test('other kernels say the same of anything', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const [reference] = kernels;
    const other = reference?.makeKernel() ?? kernel;
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const bytes = damaged(random, Buffer.from(anyJson(random, 4)));
      const end = below(random, bytes.length + 1);
      const maxDepth = below(random, 6);
      window.set(bytes);
      other.window.set(bytes);
      if (kernel.skipValue(0, end, maxDepth) !== other.skipValue(0, end, maxDepth)) {
        throw new Error(`${JSON.stringify(textOf(bytes, 0, end))}, ${maxDepth} deep`);
      }
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(1000));
  });
});
