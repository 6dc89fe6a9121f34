/** Reads elements of one kind, each alone in a kernel's window. */
import type { Element } from '../../lib/summaries/in-place/element.ts';
import { makeElementReader } from '../../lib/summaries/in-place/element-reader.ts';
import { makeShape } from '../../lib/summaries/in-place/element-shape.ts';
import type { Kernel } from '../../lib/summaries/in-place/kernel.ts';
import { put } from './kernels.ts';

export const scores = (pairs: Record<string, number>) =>
  Object.entries(pairs).map(([name, score]) => ({ name, score }));

/** `seen` has of each element its members; lists as their names and their scores. `read` answers where it ended. */
export function makeReading(kernel: Kernel, take: (element: Element) => boolean = () => true) {
  const seen: unknown[] = [];
  const shape = makeShape();
  const rule = makeElementReader(kernel).rule(
    () => shape,
    (element) => {
      seen.push(
        Array.from({ length: element.members }, (_, member) => {
          const list = element.listOf(member);
          const found = list && [...list.scores.subarray(list.from, list.from + list.names.length)];
          return [element.keyOf(member), list === undefined ? element.valueOf(member) : [list.names, found]];
        }),
      );
      return take(element);
    },
  );
  const read = (text: string | Uint8Array, at = 0) => {
    const end = put(kernel, text, at);
    return rule(at, end, at);
  };
  return { kernel, read, seen, shape };
}
