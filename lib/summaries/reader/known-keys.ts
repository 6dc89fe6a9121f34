/** Keys as they lie in the window: told by their bytes, where they are spelled as the plan spells them. */
import { DECLINED, type Kernel } from '../in-place/kernel.ts';
import type { PlanNode } from './cut-plan.ts';
import { BACKSLASH } from './json-bytes.ts';

export type KnownKeys = {
  /**
   * Where a key of an object begins that `node` stands for. Answers the index after it, or DECLINED where it does not end in
   * the window, is broken, or has to be decoded to know it.
   */
  read<Told>(node: PlanNode<Told> | undefined, filled: Uint8Array, at: number): number;
  /** That of the key read last; empty where the plan knows no such key, so that nobody can ask for it. */
  readonly name: string;
};

export function makeKnownKeys(kernel: Kernel): KnownKeys {
  let name = '';

  function readKnown<Told>(node: PlanNode<Told>, filled: Uint8Array, at: number): number {
    for (const child of node.keys.values()) {
      const { spelled } = child;
      if (!isAt(spelled, filled, at)) continue;
      name = child.key;
      return at + spelled.length;
    }
    return DECLINED;
  }

  return {
    read: (node, filled, at) => {
      const after = node === undefined ? DECLINED : readKnown(node, filled, at);
      if (after !== DECLINED) return after;
      if (node?.anyKey !== undefined) return DECLINED;
      name = '';
      const end = kernel.skipValue(at, filled.length, 0);
      const isPlain = end >= 0 && (node === undefined || !hasEscape(filled, at, end));
      return isPlain ? end : DECLINED;
    },
    get name() {
      return name;
    },
  };
}

function isAt(spelled: Uint8Array, filled: Uint8Array, at: number): boolean {
  // Beyond the end is undefined, which is no byte.
  for (let index = 0; index < spelled.length; index += 1) if (spelled[index] !== filled[at + index]) return false;
  return true;
}

/** Then it may be a known key all the same. */
function hasEscape(filled: Uint8Array, begin: number, end: number): boolean {
  for (let at = begin; at < end; at += 1) if (filled[at] === BACKSLASH) return true;
  return false;
}
