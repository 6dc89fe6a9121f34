/** Elements that are alike, walked, learned and read by what was learned, against `JSON.parse`: the same of each, or declined. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Element } from '../../lib/summaries/in-place/element.ts';
import { makeElementReader } from '../../lib/summaries/in-place/element-reader.ts';
import { makeShape } from '../../lib/summaries/in-place/element-shape.ts';
import { DECLINED, type Kernel, OUT_OF_BYTES } from '../../lib/summaries/in-place/kernel.ts';
import { KERNEL_RUNS, KERNEL_TIMEOUT_MS, kernels, parsedOr, textOf } from '../support/kernels.ts';
import { anyElementForm } from '../support/random-elements.ts';
import { damaged } from '../support/random-json.ts';
import { below, makeRandom, type Random } from '../support/random-numbers.ts';

const numRuns = (usual: number) => ({ numRuns: usual * KERNEL_RUNS });

type Seen = { layout: object | undefined; members: [key: string, value: unknown][]; firstBytes: string };

/** Everything that an element says of itself; each value twice, in turn and then by its key. */
function look(element: Element): Seen {
  const members = Array.from({ length: element.members }, (_, member): [string, unknown] => {
    const list = element.listOf(member);
    const key = element.keyOf(member);
    if (list === undefined) return [key, element.valueOf(member)];
    const { names, nameKey, scoreKey, scores, from } = list;
    const isNameFirst = JSON.stringify(element.valueOf(member)).startsWith(`[{${JSON.stringify(nameKey)}`);
    const pair = (name: string, score: number | undefined) =>
      isNameFirst ? { [nameKey]: name, [scoreKey]: score } : { [scoreKey]: score, [nameKey]: name };
    return [key, names.map((name, index) => pair(name, scores[from + index]))];
  });
  for (const [key, value] of members) {
    const byKey = element.list(key) === undefined ? element.value(key) : value;
    if (!isSame(byKey, value)) throw new Error(`by its key ${key} it is another value`);
  }
  const firstBytes = members.map((_, member) => String.fromCharCode(element.firstByteOf(member))).join('');
  return { layout: element.layout, members, firstBytes };
}

/** Told apart: 0 and -0, no member and one of undefined. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
    return Object.is(one, other);
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const members = Object.entries(one);
  const others = new Map(Object.entries(other));
  return (
    members.length === others.size && members.every(([key, value]) => others.has(key) && isSame(value, others.get(key)))
  );
}

function demandSame(seen: Seen, json: string): void {
  const parsed = Object(JSON.parse(json));
  const found = Object.fromEntries(seen.members);
  if (!isSame(found, parsed)) throw new Error(`${JSON.stringify(json)} was read as ${JSON.stringify(found)}`);
  const firstBytes = seen.members.map(([key]) => firstByteOf(parsed[key])).join('');
  if (seen.firstBytes.replaceAll(/[-\d]/g, '0') !== firstBytes) throw new Error(`of another kind: ${json}`);
}

/** Of any number 0. */
function firstByteOf(value: unknown): string | undefined {
  return typeof value === 'number' ? '0' : JSON.stringify(value)[0];
}

function makeReading(kernel: Kernel) {
  const shape = makeShape();
  const seen: Seen[] = [];
  const rule = makeElementReader(kernel).rule(
    () => shape,
    (element) => {
      seen.push(look(element));
      return true;
    },
  );
  /** What was seen of it, and the index after it; written to a place at random. */
  return (random: Random, bytes: Uint8Array, cut = bytes.length) => {
    const room = kernel.window.length - bytes.length;
    const at = random() < 0.5 ? below(random, 9) : room - below(random, 2) * below(random, room);
    kernel.window.set(bytes, at);
    kernel.scores.fill(7);
    seen.length = 0;
    const after = rule(at, at + cut, at);
    return { after: after < 0 ? after : after - at, seen: seen[0] };
  };
}

describe.each(kernels)('$kind', ({ makeKernel }) => {
  const kernel = makeKernel();

  test('each is read as JSON.parse reads it', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const counted = { learned: 0, walked: 0, declined: 0 };
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const elementOf = anyElementForm(random);
      const read = makeReading(kernel);
      for (let round = 0; round < 6; round += 1) {
        const json = elementOf(random);
        const bytes = Buffer.from(json);
        const { after, seen } = read(random, bytes);
        if (seen === undefined) {
          if (after !== DECLINED) throw new Error(`whole, and out of bytes: ${json}`);
          counted.declined += 1;
          continue;
        }
        if (after !== bytes.length) throw new Error(`not to its end: ${json}`);
        demandSame(seen, json);
        counted[seen.layout === undefined ? 'walked' : 'learned'] += 1;
        for (let cut = 1; cut < bytes.length; cut += 1 + below(random, 20)) {
          const short = read(random, bytes, cut);
          if (short.after !== OUT_OF_BYTES || short.seen !== undefined)
            throw new Error(`${json} cut after ${cut} bytes`);
        }
      }
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(150));
    expect(counted.learned).toBeGreaterThan(200 * KERNEL_RUNS);
    expect(counted.walked).toBeGreaterThan(100 * KERNEL_RUNS);
  });

  test('a damaged one is read as JSON.parse reads it, or not', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const counted = { learned: 0, walked: 0, none: 0 };
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const elementOf = anyElementForm(random);
      const read = makeReading(kernel);
      const learned = read(random, Buffer.from(elementOf(random)));
      if (learned.seen === undefined) return;
      for (let round = 0; round < 10; round += 1) {
        const bytes = damaged(random, Buffer.from(elementOf(random)));
        if (bytes[0] !== 0x7b) continue;
        const { after, seen } = read(random, bytes);
        if (seen === undefined) counted.none += 1;
        else {
          counted[seen.layout === undefined ? 'walked' : 'learned'] += 1;
          demandSame(seen, textOf(bytes, 0, after));
        }
        const isJson = parsedOr(textOf(bytes), undefined) !== undefined;
        if (isJson && after === OUT_OF_BYTES) throw new Error(`waits: ${textOf(bytes)}`);
      }
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(300));
    expect(Math.min(...Object.values(counted))).toBeGreaterThan(50 * KERNEL_RUNS);
  });

  test('all kernels say the same of any element', { timeout: KERNEL_TIMEOUT_MS }, () => {
    const other = kernels[0]?.makeKernel() ?? kernel;
    const check = (seed: number) => {
      const random = makeRandom(seed);
      const elementOf = anyElementForm(random);
      const elements = Array.from({ length: 5 }, () => {
        const whole = Buffer.from(elementOf(random));
        return random() < 0.7 ? whole : damaged(random, whole);
      });
      const [found, wanted] = [kernel, other].map((each) => {
        const read = makeReading(each);
        const again = makeRandom(seed);
        return elements.map((bytes) => {
          const { after, seen } = read(again, bytes);
          return { after, isLearned: seen?.layout !== undefined, members: seen?.members };
        });
      });
      expect(found).toStrictEqual(wanted);
    };
    fc.assert(fc.property(fc.nat(), check), numRuns(150));
  });
});
