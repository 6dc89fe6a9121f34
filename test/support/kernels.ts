/** Every kernel there is: what one of them promises is tested of all. */
import { env } from 'node:process';
import type { Kernel } from '../../lib/summaries/in-place/kernel.ts';
import { makeTypescriptKernel } from '../../lib/summaries/in-place/typescript-kernel.ts';
import { makeWebassemblyKernel } from '../../lib/summaries/in-place/webassembly-kernel.ts';

/** The first is the reference that the others are compared with. */
export const kernels: readonly { kind: Kernel['kind']; makeKernel: () => Kernel }[] = [
  { kind: 'typescript', makeKernel: makeTypescriptKernel },
  { kind: 'webassembly', makeKernel: makeWebassemblyKernel },
];

/**
 * How many times the usual the property tests run: 1, or `KERNEL_RUNS`, say 100 after a change. Each run is one seed of
 * fast-check's, so that a failure names what brings it back.
 */
export const KERNEL_RUNS = Number(env.KERNEL_RUNS ?? 1);
export const KERNEL_TIMEOUT_MS = 30_000 + KERNEL_RUNS * 20_000;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** As the reader decodes it: what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, begin = 0, end = bytes.length): string {
  return utf8.decode(bytes.subarray(begin, end));
}

/** Puts the bytes there, and something else than zeros all around them. Answers where they end. */
export function put(kernel: Kernel, bytes: Uint8Array | string, at = 0, around = 0x31): number {
  kernel.window.fill(around);
  const given = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  kernel.window.set(given, at);
  return at + given.length;
}

export type NamedScores = { nameKey: string; scoreKey: string; names: string[]; scores: number[] };

/** What `walkList` found, decoded. */
export function walkedList({ window, ranges, scores, walked }: Kernel, scoresFrom = 0): NamedScores {
  const stringAt = (pair: number): string => {
    return JSON.parse(textOf(window, ranges[2 * pair], ranges[2 * pair + 1]));
  };
  return {
    nameKey: stringAt(0),
    scoreKey: stringAt(1),
    names: Array.from({ length: walked }, (_, index) => stringAt(index + 2)),
    scores: [...scores.subarray(scoresFrom, scoresFrom + walked)],
  };
}

/** What `JSON.parse` finds in a text, when it is a list of scores: undefined when it is not. */
export function parsedList(json: string): NamedScores | undefined {
  const parsed: unknown = parsedOr(json, undefined);
  if (!Array.isArray(parsed)) return undefined;
  const keys = Object.entries(Object(parsed[0]));
  const nameKey = keys.find(([, value]) => typeof value === 'string')?.[0];
  const scoreKey = keys.find(([, value]) => typeof value === 'number')?.[0];
  if (nameKey === undefined || scoreKey === undefined) return undefined;
  const isScore = (each: unknown) =>
    Object.keys(Object(each)).length === 2 &&
    typeof Object(each)[nameKey] === 'string' &&
    typeof Object(each)[scoreKey] === 'number';
  if (!parsed.every(isScore)) return undefined;
  return {
    nameKey,
    scoreKey,
    names: parsed.map((each) => each[nameKey]),
    scores: parsed.map((each) => each[scoreKey]),
  };
}

export function parsedOr<T>(json: string, otherwise: T): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return otherwise;
  }
}

/** Whether `JSON.parse` takes it. */
export function isJson(text: string): boolean {
  const none = Symbol('none');
  return parsedOr(text, none) !== none;
}

/**
 * Reads one number, as the score of a list that is walked, and of one that was learned. Undefined where it is declined. Throws
 * where the two do not agree.
 */
export function makeReadNumber(makeKernel: () => Kernel): (text: string) => number | undefined {
  const kernel = makeKernel();
  const before = '[{"n":"x","s":';
  const after = '}]';
  const write = (text: string): number => {
    const json = before + text + after;
    for (let at = 0; at < json.length; at += 1) kernel.window[at] = json.charCodeAt(at);
    return json.length;
  };
  const length = write('0.5');
  kernel.walkList(0, length, 0);
  const learned = kernel.learn(0, length, kernel.walked);
  return (text) => {
    const end = write(text);
    kernel.scores[0] = Number.NaN;
    const walked = kernel.walkList(0, end, 0) === end ? kernel.scores[0] : undefined;
    kernel.scores[0] = Number.NaN;
    const read = kernel.readLearned(learned, 0, end, 0) === end ? kernel.scores[0] : undefined;
    if (!Object.is(walked, read)) throw new Error(`${text}: walked ${walked}, by the learned list ${read}`);
    return walked;
  };
}
